"""tax.corporate: worked by hand, and what must hold for any amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.business.tax_corporate import company_tax
from handlers.business.tax_rules import corporate_tax
from handlers.errors import InvalidRequest
from handlers.handler import DECLARATION

rupiah = st.integers(min_value=0, max_value=10**13)


@pytest.mark.parametrize(
    ("profit", "turnover", "tax"),
    [
        # 22% of 2 billion
        (2_000_000_000, None, 440_000_000),
        # turnover below 4.8 billion: 11% of all of it
        (400_000_000, 3_000_000_000, 44_000_000),
        # 4.8/30 of 3 billion = 480 million at 11%, the other 2,520 million at 22%
        (3_000_000_000, 30_000_000_000, 52_800_000 + 554_400_000),
        # at 50 billion: 4.8/50 of 5 billion = 480 million at 11%, 4,520 million at 22%
        (5_000_000_000, 50_000_000_000, 52_800_000 + 994_400_000),
        # above 50 billion: no reduction
        (5_000_000_000, 50_000_000_001, 1_100_000_000),
        # 1,234,567,890 is rounded down to 1,234,567,000
        (1_234_567_890, None, 271_604_740),
        (-5_000_000, None, 0),
    ],
)
def test_corporate_tax_worked_by_hand(english, profit, turnover, tax):
    assert company_tax(english, profit, turnover).tax.amount == tax


def test_the_reduction_and_what_it_saves_are_shown(english):
    found = company_tax(english, 3_000_000_000, 30_000_000_000)
    # 11% of 480 million
    assert (found.reduced.amount, found.saved.amount) == (480_000_000, 52_800_000)
    assert found.effective_rate == 20.24


@pytest.mark.parametrize(
    ("profit", "turnover", "note"),
    [
        (100, None, "turnover is not known"),
        (100, 4_800_000_000, "0.5%"),
        (100, 60_000_000_000, "above 50 billion"),
        (-100, None, "next five years"),
    ],
)
def test_what_a_company_must_know_is_noted(english, profit, turnover, note):
    assert any(note in said for said in company_tax(english, profit, turnover).notes)


@given(rupiah, st.integers(min_value=1, max_value=10**12))
def test_corporate_tax_lies_between_half_and_the_full_rate(profit, turnover):
    worked = corporate_tax(profit, turnover)
    assert worked.taxable * 0.11 - 1 <= worked.tax <= worked.taxable * 0.22 + 1
    assert worked.tax <= corporate_tax(profit, None).tax


def test_a_profit_above_the_turnover_is_refused(english):
    with pytest.raises(InvalidRequest, match="above the turnover"):
        company_tax(english, 100, 99)


def test_every_example_gives_a_tax(speaking):
    for language in ("en", "id", "it"):
        for example in getattr(company_tax, DECLARATION).examples:
            assert company_tax(speaking(language), **example.args).tax.amount > 0
