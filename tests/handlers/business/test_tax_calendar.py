"""tax.calendar: which taxes are due in a month, on which working day."""

import datetime as dt

import pytest

from handlers.business.tax_calendar import read_month, tax_calendar, working_day
from handlers.errors import InvalidRequest
from handlers.handler import DECLARATION

TODAY = dt.date(2026, 11, 21)


def days(calendar):
    return [deadline.due.day for deadline in calendar.deadlines]


def test_a_company_pays_files_and_settles_vat_every_month(english):
    found = tax_calendar(english, "September 2026", "company")
    assert days(found) == [15, 15, 21, 30, 30]
    assert found.month == "September 2026"


def test_a_deadline_on_a_weekend_moves_to_monday(english):
    moved = next(each for each in tax_calendar(english, "2026-09").deadlines if each.due.day == 21)
    assert moved.moved_from == dt.date(2026, 9, 20)


@pytest.mark.parametrize(
    ("stated", "due"),
    [
        (dt.date(2026, 12, 15), dt.date(2026, 12, 15)),
        # Sunday
        (dt.date(2026, 12, 20), dt.date(2026, 12, 21)),
        # Sunday, then joint leave on Monday and the lunar new year on Tuesday
        (dt.date(2026, 2, 15), dt.date(2026, 2, 18)),
    ],
)
def test_working_days_know_weekends_holidays_and_joint_leave(stated, due):
    assert working_day(stated) == due


@pytest.mark.parametrize(
    ("month", "entity", "filed"), [(3, "individual", "SPT Tahunan"), (4, "company", "SPT Tahunan")]
)
def test_annual_returns_are_due_once_a_year(english, month, entity, filed):
    due = {m: tax_calendar(english, f"2027-{m:02}", entity).deadlines for m in range(1, 13)}
    assert [m for m, listed in due.items() if any(filed in each.name for each in listed)] == [month]


def test_without_an_entity_both_are_listed(english):
    assert {each.entity for each in tax_calendar(english, "2027-03").deadlines} == {"company", "individual"}


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("December 2026", (2026, 12)),
        ("dec 2026", (2026, 12)),
        ("Desember 2026", (2026, 12)),
        ("dicembre 2026", (2026, 12)),
        ("2026-12", (2026, 12)),
        ("12/2026", (2026, 12)),
        ("agustus", (2026, 8)),
        ("this month", (2026, 11)),
        ("bulan depan", (2026, 12)),
        ("il mese prossimo", (2026, 12)),
        ("bulan lalu", (2026, 10)),
    ],
)
def test_months_are_read_as_people_write_them(said, month):
    assert read_month(said, TODAY) == month


def test_next_month_may_be_in_the_next_year():
    assert read_month("next month", dt.date(2026, 12, 5)) == (2027, 1)


@pytest.mark.parametrize("said", ["", "soon", "2026", "13/2026", "2026-00", "March 1200"])
def test_what_names_no_month_is_refused(said):
    with pytest.raises(InvalidRequest, match="names no month"):
        read_month(said, TODAY)


@pytest.mark.parametrize(("language", "month"), [("en", "April 2027"), ("id", "April 2027"), ("it", "aprile 2027")])
def test_the_month_is_named_in_the_language_of_the_person(speaking, language, month):
    assert tax_calendar(speaking(language), "2027-04").month == month


@pytest.mark.parametrize("example", getattr(tax_calendar, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_lists_deadlines(english, example):
    assert tax_calendar(english, **example.args).deadlines
