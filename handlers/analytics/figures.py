"""The figures of the business: what can be asked for, and the port that reads them from the records."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol

from handlers.analytics.period import Period, start_of
from handlers.business.lookup import find
from handlers.errors import InvalidRequest, NotFound
from handlers.exchange import RATES
from handlers.reference import Translated, load
from handlers.values import Money, Value

BASE = "EUR"
"""The currency in which amounts of several currencies are added up, at the dated rates."""

FunnelStage = Literal["lead", "contacted", "quoted", "client"]


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to a moment, both aware and in the person's time zone."""

    since: dt.datetime
    until: dt.datetime

    @classmethod
    def of(cls, period: Period, now: dt.datetime) -> "Span":
        """The period so far."""
        return cls(start_of(period, now), now)


class Metric(Value):
    """A figure that can be asked for."""

    code: str
    kind: Literal["count", "money"]
    name: Translated
    aliases: tuple[str, ...]


class ServiceRevenue(Value):
    """What was invoiced for one service in one currency. `service` is its code; None for what has none in the list."""

    service: str | None
    currency: str
    invoices: int
    invoiced: Decimal
    paid: Decimal


class BusinessFigures(Protocol):
    """Reads the records of clients, leads, cases, tasks, quotes and invoices."""

    def count(self, tenant: str, metric: str, span: Span) -> int:
        """A metric of the kind `count`, by its code."""
        ...

    def money(self, tenant: str, metric: str, span: Span) -> Sequence[Money]:
        """A metric of the kind `money`, by its code: one amount for each currency."""
        ...

    def revenue(self, tenant: str, span: Span) -> Sequence[ServiceRevenue]:
        """What was invoiced in the span, by service and currency."""
        ...

    def funnel(self, tenant: str, span: Span) -> Mapping[FunnelStage, int]:
        """How many of the leads that came in the span reached each stage by now."""
        ...


def the_metric(said: str, language: str) -> Metric:
    """The figure that a person means. Raises Ambiguous, and InvalidRequest with those there are."""
    try:
        return find(said, METRICS, "figure", language)
    except NotFound as missing:
        there_are = ", ".join(metric.name.to(language) for metric in METRICS)
        raise InvalidRequest(f"There is no figure {said!r}; there are: {there_are}.") from missing


def added_up(amounts: Sequence[Money]) -> Money:
    """Amounts of several currencies as one in euros, at the dated rates."""
    converted = (RATES.convert(Decimal(str(money.amount)), money.currency, BASE) for money in amounts)
    return Money(amount=float(sum(Decimal(str(money.amount)) for money in converted)), currency=BASE)


METRICS = load(Path(__file__).parent / "data/metrics.yaml", tuple[Metric, ...])
