"""Values with a form of their own: arithmetic, addresses, codes, choices, quotations."""

import pytest

from scout.mini.normalise.codes import find_pattern, shape_of
from scout.mini.normalise.contacts import find_emails, find_phones, find_urls
from scout.mini.normalise.currencies import find_currencies
from scout.mini.normalise.enums import find_choices, find_truth
from scout.mini.normalise.expressions import find_expressions
from scout.mini.normalise.quotes import find_quotes


@pytest.mark.parametrize(
    ("language", "text", "expression"),
    [
        ("en", "what's 15% of 2.4 million", "15% * 2400000"),
        ("id", "12 kali 350rb berapa", "12 * 350000"),
        ("it", "quanto fa 125 diviso 5 più 3", "125 / 5 + 3"),
        ("en", "calc (3+4)*2", "(3 + 4) * 2"),
        ("en", "how much is 1,250 * 3 - 200/4?", "1250 * 3 - 200 / 4"),
        ("it", "radice di 144", "sqrt(144)"),
        ("en", "what is 12 squared", "12**2"),
    ],
)
def test_arithmetic_in_words_becomes_an_expression(language: str, text: str, expression: str) -> None:
    assert [found.value for found in find_expressions(text, language)] == [expression]


@pytest.mark.parametrize("text", ["call me at 5", "20% off", "it is -5 outside"])
def test_a_lone_number_is_no_expression(text: str) -> None:
    assert find_expressions(text, "en") == []


def test_addresses_end_where_the_sentence_does() -> None:
    text = "see https://example.org/a?b=1, or write to ann@example.org."
    assert [found.value for found in find_urls(text)] == ["https://example.org/a?b=1"]
    assert [found.value for found in find_emails(text)] == ["ann@example.org"]


def test_a_telephone_number_begins_with_plus_or_zero() -> None:
    assert [found.value for found in find_phones("+61 412 000 111 or 0812-3344-5566, not 56101 20000")] == [
        "+61 412 000 111",
        "0812-3344-5566",
    ]


@pytest.mark.parametrize("number", ["(0361) 123456", "6281234567890", "333 1112203"])
def test_a_number_that_is_the_whole_text_may_begin_otherwise(number: str) -> None:
    assert [found.value for found in find_phones(number)] == [number]


def test_codes_of_one_shape_are_told_from_examples() -> None:
    pattern = shape_of(["56101", "93293"])
    assert pattern is not None
    assert [found.value for found in find_pattern("kbli 47911, tel 0361 123456", pattern)] == ["47911"]
    assert shape_of(["56101", "Luca"]) is None


def test_a_choice_is_found_by_the_words_that_mean_it() -> None:
    assert [found.value for found in find_choices("quanto costa in euro?", "it", ["EUR", "IDR"])] == ["EUR"]
    assert [found.value for found in find_choices("handler bulan ini", "id", ["week", "month"])] == ["month"]


def test_with_and_without_decide_what_holds() -> None:
    assert [found.value for found in find_truth("tanpa NPWP", "id", ["npwp"])] == [False]
    assert [found.value for found in find_truth("with an npwp", "en", ["npwp"])] == [True]


def test_an_apostrophe_opens_no_quotation() -> None:
    assert find_quotes("don't tell Luca's boss") == []
    assert [found.value for found in find_quotes("say 'it's done' now")] == ["it's done"]


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "250 USD in rupiah", ["USD", "IDR"]),
        ("id", "3 juta rupiah jadi berapa euro", ["IDR", "EUR"]),
        ("it", "90 franchi svizzeri in dollari", ["CHF", "USD"]),
        ("en", "all of it", []),
        ("id", "300 dolar Singapura", ["SGD"]),
        ("it", "dollari australiani e corone svedesi", ["AUD", "SEK"]),
        ("en", "dollars, as rupiah", ["USD", "IDR"]),
    ],
)
def test_currencies_are_codes_whatever_their_name(language: str, text: str, codes: list[str]) -> None:
    assert [found.value for found in find_currencies(text, language)] == codes
