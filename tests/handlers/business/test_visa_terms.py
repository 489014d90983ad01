"""visa.compare and visa.expiry: visas side by side, and the days of a stay permit. Today is 21 November 2026."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.business.visa_terms import compare_visas, permit_expiry
from handlers.business.visas import VISAS
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.handler import DECLARATION
from tests.support.contexts import context

DAY = dt.date.fromisoformat


def test_visas_are_compared_in_the_order_in_which_they_were_named(english):
    voa, c1 = compare_visas(english, ["VOA", "C1"]).visas
    assert (voa.code, voa.stay_days, voa.longest_days) == ("B1", 30, 60)
    assert (c1.code, c1.stay_days, c1.longest_days) == ("C1", 60, 180)


@pytest.mark.parametrize(("code", "work"), [("C1", "not allowed"), ("E23", "for the employer"), ("E33G", "remotely")])
def test_what_work_a_visa_allows_is_said(english, code, work):
    assert compare_visas(english, [code, "B1"]).visas[0].work.startswith(work)


@pytest.mark.parametrize("said", [[], ["VOA"], ["VOA", "B1"], ["A1", "B1", "B2", "C1", "C2", "C6", "C7"]])
def test_two_to_six_different_visas_can_be_compared(english, said):
    with pytest.raises(InvalidRequest, match="name 2 to 6"):
        compare_visas(english, said)


def test_a_name_that_fits_several_visas_is_put_to_the_person(english):
    with pytest.raises(Ambiguous):
        compare_visas(english, ["kitas", "VOA"])


def test_a_visa_that_does_not_exist_is_told(english):
    with pytest.raises(NotFound, match="'Z99'"):
        compare_visas(english, ["Z99", "VOA"])


@pytest.mark.parametrize(
    ("visa", "entered", "extensions", "expires"),
    [
        # the day of entry is the first: 30 days from 1 December are 1 to 30 December
        ("VOA", "2026-12-01", 0, "2026-12-30"),
        ("VOA", "2026-12-01", 1, "2027-01-29"),
        # 60 days: 10 to 30 November are 21, December 31, January 8
        ("C1", "2026-11-10", 0, "2027-01-08"),
        ("C1", "2026-11-10", 2, "2027-05-08"),
        ("E23", "2026-03-01", 0, "2027-02-28"),
        ("C18", "2026-10-02", 0, "2026-12-30"),
    ],
)
def test_the_last_day_worked_by_hand(english, visa, entered, extensions, expires):
    assert permit_expiry(english, visa, DAY(entered), extensions).expires == DAY(expires)


def test_an_extension_is_best_asked_for_one_to_two_weeks_before(english):
    found = permit_expiry(english, "VOA", DAY("2026-11-10"))
    assert (found.extend_from, found.extend_by) == (DAY("2026-11-25"), DAY("2026-12-02"))
    assert (found.extensions_left, found.extended_until) == (1, DAY("2027-01-08"))
    assert (found.days_left, found.note) == (18, None)


@pytest.mark.parametrize(("visa", "extensions"), [("VOA", 1), ("C18", 0), ("A1", 0)])
def test_the_last_extension_leaves_none_to_ask_for(english, visa, extensions):
    found = permit_expiry(english, visa, DAY("2026-11-10"), extensions)
    assert (found.extensions_left, found.extend_by, found.extended_until) == (0, None, None)
    assert "cannot be extended any more" in found.note


def test_extensions_of_which_the_number_is_not_known_are_not_counted(english):
    found = permit_expiry(english, "E23", DAY("2026-11-01"))
    assert found.extensions_left is None
    assert found.extend_by == DAY("2027-10-01")
    assert "has to be confirmed" in found.note


def test_who_is_late_is_told_to_hurry(english):
    assert "at once" in permit_expiry(english, "VOA", DAY("2026-10-26")).note


def test_an_expired_permit_counts_the_days_of_overstay(english):
    found = permit_expiry(english, "VOA", DAY("2026-10-13"))
    assert (found.expires, found.days_over, found.days_left) == (DAY("2026-11-11"), 10, None)
    assert "expired" in found.note


@pytest.mark.parametrize(
    ("visa", "extensions", "error"),
    [("VOA", 2, "can be extended 1 times, not 2"), ("VOA", -1, "give 0 or more"), ("E33", 1, "not known here")],
)
def test_extensions_that_a_visa_has_not_are_refused(english, visa, extensions, error):
    with pytest.raises(InvalidRequest, match=error):
        permit_expiry(english, visa, DAY("2026-11-10"), extensions)


@pytest.mark.parametrize("entered", ["1926-11-10", "2926-11-10"])
def test_a_slip_in_the_year_is_noticed(english, entered):
    with pytest.raises(InvalidRequest, match="check the year"):
        permit_expiry(english, "VOA", DAY(entered))


@given(st.sampled_from(VISAS.visas), st.dates(DAY("2025-01-01"), DAY("2028-01-01")))
def test_dates_stand_in_their_order_for_every_visa(visa, entered):
    found = permit_expiry(context(None), visa.code, entered)
    assert found.entered < found.expires
    assert (found.days_left is None) != (found.days_over is None)
    if found.extend_by:
        assert found.extend_from < found.extend_by < found.expires < found.extended_until


@pytest.mark.parametrize("example", getattr(compare_visas, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_of_a_comparison_runs(english, example):
    assert len(compare_visas(english, **example.args).visas) == len(example.args["visas"])


@pytest.mark.parametrize("example", getattr(permit_expiry, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_of_an_expiry_runs(english, example):
    entered = DAY(example.args["entry_date"])
    assert permit_expiry(english, **{**example.args, "entry_date": entered}).entered == entered
