"""tax.income: worked by hand, and what must hold for any amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.business.tax_income import income_tax
from handlers.business.tax_rules import STATUSES, TAXES, Brackets, by_bracket, taxable_income
from handlers.errors import InvalidRequest
from handlers.handler import DECLARATION

rupiah = st.integers(min_value=0, max_value=10**13)


@pytest.mark.parametrize(
    ("income", "status", "has_npwp", "tax"),
    [
        # 95,000,000 - 4,750,000 (5%) - 58,500,000 (54 + 4.5 million) = 31,750,000; 5% = 1,587,500
        (95_000_000, "K/0", True, 1_587_500),
        # the same, and 20% of it: 317,500
        (95_000_000, "K/0", False, 1_905_000),
        # 180,000,000 - 6,000,000 (at most) - 54,000,000 = 120,000,000; 60 million at 5% + 60 million at 15%
        (180_000_000, "TK/0", True, 3_000_000 + 9_000_000),
        # 600,000,000 - 6,000,000 - 72,000,000 (54 + 4.5 + 3 x 4.5 million) = 522,000,000
        # 60 at 5%, 190 at 15%, 250 at 25%, 22 at 30%
        (600_000_000, "K/3", True, 3_000_000 + 28_500_000 + 62_500_000 + 6_600_000),
        # 6,060,000,000 - 6,000,000 - 54,000,000 = 6,000,000,000
        # 60 at 5%, 190 at 15%, 250 at 25%, 4,500 at 30%, 1,000 at 35% (millions)
        (6_060_000_000, "TK/0", True, 3_000_000 + 28_500_000 + 62_500_000 + 1_350_000_000 + 350_000_000),
        # 56,000,000 - 2,800,000 = 53,200,000, below 54,000,000
        (56_000_000, "TK/0", False, 0),
    ],
)
def test_income_tax_worked_by_hand(english, income, status, has_npwp, tax):
    found = income_tax(english, income, status, has_npwp)
    assert (found.tax.amount, found.tax.currency) == (tax, "IDR")


def test_taxable_income_is_rounded_down_to_full_thousands():
    # 70,000,999 - 3,500,050 (5% = 3,500,049.95, rounded) - 54,000,000 = 12,500,949
    assert taxable_income(70_000_999, "TK/0") == 12_500_000


def test_the_parts_of_the_income_tax_are_shown(english):
    found = income_tax(english, 180_000_000, "TK/0")
    assert [(part.income.amount, part.rate, part.tax.amount) for part in found.brackets] == [
        (60_000_000, 5, 3_000_000),
        (60_000_000, 15, 9_000_000),
    ]
    assert found.monthly.amount == 1_000_000
    assert found.effective_rate == 6.67


def test_the_surcharge_is_shown_only_without_a_tax_number_and_says_when_it_falls_away(english):
    without, unsaid = income_tax(english, 95_000_000, "K/0", False), income_tax(english, 95_000_000, "K/0")
    assert without.surcharge.amount == 317_500
    assert any("NIK" in note for note in without.notes)
    assert unsaid.surcharge is None
    assert any("20% higher" in note for note in unsaid.notes)


def test_a_status_that_was_not_given_is_assumed_and_said(english):
    found = income_tax(english, 240_000_000)
    assert found.status == "TK/0"
    assert any("no status was given" in note for note in found.notes)


def test_figures_that_were_not_verified_are_named(english):
    assert income_tax(english, 1).unverified == (
        "Income Tax Law, article 17, as amended by Law 7/2021",
        "Minister of Finance Regulation 101/PMK.010/2016 on untaxed income (PTKP)",
        "Minister of Finance Regulation 250/PMK.03/2008 on the occupational cost",
    )


@given(rupiah, rupiah, st.sampled_from(STATUSES))
def test_who_earns_more_is_not_taxed_less_nor_keeps_less(first, second, status):
    less, more = sorted((first, second))
    low, high = (sum(part.tax for part in by_bracket(taxable_income(gross, status))) for gross in (less, more))
    assert low <= high
    # 35% is the highest rate; a thousand more or less comes from rounding the taxable income
    assert high - low <= (more - less) * 0.35 + 1000


@given(rupiah, st.sampled_from(STATUSES))
def test_the_effective_rate_lies_between_none_and_the_highest(gross, status):
    tax = sum(part.tax for part in by_bracket(taxable_income(gross, status)))
    assert 0 <= tax <= gross * 0.35


@given(st.integers(min_value=0, max_value=10**13))
def test_brackets_add_up_to_the_whole_income(taxable):
    assert sum(part.income for part in by_bracket(taxable)) == taxable


def test_brackets_that_do_not_rise_are_refused():
    data = TAXES.income.brackets.model_dump()
    data["slices"] = [{"up_to": 10, "rate": 0.1}, {"up_to": 5, "rate": 0.2}, {"up_to": None, "rate": 0.3}]
    with pytest.raises(ValueError, match=r"brackets must rise .* \[10, 5, None\]"):
        Brackets.model_validate(data)


@pytest.mark.parametrize("amount", [-1, 10**16, float("inf"), float("nan")])
def test_amounts_that_cannot_be_are_refused(english, amount):
    with pytest.raises(InvalidRequest, match=r"yearly income .* cannot be"):
        income_tax(english, amount)


def test_every_example_gives_a_tax(speaking):
    for language in ("en", "id", "it"):
        for example in getattr(income_tax, DECLARATION).examples:
            assert income_tax(speaking(language), **example.args).tax.amount > 0
