"""What the house invoices, service by service."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict

from handlers.analytics.figures import BusinessFigures, ServiceRevenue, Span, added_up
from handlers.analytics.period import Period
from handlers.business.services import SERVICES
from handlers.context import Context
from handlers.exchange import RATES
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Translated
from handlers.values import Money, Value

OTHER = Translated(en="other", id="lainnya", it="altro")


class RevenueOfService(Value):
    """One service's share: one amount for each currency, and together in euros."""

    service: Annotated[str, Label("service", id="layanan", it="servizio", role="title")]
    total: Annotated[Money, Label("together", id="total", it="in tutto")]
    invoiced: Annotated[tuple[Money, ...], Label("invoiced", id="ditagih", it="fatturato")]
    paid: Annotated[tuple[Money, ...], Label("of which paid", id="yang sudah dibayar", it="di cui incassato")]
    invoices: Annotated[int, Label("invoices", id="faktur", it="fatture")]


class Revenue(Value):
    """Revenue of the period so far, by the day on which invoices were issued; the service that brought most first.

    Amounts of several currencies are added up in euros, at the rates of `rate_date`.
    """

    model_config = ConfigDict(json_schema_extra=titled("Revenue", "Pendapatan", "Ricavi"))

    since: Annotated[dt.date, Label("since", id="sejak", it="dal")]
    total: Annotated[Money, Label("together", id="total", it="in tutto")]
    invoiced: Annotated[tuple[Money, ...], Label("invoiced", id="ditagih", it="fatturato")]
    paid: Annotated[tuple[Money, ...], Label("of which paid", id="yang sudah dibayar", it="di cui incassato")]
    services: Annotated[tuple[RevenueOfService, ...], Label("by service", id="per layanan", it="per servizio")]
    rate_date: Annotated[dt.date | None, Label("exchange rates of", id="kurs tanggal", it="cambi del")]


@handler(
    "analytics.revenue",
    effect="read",
    examples=[
        ("revenue by service this quarter", {"period": "quarter"}),
        ("how much did PT PMA set-ups bring in this year?", {"period": "year", "service": "PT PMA set-up"}),
        ("pendapatan bulan ini per layanan dong", {"period": "month"}),
        ("omzet NPWP tahun ini berapa", {"period": "year", "service": "NPWP"}),
        ("quanto abbiamo fatturato quest'anno?", {"period": "year"}),
        ("ricavi della settimana per servizio", {"period": "week"}),
    ],
)
def revenue(
    ctx: Context[BusinessFigures],
    period: Annotated[Period, Label("period", id="periode", it="periodo")],
    service: Annotated[str | None, Label("one service only", id="satu layanan saja", it="un solo servizio")] = None,
) -> Revenue:
    """Revenue by service for a period."""
    span = Span.of(period, ctx.now)
    only = None if service is None else SERVICES.find(service, ctx.language).code
    rows = [row for row in ctx.port.revenue(ctx.tenant, span) if only in (None, row.service)]
    by_service: dict[str | None, list[ServiceRevenue]] = defaultdict(list)
    for row in rows:
        by_service[row.service].append(row)
    services = [_of_service(code, theirs, ctx.language) for code, theirs in by_service.items()]
    invoiced = _summed((row.currency, row.invoiced) for row in rows)
    return Revenue(
        since=span.since.date(),
        total=added_up(invoiced),
        invoiced=invoiced,
        paid=_summed((row.currency, row.paid) for row in rows),
        services=tuple(sorted(services, key=lambda one: -one.total.amount)),
        rate_date=RATES.date if any(money.currency != "EUR" for money in invoiced) else None,
    )


def _of_service(code: str | None, rows: Sequence[ServiceRevenue], language: str) -> RevenueOfService:
    invoiced = _summed((row.currency, row.invoiced) for row in rows)
    return RevenueOfService(
        service=_name(code).to(language),
        total=added_up(invoiced),
        invoiced=invoiced,
        paid=_summed((row.currency, row.paid) for row in rows),
        invoices=sum(row.invoices for row in rows),
    )


def _name(code: str | None) -> Translated:
    """The service's name in the price list; for one that has left the list, its code."""
    if code is None:
        return OTHER
    listed = next((service.name for service in SERVICES.services if service.code == code), None)
    return listed or Translated(en=code, id=code, it=code)


def _summed(amounts: Iterable[tuple[str, Decimal]]) -> tuple[Money, ...]:
    """One amount for each currency that there is something in."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        sums[currency] += amount
    return tuple(Money(amount=float(sums[code]), currency=code) for code in sorted(sums) if sums[code])
