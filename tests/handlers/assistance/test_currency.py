"""currency.convert and currency.rates: at the reference rates of a stated day."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.assistance.currency import convert_currency, show_rates
from handlers.errors import InvalidRequest, NotFound
from handlers.exchange import RATES, Rates, currency_name
from handlers.handler import DECLARATION


@pytest.mark.parametrize(
    ("amount", "source", "target", "converted"),
    [
        # 100 x 20,275.17
        (100, "EUR", "IDR", 2_027_517),
        # 111.72 / 1.1172
        (111.72, "USD", "EUR", 100),
        # 100 x 1.4282 / 1.5904 = 89.8013
        (100, "AUD", "SGD", 89.8),
        # 1,000 x 0.8338 = 833.8; yen are whole: 10 x 175.68 / 1.1172 = 1,572.5
        (1000, "EUR", "GBP", 833.8),
        (10, "USD", "JPY", 1573),
        (0, "EUR", "IDR", 0),
    ],
)
def test_a_conversion_worked_by_hand_with_the_rates_of_30_october_2026(english, amount, source, target, converted):
    found = convert_currency(english, amount, source, target)
    assert (found.converted.amount, found.converted.currency) == (converted, target)


def test_a_conversion_states_the_rate_its_day_and_its_source(english):
    found = convert_currency(english, 640, "CHF", "IDR")
    assert (found.rate, found.rate_date) == (22052.6, RATES.date)
    assert "European Central Bank" in found.source.name
    assert found.caveat is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("EUR", "EUR"),
        ("eur", "EUR"),
        ("euros", "EUR"),
        ("€", "EUR"),
        ("rupiah", "IDR"),
        ("Swiss Franc", "CHF"),
        ("franchi svizzeri", "CHF"),
        ("ringgit malaysia", "MYR"),
        ("dolar singapura", "SGD"),
        ("won coreano", "KRW"),
        ("sterline", "GBP"),
        ("  us   dollars ", "USD"),
    ],
)
def test_currencies_are_known_by_codes_and_names_in_three_languages(said, code):
    assert RATES.code(said) == code


def test_every_currency_has_a_name_in_every_language():
    for code in RATES.rates:
        for language in ("en", "id", "it"):
            assert RATES.code(currency_name(code, language)) == code


def test_a_currency_without_a_rate_is_not_guessed(english):
    with pytest.raises(NotFound, match=r"no rate for RUB .*Known: EUR, USD"):
        convert_currency(english, 100, "RUB", "IDR")


@pytest.mark.parametrize("said", ["", "XYZ", "seashells"])
def test_what_is_no_currency_is_refused(english, said):
    with pytest.raises(InvalidRequest, match="no currency that is known"):
        show_rates(english, said)


def test_a_negative_amount_is_refused(english):
    with pytest.raises(InvalidRequest, match="-5 cannot be"):
        convert_currency(english, -5, "EUR", "IDR")


def test_rates_are_shown_for_the_currencies_named_each_once(english):
    found = show_rates(english, "usd", ["IDR", "rupiah", "SGD"])
    assert [rate.code for rate in found.rates] == ["IDR", "SGD"]


def test_without_targets_the_usual_currencies_are_shown(english):
    codes = [rate.code for rate in show_rates(english, "EUR").rates]
    assert "IDR" in codes
    assert "EUR" not in codes


def test_a_currency_is_not_compared_with_itself_alone(english):
    with pytest.raises(InvalidRequest, match="compared with itself"):
        show_rates(english, "EUR", ["euro"])


@given(st.sampled_from(sorted(RATES.rates)), st.sampled_from(sorted(RATES.rates)))
def test_there_and_back_is_the_same_rate(source, target):
    there_and_back = RATES.rate(source, target) * RATES.rate(target, source)
    assert abs(there_and_back - 1) < Decimal("1e-20")


def test_a_snapshot_in_which_a_named_currency_has_no_rate_is_refused():
    data = {**RATES.model_dump(), "usual": ["EUR", "XAU"]}
    with pytest.raises(ValueError, match=r"no rate: \['XAU'\]"):
        Rates.model_validate(data)


@pytest.mark.parametrize("handled", [convert_currency, show_rates])
def test_every_example_runs(speaking, handled):
    for example in getattr(handled, DECLARATION).examples:
        assert handled(speaking("id"), **example.args).rate_date == RATES.date
