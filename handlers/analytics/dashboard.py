"""The key figures of the business."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict

from handlers.analytics.figures import BASE, METRICS, BusinessFigures, Metric, Span, added_up, the_metric
from handlers.analytics.period import Period
from handlers.context import Context
from handlers.exchange import RATES
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Money, Value


class Figure(Value):
    """One figure: a number of things, or money. `total` adds up several currencies in euros."""

    name: Annotated[str, Label("figure", id="angka", it="dato", role="title")]
    code: Annotated[str, Label("figure code", role="hidden")]
    count: Annotated[int | None, Label("number", id="jumlah", it="numero")] = None
    amounts: Annotated[tuple[Money, ...], Label("amount", id="nilai", it="importo")] = ()
    total: Annotated[Money | None, Label("together", id="jika digabung", it="in tutto")] = None


class Dashboard(Value):
    """Figures of the period so far; those that say 'now' are of this moment. Source: the house's own records."""

    model_config = ConfigDict(json_schema_extra=titled("Key figures", "Angka utama", "Dati principali"))

    since: Annotated[dt.date, Label("since", id="sejak", it="dal")]
    figures: Annotated[tuple[Figure, ...], Label("figures", id="angka", it="dati")]
    rate_date: Annotated[dt.date | None, Label("exchange rates of", id="kurs tanggal", it="cambi del")]


@handler(
    "dashboard.stats",
    effect="read",
    examples=[
        ("how's business this month?", {"period": "month"}),
        ("key figures for the quarter pls", {"period": "quarter"}),
        ("gimana angka bisnis minggu ini", {"period": "week"}),
        ("klien baru tahun ini berapa?", {"period": "year", "metric": "klien baru"}),
        ("come stiamo andando quest'anno?", {"period": "year"}),
        ("quante fatture abbiamo emesso oggi", {"period": "today", "metric": "fatture emesse"}),
        ("how much money is overdue", {"metric": "overdue"}),
    ],
)
def dashboard_stats(
    ctx: Context[BusinessFigures],
    period: Annotated[Period, Label("period", id="periode", it="periodo")] = "month",
    metric: Annotated[str | None, Label("one figure only", id="satu angka saja", it="un solo dato")] = None,
) -> Dashboard:
    """Key figures of the business for a period."""
    span = Span.of(period, ctx.now)
    wanted = METRICS if metric is None else (the_metric(metric, ctx.language),)
    figures = tuple(_figure(ctx, one, span) for one in wanted)
    converted = any(figure.total is not None for figure in figures)
    return Dashboard(since=span.since.date(), figures=figures, rate_date=RATES.date if converted else None)


def _figure(ctx: Context[BusinessFigures], metric: Metric, span: Span) -> Figure:
    figure = Figure(name=metric.name.to(ctx.language), code=metric.code)
    if metric.kind == "count":
        return figure.model_copy(update={"count": ctx.port.count(ctx.tenant, metric.code, span)})
    amounts = tuple(ctx.port.money(ctx.tenant, metric.code, span)) or (Money(amount=0.0, currency=BASE),)
    total = added_up(amounts) if len(amounts) > 1 else None
    return figure.model_copy(update={"amounts": amounts, "total": total})
