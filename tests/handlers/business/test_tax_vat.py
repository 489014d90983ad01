"""tax.vat: worked by hand, and what must hold for any amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.business.tax_rules import TAXES, vat
from handlers.business.tax_vat import value_added_tax
from handlers.errors import InvalidRequest
from handlers.handler import DECLARATION
from handlers.reference import CAVEATS

rupiah = st.integers(min_value=0, max_value=10**13)


@pytest.mark.parametrize(
    ("amount", "inclusive", "year", "net", "tax"),
    [
        # 12% of 11/12 of 15,000,000 = 12% of 13,750,000
        (15_000_000, False, 2026, 15_000_000, 1_650_000),
        # 11,100,000 x 11/111
        (11_100_000, True, 2026, 10_000_000, 1_100_000),
        # 11% of 999 = 109.89
        (999, False, 2025, 999, 110),
        # 1,000,000 x 11/111 = 99,099.099
        (1_000_000, True, 2025, 900_901, 99_099),
        # 11% and 10% of the price, before the base was changed
        (30_000_000, False, 2024, 30_000_000, 3_300_000),
        (30_000_000, False, 2021, 30_000_000, 3_000_000),
        # 11,000,000 x 10/110
        (11_000_000, True, 2019, 10_000_000, 1_000_000),
    ],
)
def test_vat_worked_by_hand(english, amount, inclusive, year, net, tax):
    found = value_added_tax(english, amount, inclusive, year)
    assert (found.net.amount, found.tax.amount, found.total.amount) == (net, tax, net + tax)


def test_vat_since_2025_is_12_percent_on_eleven_twelfths(english):
    found = value_added_tax(english, 12_000_000)
    assert (found.rate, found.effective_rate, found.base.amount) == (12, 11, 11_000_000)
    assert "luxury" in found.note


def test_the_year_in_which_the_rate_changed_says_so(english):
    assert value_added_tax(english, 100, year=2022).note.startswith("10% before 1 April 2022; ")


def test_without_a_year_the_current_one_counts(english):
    assert value_added_tax(english, 100).year == 2026


@given(rupiah, st.sampled_from([2019, 2024, 2026]))
def test_vat_that_was_added_is_found_inside_the_total(net, year):
    rule = TAXES.vat.of(year)
    added = vat(net, rule, inclusive=False)
    inside = vat(net + added.tax, rule, inclusive=True)
    assert (inside.net, inside.tax) == (net, added.tax)


def test_years_before_vat_are_refused(english):
    with pytest.raises(InvalidRequest, match="since 1985"):
        value_added_tax(english, 100, year=1984)


def test_a_rule_that_was_not_compared_with_its_source_says_so(english, speaking):
    assert value_added_tax(english, 100, year=2019).note == CAVEATS[False].en
    assert CAVEATS[False].it in value_added_tax(speaking("it"), 100).note


@pytest.mark.parametrize("amount", [-1, 10**16, float("inf"), float("nan")])
def test_amounts_that_cannot_be_are_refused(english, amount):
    with pytest.raises(InvalidRequest, match="cannot be"):
        value_added_tax(english, amount)


def test_every_example_gives_a_tax(speaking):
    for language in ("en", "id", "it"):
        for example in getattr(value_added_tax, DECLARATION).examples:
            assert value_added_tax(speaking(language), **example.args).tax.amount > 0
