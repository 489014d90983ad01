"""The key figures of the demo tenant's business."""

import pytest

from handlers.analytics.dashboard import Dashboard, Figure, dashboard_stats
from handlers.analytics.figures import METRICS
from handlers.errors import Ambiguous, InvalidRequest
from handlers.exchange import RATES
from handlers.values import Money
from tests.support.contexts import context
from tests.support.examples import spoken
from tests.support.office import Office


def stats(office: Office, *args: str, language: str = "en") -> Dashboard:
    return dashboard_stats(context(office.figures, language=language), *args)


def figure(office: Office, period: str, metric: str) -> Figure:
    (only,) = stats(office, period, metric).figures
    return only


def test_all_figures_are_told_unless_one_is_named(office: Office) -> None:
    assert [figure.code for figure in stats(office).figures] == [metric.code for metric in METRICS]
    assert stats(office).since.isoformat() == "2026-11-01"


@pytest.mark.parametrize(
    ("metric", "count"),
    [
        ("invoices", 9),
        ("quotes", 5),
        ("new leads", 7),
        ("new clients", 3),
        ("cases opened", 6),
        ("cases running", 14),
        ("tasks done", 3),
        ("open tasks", 9),
        ("overdue tasks", 3),
    ],
)
def test_things_are_counted_in_the_period_or_now(office: Office, metric: str, count: int) -> None:
    assert figure(office, "month", metric).count == count


def test_money_stays_apart_by_currency_and_is_added_up_only_at_the_dated_rates(office: Office) -> None:
    told = stats(office, "month", "revenue")
    (invoiced,) = told.figures

    assert invoiced.amounts == (
        Money(amount=4430, currency="EUR"),
        Money(amount=4_500_000, currency="IDR"),
        Money(amount=590, currency="USD"),
    )
    rates = {code: float(rate) for code, rate in RATES.rates.items()}
    assert invoiced.total is not None
    assert invoiced.total.currency == "EUR"
    assert invoiced.total.amount == pytest.approx(4430 + 4_500_000 / rates["IDR"] + 590 / rates["USD"], abs=0.02)
    assert told.rate_date == RATES.date


def test_one_currency_needs_no_rate(office: Office) -> None:
    told = stats(office, "month", "overdue invoices")

    assert told.figures[0].amounts == (Money(amount=2270, currency="EUR"),)
    assert (told.figures[0].total, told.rate_date) == (None, None)


def test_nothing_is_zero_and_not_missing(office: Office) -> None:
    assert figure(office, "today", "payments received").amounts == (Money(amount=0, currency="EUR"),)


@pytest.mark.parametrize(("said", "code"), [("klien baru", "new_clients"), ("fatture scadute", "overdue")])
def test_a_figure_is_named_in_any_language(office: Office, said: str, code: str) -> None:
    assert figure(office, "year", said).code == code


def test_an_unknown_figure_is_refused_with_those_there_are(office: Office) -> None:
    with pytest.raises(InvalidRequest, match=r"no figure 'barometer'; there are: invoiced, .*tasks overdue now"):
        stats(office, "month", "barometer")


def test_figures_that_are_as_likely_are_put_to_the_person(office: Office) -> None:
    with pytest.raises(Ambiguous):
        stats(office, "month", "cases")


def test_figures_are_named_in_the_persons_language(office: Office) -> None:
    assert stats(office, "month", "invoiced", language="it").figures[0].name == "fatturato"


@pytest.mark.parametrize("args", spoken(dashboard_stats))
def test_every_example_has_figures(office: Office, args) -> None:
    assert len(dashboard_stats(context(office.figures), **args).figures) == (1 if "metric" in args else len(METRICS))
