"""Revenue by service, from the demo tenant's invoices."""

import pytest

from handlers.analytics.figures import added_up
from handlers.analytics.revenue import revenue
from handlers.errors import NotFound
from handlers.exchange import RATES
from handlers.values import Money
from tests.support.contexts import context
from tests.support.examples import spoken
from tests.support.office import Office


def test_the_services_make_up_the_whole_and_the_largest_comes_first(office: Office) -> None:
    told = revenue(context(office.figures), "year")

    totals = [service.total.amount for service in told.services]
    assert totals == sorted(totals, reverse=True)
    assert sum(totals) == pytest.approx(told.total.amount, abs=0.01 * len(totals))
    assert sum(service.invoices for service in told.services) == 32
    assert told.rate_date == RATES.date


def test_what_was_paid_is_told_apart(office: Office) -> None:
    told = revenue(context(office.figures), "week")

    assert told.invoiced == (
        Money(amount=2500, currency="EUR"),
        Money(amount=3_000_000, currency="IDR"),
        Money(amount=90, currency="USD"),
    )
    assert told.paid == (Money(amount=2500, currency="EUR"),)


def test_one_service_in_several_currencies(office: Office) -> None:
    told = revenue(context(office.figures), "year", "NPWP")

    (npwp,) = told.services
    assert npwp.service == "Tax number (NPWP)"
    assert npwp.invoiced == (Money(amount=80, currency="EUR"), Money(amount=1_600_000, currency="IDR"))
    assert npwp.total == told.total == added_up(npwp.invoiced)


def test_what_the_price_list_does_not_name_is_other(office: Office) -> None:
    told = revenue(context(office.figures, language="it"), "month")

    assert "altro" in [service.service for service in told.services]


def test_a_period_without_invoices_brings_nothing(office: Office) -> None:
    told = revenue(context(office.figures), "month", "KITAP")

    assert (told.total, told.invoiced, told.services, told.rate_date) == (
        Money(amount=0, currency="EUR"),
        (),
        (),
        None,
    )


def test_an_unknown_service_names_the_nearest(office: Office) -> None:
    with pytest.raises(NotFound, match="The nearest"):
        revenue(context(office.figures), "month", "helicopter flight")


@pytest.mark.parametrize("args", spoken(revenue))
def test_every_example_has_revenue(office: Office, args) -> None:
    assert revenue(context(office.figures), **args).total.amount > 0
