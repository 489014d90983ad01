"""How handlers are used, read from a journal that the test holds."""

import datetime as dt
from collections.abc import Sequence

import pytest

from handlers.analytics.handlers import handler_report
from handlers.analytics.period import Period, start_of
from handlers.ports import HandlerUse
from tests.support.contexts import NOW, context


class RecordedUses:
    """Tells the same uses whatever the span, and remembers what it was asked."""

    def __init__(self, *uses: HandlerUse) -> None:
        self._uses = uses
        self.asked: tuple[str, dt.datetime, str | None] | None = None

    def handler_use(self, tenant: str, since: dt.datetime, handler: str | None) -> Sequence[HandlerUse]:
        self.asked = (tenant, since, handler)
        return self._uses


def test_the_most_used_handler_comes_first_and_the_totals_add_up() -> None:
    uses = RecordedUses(
        HandlerUse("client.find", calls=3, failed=1, median_ms=4.26, p95_ms=9.04),
        HandlerUse("visa.requirements", calls=12, failed=0, median_ms=1.0, p95_ms=2.0),
    )

    report = handler_report(context(uses))

    assert [row.handler for row in report.handlers] == ["visa.requirements", "client.find"]
    assert (report.calls, report.failed) == (15, 1)
    assert (report.handlers[1].median_ms, report.handlers[1].p95_ms) == (4.3, 9.0)


def test_the_journal_is_asked_for_the_tenant_the_period_and_the_handler() -> None:
    uses = RecordedUses()

    report = handler_report(context(uses), "today", "client.find")

    assert uses.asked == ("bali", NOW.replace(hour=0), "client.find")
    assert (report.calls, report.handlers) == (0, ())


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("today", "2026-11-21T00:00:00+08:00"),
        ("week", "2026-11-16T00:00:00+08:00"),
        ("month", "2026-11-01T00:00:00+08:00"),
        ("quarter", "2026-10-01T00:00:00+08:00"),
        ("year", "2026-01-01T00:00:00+08:00"),
    ],
)
def test_periods_start_at_midnight_where_the_person_is(period: Period, start: str) -> None:
    assert start_of(period, NOW).isoformat() == start
