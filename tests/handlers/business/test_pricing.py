"""bali.zero.pricing: what a service costs, in which currency, and how sure that is."""

import datetime as dt
from decimal import Decimal

import pytest

from handlers.business.pricing import list_services, service_price
from handlers.business.services import SERVICES
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.exchange import RATES
from handlers.handler import DECLARATION


@pytest.mark.parametrize(
    ("said", "euros"),
    [
        ("E23", 800),
        ("KITAS E23", 800),
        ("KITAS kerja", 800),
        ("working visa", 800),
        ("PT PMA", 2500),
        ("bikin PT PMA", 2500),
        ("aprire una PT PMA", 2500),
        ("visto business", 65),
        ("business visa", 65),
        ("bussines visa", 65),
    ],
)
def test_the_prices_of_the_house(english, said, euros):
    found = service_price(english, said)
    assert (found.price.amount, found.price.currency) == (euros, "EUR")
    assert found.caveat is None


def test_a_sample_price_says_that_it_is_one(english):
    found = service_price(english, "NPWP")
    assert found.checked == "sample"
    assert found.caveat == "a sample figure, not an offer"


def test_a_conversion_states_the_list_price_the_rate_and_its_date(english):
    found = service_price(english, "E23", "IDR")
    assert (found.price.amount, found.price.currency) == (float(800 * RATES.rates["IDR"]), "IDR")
    assert (found.listed.amount, found.listed.currency) == (800, "EUR")
    assert (found.rate, found.rate_date) == (float(RATES.rates["IDR"]), RATES.date)
    assert found.rate_caveat is None


def test_in_its_own_currency_nothing_is_converted(english):
    found = service_price(english, "E23", "EUR")
    assert found == service_price(english, "E23")
    assert (found.listed, found.rate, found.rate_date) == (None, None, None)


@pytest.mark.parametrize(("target", "amount"), [("IDR", 633_327), ("USD", 38.33), ("EUR", 33.33)])
def test_amounts_are_rounded_to_what_can_be_paid(target, amount):
    rates = RATES.model_copy(update={"rates": {"EUR": Decimal(1), "USD": Decimal("1.15"), "IDR": Decimal("19001.7")}})
    assert rates.convert(Decimal("33.33"), "EUR", target).amount == pytest.approx(amount, abs=0.005)


def test_a_conversion_from_another_currency_goes_through_the_base():
    assert RATES.convert(RATES.rates["IDR"], "IDR", "EUR").amount == 1


@pytest.mark.parametrize("language", ["en", "id", "it"])
def test_a_service_is_named_in_the_language_of_the_person(speaking, language):
    service = SERVICES.find("PT PMA", "en")
    assert service_price(speaking(language), "PT PMA").service == service.name.to(language)


def test_every_service_is_found_by_its_code_and_its_names():
    for service in SERVICES.services:
        for said in (service.code, service.name.en, service.name.id, service.name.it):
            assert SERVICES.find(said, "en") == service


@pytest.mark.parametrize("said", ["kitas", "bikin PT", "tax"])
def test_several_services_that_fit_are_put_to_the_person(english, said):
    with pytest.raises(Ambiguous) as asked:
        service_price(english, said)
    assert len(asked.value.options) > 1


@pytest.mark.parametrize("said", ["E99", "helicopter flight"])
def test_an_unknown_service_names_the_nearest(english, said):
    with pytest.raises(NotFound, match="The nearest") as missing:
        service_price(english, said)
    assert len(missing.value.options) == 4


def test_a_service_must_be_said(english):
    with pytest.raises(InvalidRequest, match="give its name or code"):
        service_price(english, " ")


def test_every_price_has_a_source_and_a_day():
    for entry in (*SERVICES.services, RATES):
        assert entry.cited().name
        assert entry.cited().date <= dt.date(2026, 12, 31)


@pytest.mark.parametrize("example", getattr(service_price, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_has_a_price(english, example):
    found = service_price(english, **example.args)
    assert found.price.amount > 0
    assert found.price.currency == example.args.get("currency", "EUR")


def test_all_services_are_listed_with_their_prices(english):
    found = list_services(english)
    assert [service.code for service in found.services] == [service.code for service in SERVICES.services]
    assert found.caveat == "a sample figure, not an offer"


@pytest.mark.parametrize("category", ["visa", "kitas", "company", "tax", "legal", "property"])
def test_a_category_lists_its_own_services(english, category):
    found = list_services(english, category)
    assert found.services
    assert {service.category for service in found.services} == {category}


def test_a_sample_price_is_marked_in_the_list(english):
    marked = {service.code: service.sample for service in list_services(english).services}
    assert (marked["kitas-work"], marked["tax-npwp"]) == (False, True)


@pytest.mark.parametrize("example", getattr(list_services, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_lists_services(speaking, example):
    assert list_services(speaking("it"), **example.args).services
