"""Quotes: priced from the price list, numbered, and to be downloaded."""

import datetime as dt
from functools import partial

import pytest

from handlers.business.quote import Quote, quote_create, quote_get
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.exchange import RATES
from handlers.values import Money
from tests.support.contexts import context
from tests.support.examples import spoken
from tests.support.office import Office


def draw_up(office: Office, client: str, services: list[str], currency: str | None = None, key: str = "") -> Quote:
    ctx = context(office.quotes, key=key)
    return quote_create(ctx, client, services, currency, clients=office.clients, files=office.files)


@pytest.fixture
def quote(office: Office) -> partial[Quote]:
    return partial(draw_up, office)


def test_a_quote_has_the_list_prices_their_total_and_a_day_until_which_it_holds(quote: partial[Quote]) -> None:
    made = quote("Maria Rossi", ["E23", "bikin PT PMA"])

    assert (made.number, made.client) == ("QUO-7", "Maria Rossi")
    assert [(line.service, line.price.amount) for line in made.lines] == [
        ("E23 working KITAS", 800),
        ("PT PMA set-up", 2500),
    ]
    assert made.total == Money(amount=3300, currency="EUR")
    assert (made.issued, made.valid_until) == (dt.date(2026, 11, 21), dt.date(2026, 12, 21))
    assert made.rate_date is None


def test_in_another_currency_the_day_of_the_rates_is_told(quote: partial[Quote]) -> None:
    made = quote("Maria Rossi", ["E23", "business visa"], "IDR")

    assert made.total.currency == "IDR"
    assert made.total.amount == sum(line.price.amount for line in made.lines)
    assert made.lines[0].price.amount == round(800 * float(RATES.rates["IDR"]))
    assert made.rate_date == RATES.date


def test_a_sample_price_is_marked(quote: partial[Quote]) -> None:
    made = quote("Maria Rossi", ["E23", "NPWP"])

    assert [line.caveat for line in made.lines] == [None, "a sample figure, not an offer"]


def test_its_document_is_a_pdf_that_can_be_downloaded(office: Office) -> None:
    document = draw_up(office, "Maria Rossi", ["E23"]).document

    assert document is not None
    assert (document.name, document.type, document.url) == ("QUO-7.pdf", "application/pdf", f"/v1/files/{document.id}")
    assert office.files.read("bali", document.id).startswith(b"%PDF-")
    assert len(office.files.read("bali", document.id)) == document.size


def test_a_repeated_call_draws_up_one_quote(quote: partial[Quote]) -> None:
    first = quote("Maria Rossi", ["E23"], key="turn-1/call-1")

    assert quote("Maria Rossi", ["E23"], key="turn-1/call-1") == first
    assert quote("Maria Rossi", ["E23"], key="turn-1/call-2").number != first.number


def test_a_quote_is_shown_as_it_was_drawn_up(office: Office, quote: partial[Quote]) -> None:
    made = quote("Maria Rossi", ["E23", "NPWP"], "USD")

    assert quote_get(context(office.quotes), made.number, files=office.files) == made


def test_two_people_of_that_name_are_put_to_the_person(quote: partial[Quote]) -> None:
    with pytest.raises(Ambiguous) as asked:
        quote("Maria", ["E23"])

    assert [option.split(" (")[0] for option in asked.value.options] == ["Maria Rossi", "Maria Santos"]


def test_for_an_unknown_client_those_with_a_like_name_are_told(quote: partial[Quote]) -> None:
    with pytest.raises(NotFound, match=r"fits 'Mario Rosso'. The nearest: Maria Rossi .*client.create") as told:
        quote("Mario Rosso", ["E23"])

    assert told.value.options[0].startswith("Maria Rossi")


@pytest.mark.parametrize(
    ("services", "error"),
    [(["helicopter flight"], NotFound), (["kitas"], Ambiguous), ([], InvalidRequest), (["E23"] * 51, InvalidRequest)],
)
def test_services_must_be_known_and_clear(quote: partial[Quote], services: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        quote("Maria Rossi", services)


@pytest.mark.parametrize("said", ["QUO-99", "the one for Maria"])
def test_an_unknown_quote_is_not_found(office: Office, said: str) -> None:
    with pytest.raises(NotFound, match="give its number, such as QUO-3"):
        quote_get(context(office.quotes), said, files=office.files)


@pytest.mark.parametrize("args", spoken(quote_create))
def test_every_example_makes_a_quote(office: Office, args) -> None:
    made = quote_create(context(office.quotes), **args, clients=office.clients, files=office.files)

    assert (made.client, made.total.currency) == (args["client"], args.get("currency", "EUR"))


@pytest.mark.parametrize("args", spoken(quote_get))
def test_every_example_shows_a_quote(office: Office, args) -> None:
    assert quote_get(context(office.quotes), **args, files=office.files).number.startswith("QUO-")
