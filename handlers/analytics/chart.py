"""Charts of figures over time, as pictures to download."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from babel.dates import format_date
from pydantic import ConfigDict

from handlers.analytics.figures import BASE, BusinessFigures, Metric
from handlers.analytics.over_time import Point, Sources, drawable, points
from handlers.analytics.parquet import Datasets
from handlers.analytics.period import Period, start_of
from handlers.analytics.plot import Chart, Kind, drawn
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Conversations, Files
from handlers.reference import Translated
from handlers.values import File, Value

REST = Translated(en="all others", id="lainnya", it="tutti gli altri")
TOTAL = Translated(en="in all", id="total", it="in tutto")


class DrawnChart(Value):
    """A chart as a PNG file, and the figures in it. Amounts of money are in euros, at the dated rates."""

    model_config = ConfigDict(json_schema_extra=titled("Chart", "Grafik", "Grafico"))

    metric: Annotated[str, Label("figure", id="angka", it="dato", role="title")]
    since: Annotated[dt.date, Label("since", id="sejak", it="dal")]
    total: Annotated[float, Label("in all", id="total", it="in tutto")]
    highest: Annotated[float, Label("highest", id="tertinggi", it="massimo")]
    highest_on: Annotated[dt.date, Label("highest from", id="tertinggi mulai", it="massimo dal")]
    currency: Annotated[str | None, Label("currency", id="mata uang", it="valuta")]
    file: Annotated[File, Label("picture", id="gambar", it="immagine")]


@handler(
    "analytics.chart",
    effect="write",
    timeout=20,
    examples=[
        (
            "draw a line chart of website visits this month",
            {"metric": "website visits", "period": "month", "kind": "line"},
        ),
        ("bar chart of revenue this year pls", {"metric": "revenue", "period": "year", "kind": "bar"}),
        ("grafik klien baru tahun ini dong", {"metric": "klien baru", "period": "year"}),
        (
            "bikinin grafik batang pendaftaran web kuartal ini",
            {"metric": "pendaftaran web", "period": "quarter", "kind": "bar"},
        ),
        (
            "fammi il grafico delle iscrizioni al sito di questa settimana",
            {"metric": "iscrizioni al sito", "period": "week"},
        ),
        ("una torta del fatturato di quest'anno", {"metric": "fatturato", "period": "year", "kind": "pie"}),
    ],
)
def chart(
    ctx: Context[BusinessFigures],
    metric: Annotated[str, Label("figure to draw", id="angka yang digambar", it="dato da disegnare")],
    period: Annotated[Period, Label("period", id="periode", it="periodo")] = "month",
    kind: Annotated[Kind, Label("kind of chart", id="jenis grafik", it="tipo di grafico")] = "line",
    *,
    conversations: Conversations,
    datasets: Datasets,
    files: Files,
) -> DrawnChart:
    """Draw a chart of a figure over time."""
    wanted = drawable(metric, ctx.language)
    found = points(Sources(ctx.port, conversations, datasets), ctx.tenant, wanted, period, ctx.now)
    picture = drawn(_chart(ctx, wanted, found, period, kind))
    name = f"{wanted.code}-{period}-{ctx.now:%Y-%m-%d}.png"
    highest = max(found, key=lambda point: point.value)
    return DrawnChart(
        metric=wanted.name.to(ctx.language),
        since=start_of(period, ctx.now).date(),
        total=round(sum(point.value for point in found), 2),
        highest=highest.value,
        highest_on=highest.day,
        currency=BASE if wanted.kind == "money" else None,
        file=files.keep(ctx.tenant, name, picture, ctx.idempotency_key),
    )


def _chart(ctx: Context[BusinessFigures], metric: Metric, found: Sequence[Point], period: Period, kind: Kind) -> Chart:
    total = _written(sum(point.value for point in found), metric)
    first, last = (format_date(day, "d MMM y", locale=ctx.language) for day in (found[0].day, ctx.now.date()))
    name = metric.name.to(ctx.language)
    return Chart(
        # A line through one point is none.
        kind="bar" if kind == "line" and len(found) == 1 else kind,
        title=name[0].upper() + name[1:],
        subtitle=f"{first} – {last}   ·   {TOTAL.to(ctx.language)}: {total}",
        labels=[_label(point.day, period, ctx.language) for point in found],
        values=[point.value for point in found],
        written=[_written(point.value, metric) for point in found],
        rest=REST.to(ctx.language),
        unit=_unit(metric),
    )


def _label(day: dt.date, period: Period, language: str) -> str:
    return format_date(day, "MMM" if period == "year" else "d MMM", locale=language)


def _written(value: float, metric: Metric) -> str:
    return f"{_unit(metric)}{value:,.0f}"


def _unit(metric: Metric) -> str:
    return f"{BASE} " if metric.kind == "money" else ""
