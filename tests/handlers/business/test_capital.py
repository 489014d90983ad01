"""company.capital_check: the investment of a PT PMA, counted as BKPM Regulation 5/2025 counts it."""

import pytest

from handlers.business.capital import CAPITAL, check_capital
from handlers.errors import InvalidRequest
from handlers.exchange import RATES
from handlers.handler import DECLARATION

BILLION = 1_000_000_000


@pytest.mark.parametrize(
    ("amount", "enough", "missing"),
    [(10 * BILLION + 1, True, None), (10 * BILLION, False, 0), (8 * BILLION, False, 2 * BILLION)],
)
def test_the_investment_must_be_more_than_ten_billion(english, amount, enough, missing):
    found = check_capital(english, amount)
    assert found.enough is enough
    assert (found.missing and found.missing.amount) == missing
    assert found.paid_up.amount == 2.5 * BILLION


@pytest.mark.parametrize(
    ("codes", "groups"),
    [
        (["62199"], ("62199",)),
        (["62199", "62110"], ("62199", "62110")),
        (["62199", "KBLI 62199"], ("62199",)),
        # wholesale by four digits, food service by two, construction by four
        (["46311", "46312"], ("4631",)),
        (["46311", "46420"], ("4631", "4642")),
        (["56101", "56301"], ("56",)),
        (["41011", "41012", "43303"], ("4101", "4330")),
        (["55101", "55204"], ("55101", "55204")),
    ],
)
def test_codes_are_counted_in_groups(english, codes, groups):
    found = check_capital(english, 1, kbli_codes=codes)
    assert found.groups == groups
    assert found.required.amount == len(groups) * 10 * BILLION


def test_another_currency_is_converted_at_the_dated_rate(english):
    found = check_capital(english, 500_000, "EUR")
    assert found.in_rupiah.amount == 500_000 * float(RATES.rates["IDR"])
    assert found.rate_source.date == RATES.date
    assert check_capital(english, 11 * BILLION).in_rupiah is None


@pytest.mark.parametrize(
    ("codes", "note"),
    [
        (["55101"], "land and buildings count"),
        (["62199"], "land and buildings do not count"),
        (["55203"], "55203 is reserved"),
        (["99999"], "99999 is not among the codes"),
        (["56101"], "in each regency or city"),
        (["31011"], "one production line"),
    ],
)
def test_what_changes_for_a_code_is_noted(english, codes, note):
    assert any(note in said for said in check_capital(english, 1, kbli_codes=codes).notes)


def test_land_counts_or_does_not_but_never_both_for_one_code(english):
    notes = check_capital(english, 1, kbli_codes=["55101"]).notes
    assert not any("do not count" in note for note in notes)


@pytest.mark.parametrize("codes", [["restaurant"], ["5610"], ["56101", ""]])
def test_what_is_no_code_is_refused(english, codes):
    with pytest.raises(InvalidRequest, match="five digits"):
        check_capital(english, 1, kbli_codes=codes)


def test_a_negative_investment_is_refused(english):
    with pytest.raises(InvalidRequest, match="investment -1 cannot be"):
        check_capital(english, -1)


def test_the_rules_were_compared_with_the_regulation():
    assert CAPITAL.checked is True
    assert "5/2025" in CAPITAL.source


@pytest.mark.parametrize("example", getattr(check_capital, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_is_checked(english, example):
    found = check_capital(english, **example.args)
    assert found.enough is (found.missing is None)
