"""How the service's own handlers are used."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict

from handlers.analytics.period import Period, start_of
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import HandlerUse, UsageLog
from handlers.values import Value


class HandlerFigures(Value):
    """One handler's calls in the period. Durations in milliseconds, rounded to a tenth."""

    handler: Annotated[str, Label("handler", id="handler", it="handler", role="title")]
    calls: Annotated[int, Label("calls", id="panggilan", it="chiamate")]
    failed: Annotated[int, Label("failed", id="gagal", it="fallite")]
    median_ms: Annotated[float, Label("median (ms)", id="median (ms)", it="mediana (ms)")]
    p95_ms: Annotated[float, Label("95th percentile (ms)", id="persentil ke-95 (ms)", it="95° percentile (ms)")]


class HandlerReport(Value):
    """Calls of the period, the most used handler first. Source of the figures: this service's journal."""

    model_config = ConfigDict(json_schema_extra=titled("Use of the handlers", "Pemakaian handler", "Uso degli handler"))

    since: Annotated[dt.datetime, Label("since", id="sejak", it="dal")]
    calls: Annotated[int, Label("calls in all", id="total panggilan", it="chiamate totali")]
    failed: Annotated[int, Label("failed in all", id="total gagal", it="fallite in totale")]
    handlers: Annotated[tuple[HandlerFigures, ...], Label("by handler", id="per handler", it="per handler")]


@handler(
    "analytics.handlers",
    effect="read",
    examples=[
        ("which handlers are used most this month?", {"period": "month"}),
        ("how often does visa.requirements fail", {"handler": "visa.requirements"}),
        ("handler mana yang paling sering dipake minggu ini?", {"period": "week"}),
        ("statistik handler whatsapp.send hari ini", {"handler": "whatsapp.send", "period": "today"}),
        ("quanto sono veloci gli handler oggi?", {"period": "today"}),
        ("statistiche di client.find per quest'anno", {"handler": "client.find", "period": "year"}),
    ],
)
def handler_report(
    ctx: Context[UsageLog],
    period: Annotated[Period, Label("period", id="periode", it="periodo")] = "month",
    handler: Annotated[str | None, Label("one handler only", id="satu handler saja", it="un solo handler")] = None,
) -> HandlerReport:
    """How often each handler is used, how fast it is and how often it fails."""
    since = start_of(period, ctx.now)
    uses = ctx.port.handler_use(ctx.tenant, since, handler)
    return HandlerReport(
        since=since,
        calls=sum(use.calls for use in uses),
        failed=sum(use.failed for use in uses),
        handlers=tuple(_figures(use) for use in sorted(uses, key=lambda use: (-use.calls, use.handler))),
    )


def _figures(use: HandlerUse) -> HandlerFigures:
    return HandlerFigures(
        handler=use.handler,
        calls=use.calls,
        failed=use.failed,
        median_ms=round(use.median_ms, 1),
        p95_ms=round(use.p95_ms, 1),
    )
