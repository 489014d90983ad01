"""analytics.chart and analytics.report: figures of the demo tenant as files."""

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from handlers.analytics.chart import chart
from handlers.analytics.period import Period
from handlers.analytics.plot import Chart, Kind, drawn, scale_top
from handlers.analytics.report import report
from handlers.analytics.report_formats import Format
from handlers.backends.local import demo, demo_business, demo_datasets
from handlers.backends.local.database import Database
from handlers.backends.local.datasets import LocalDatasets
from handlers.backends.local.figures import LocalFigures
from handlers.backends.local.files import LocalFiles
from handlers.errors import InvalidRequest
from handlers.ports import DataDir, DayOfTurns, Said, TurnFigures
from handlers.values import File
from tests.support.contexts import NOW, context


class TwoBusyDays:
    """A journal in which yesterday saw three requests and today five, one of which failed."""

    def history(self, tenant: str, conversation_id: str, limit: int) -> Sequence[Said]:
        return []

    def search(self, tenant: str, query: str, since: dt.datetime | None, owner: str | None) -> Sequence[Said]:
        return []

    def figures(self, tenant: str, since: dt.datetime, until: dt.datetime) -> TurnFigures:
        today = until.date()
        days = (
            DayOfTurns(today - dt.timedelta(days=1), 2, 3, completed=3, failed=0, cancelled=0, calls=4),
            DayOfTurns(today, 1, 5, completed=4, failed=1, cancelled=0, calls=6),
        )
        return TurnFigures(3, 8, 7, 1, 0, 0, 120.0, (("en", 8),), days)


@pytest.fixture
def folder(tmp_path: Path) -> DataDir:
    demo_datasets.seed(DataDir(tmp_path), "bali", NOW)
    return DataDir(tmp_path)


@pytest.fixture
def house(sqlite: Database) -> Database:
    demo.seed(sqlite, "bali", NOW)
    demo_business.seed(sqlite, "bali", NOW)
    return sqlite


class Desk:
    """Draws and writes on the demo tenant."""

    def __init__(self, house: Database, folder: DataDir) -> None:
        self._figures = LocalFigures(house)
        self._ports = {"conversations": TwoBusyDays(), "files": LocalFiles(house, folder)}
        self._datasets = LocalDatasets(folder)

    def chart(self, metric: str, period: Period = "month", kind: Kind = "line", language: str = "en"):
        asked = context(self._figures, language=language)
        return chart(asked, metric, period, kind, datasets=self._datasets, **self._ports)

    def report(self, period: Period, form: Format = "markdown", language: str = "en"):
        return report(context(self._figures, language=language), period, form, **self._ports)

    def read(self, file: File) -> bytes:
        return self._ports["files"].read("bali", file.id)


@pytest.fixture
def desk(house: Database, folder: DataDir) -> Desk:
    return Desk(house, folder)


@pytest.mark.parametrize("kind", ["line", "bar", "pie"])
def test_a_chart_is_a_picture_that_can_be_downloaded(desk: Desk, kind: Kind) -> None:
    made = desk.chart("website visits", kind=kind)

    picture = Image.open(io.BytesIO(desk.read(made.file)))
    assert (made.file.type, made.file.name) == ("image/png", "web_visits-month-2026-11-21.png")
    assert (picture.format, picture.size) == ("PNG", (1200, 675))
    assert len(picture.convert("RGB").getcolors(1_000_000)) > 50


def test_the_figures_of_a_chart_are_those_of_its_source(desk: Desk, folder: DataDir) -> None:
    made = desk.chart("sign-ups", "year", "bar")

    sql = "SELECT sum(pendaftaran) FROM kunjungan_web WHERE tanggal >= DATE '2026-01-01'"
    assert [[made.total]] == LocalDatasets(folder).query("bali", sql, 1).rows


def test_the_points_of_a_year_add_up_to_the_whole(desk: Desk, house: Database) -> None:
    made = desk.chart("new clients", "year")

    with house.reading() as connection:
        counted = connection.exec_driver_sql(
            "SELECT count(*) FROM clients WHERE tenant = 'bali' AND since >= '2026-01-01'"
        ).scalar_one()
    assert made.total == counted


def test_money_is_in_euros(desk: Desk) -> None:
    made = desk.chart("pendapatan", "year", language="id")

    assert (made.metric, made.currency) == ("nilai tagihan", "EUR")
    assert made.total > made.highest > 0


def test_requests_to_the_assistant_come_from_the_journal(desk: Desk) -> None:
    made = desk.chart("requests", "week")

    assert (made.total, made.highest, made.highest_on) == (8, 5, NOW.date())


@pytest.mark.parametrize("metric", ["overdue now", "open tasks", "moon phases"])
def test_what_has_no_history_is_told_with_what_has(desk: Desk, metric: str) -> None:
    with pytest.raises(InvalidRequest, match=r"there are: invoiced, .*website sign-ups"):
        desk.chart(metric)


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0], [7.0], [1.0] * 400])
@pytest.mark.parametrize("kind", ["line", "bar", "pie"])
def test_any_number_of_points_can_be_drawn(kind: Kind, values: list[float]) -> None:
    labels = [str(value) for value in values]
    picture = drawn(Chart(kind, "Title", "Subtitle", labels, values, labels, rest="all others", unit=""))

    assert picture.startswith(b"\x89PNG")
    assert picture == drawn(Chart(kind, "Title", "Subtitle", labels, values, labels, rest="all others", unit=""))


@pytest.mark.parametrize(("highest", "top"), [(0, 4 * 0.25), (3, 4), (321, 400), (5_180, 6_000), (10_001, 12_000)])
def test_the_axis_ends_at_a_round_number_above_the_highest_value(highest: float, top: float) -> None:
    assert scale_top(highest) == pytest.approx(top)


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("markdown", "# Bali Zero: Key figures"), ("html", "<!doctype html>"), ("csv", "section,figure,value")],
)
def test_a_report_is_a_document_that_can_be_downloaded(desk: Desk, form: Format, beginning: str) -> None:
    made = desk.report("month", form)

    text = desk.read(made.file).decode()
    assert text.startswith(beginning)
    assert "invoices issued" in text
    assert "Revenue by service" in text
    assert (made.since, made.until) == (dt.date(2026, 11, 1), NOW.date())


def test_a_report_is_in_the_language_of_who_asks(desk: Desk) -> None:
    text = desk.read(desk.report("month", language="it").file).decode()

    assert "## Ricavi per servizio" in text
    assert "| richieste | 8 |" in text


def test_nothing_in_a_report_is_taken_for_markup(house: Database, desk: Desk) -> None:
    with house.transaction() as connection:
        connection.exec_driver_sql("UPDATE invoices SET service = '<script>|' WHERE tenant = 'bali'")

    assert "<script>" not in desk.read(desk.report("year", "html").file).decode()
    assert r"&" not in desk.read(desk.report("year").file).decode()
    assert r"<script>\|" in desk.read(desk.report("year").file).decode()
