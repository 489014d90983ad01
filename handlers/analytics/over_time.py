"""A figure over time: which ones have a history, and their value day by day, week by week or month by month."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from handlers.analytics.figures import METRICS, BusinessFigures, Metric, Span, added_up
from handlers.analytics.parquet import Datasets
from handlers.analytics.period import Period, start_of
from handlers.business.lookup import find
from handlers.errors import InvalidRequest, NotFound
from handlers.ports import Conversations, DayOfTurns
from handlers.reference import load

MOMENTARY = frozenset({"outstanding", "overdue", "cases_running", "tasks_open", "tasks_overdue"})
"""Figures of the business that are only known of this moment."""

WEB = {"web_visits": "kunjungan", "web_signups": "pendaftaran"}
WEB_DATASET = "kunjungan_web"

DAYS_IN_ALL = 1_000

TURNS: Mapping[str, Callable[[DayOfTurns], int]] = {
    "conversations": lambda day: day.conversations,
    "requests": lambda day: day.turns,
    "failed_requests": lambda day: day.failed,
    "handler_calls": lambda day: day.calls,
}


@dataclass(frozen=True, slots=True)
class Point:
    """The value of a figure from a day on, up to the next point."""

    day: dt.date
    value: float


@dataclass(frozen=True, slots=True)
class Sources:
    """Where figures come from."""

    business: BusinessFigures
    conversations: Conversations
    datasets: Datasets


def drawable(said: str, language: str) -> Metric:
    """The figure that a person means. Raises InvalidRequest with those there are, Ambiguous."""
    there_are = ", ".join(metric.name.to(language) for metric in SERIES if metric.code not in MOMENTARY)
    try:
        metric = find(said, SERIES, "figure", language)
    except NotFound as missing:
        raise InvalidRequest(f"There is no figure {said!r} over time; there are: {there_are}.") from missing
    if metric.code in MOMENTARY:
        raise InvalidRequest(f"{metric.name.to(language)!r} is known of this moment only; there are: {there_are}.")
    return metric


def points(sources: Sources, tenant: str, metric: Metric, period: Period, now: dt.datetime) -> Sequence[Point]:
    """The figure in the period so far: by day, of a quarter by week, of a year by month. Money is in euros."""
    starts = [*_starts(period, now), now]
    if metric.code in WEB:
        return _summed(starts, _web(sources.datasets, tenant, WEB[metric.code], start_of(period, now).date()))
    if metric.code in TURNS:
        days = sources.conversations.figures(tenant, start_of(period, now), now).days
        return _summed(starts, {day.day: TURNS[metric.code](day) for day in days})
    return [
        Point(since.date(), _business(sources.business, tenant, metric, since, until))
        for since, until in pairwise(starts)
    ]


def _starts(period: Period, now: dt.datetime) -> Iterator[dt.datetime]:
    start = start_of(period, now)
    while start < now:
        yield start
        match period:
            case "year":
                start = (start + dt.timedelta(days=31)).replace(day=1)
            case "quarter":
                start += dt.timedelta(days=7)
            case _:
                start += dt.timedelta(days=1)


def _business(port: BusinessFigures, tenant: str, metric: Metric, since: dt.datetime, until: dt.datetime) -> float:
    # Spans hold both their ends: this one ends just before the next begins.
    span = Span(since, until - dt.timedelta(microseconds=1))
    if metric.kind == "count":
        return port.count(tenant, metric.code, span)
    return added_up(port.money(tenant, metric.code, span)).amount


def _web(datasets: Datasets, tenant: str, column: str, since: dt.date) -> Mapping[dt.date, float]:
    if WEB_DATASET not in datasets.names(tenant):
        raise NotFound(f"There is no dataset {WEB_DATASET!r}, which the website's figures come from.")
    sql = f"SELECT tanggal, sum({column})::DOUBLE FROM {WEB_DATASET} WHERE tanggal >= DATE '{since}' GROUP BY tanggal"  # noqa: S608
    found: dict[dt.date, float] = {}
    for day, value in datasets.query(tenant, sql, DAYS_IN_ALL).rows:
        assert isinstance(day, dt.date)
        assert isinstance(value, float)
        found[day] = value
    return found


def _summed(starts: Sequence[dt.datetime], days: Mapping[dt.date, float]) -> Sequence[Point]:
    last = starts[-1].date()
    ends = [*(start.date() for start in starts[1:-1]), last + dt.timedelta(days=1)]
    return [
        Point(since.date(), sum(value for day, value in days.items() if since.date() <= day < until))
        for since, until in zip(starts, ends, strict=False)
    ]


SERIES = (*METRICS, *load(Path(__file__).parent / "data/series.yaml", tuple[Metric, ...]))
