"""holiday.check: public holidays and joint leave in Indonesia."""

import datetime as dt

import pytest

from handlers.assistance.holiday import check_holiday
from handlers.errors import InvalidRequest
from handlers.handler import DECLARATION


def test_independence_day_is_a_holiday(english):
    found = check_holiday(english, day=dt.date(2026, 8, 17))
    assert found.is_holiday
    assert found.holiday.name == "Independence Day"
    assert not found.holiday.joint_leave


def test_a_working_day_names_the_next_holiday(english):
    found = check_holiday(english, day=dt.date(2026, 8, 18))
    assert (found.is_holiday, found.holiday) == (False, None)
    assert found.next_holiday.day == dt.date(2026, 8, 25)


def test_joint_leave_is_told_from_public_holidays(english):
    found = check_holiday(english, day=dt.date(2026, 12, 24))
    assert found.holiday.joint_leave
    assert found.next_holiday.day == dt.date(2026, 12, 25)


def test_the_next_holiday_may_be_in_the_next_year(english):
    assert check_holiday(english, day=dt.date(2026, 12, 26)).next_holiday.day == dt.date(2027, 1, 1)


def test_without_a_day_it_is_today_where_the_person_is(english):
    assert check_holiday(english).day == dt.date(2026, 11, 21)


def test_a_year_is_listed_in_order(english):
    found = check_holiday(english, year=2026)
    days = [holiday.day for holiday in found.holidays]
    assert days == sorted(days)
    assert (found.year, found.day, len(days)) == (2026, None, 25)
    assert days[0] == dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Day of Silence"), ("id", "Hari Suci Nyepi"), ("it", "Day of Silence")]
)
def test_names_come_in_indonesian_or_else_in_english(speaking, language, name):
    assert check_holiday(speaking(language), day=dt.date(2026, 3, 19)).holiday.name == name


def test_moon_dates_that_are_not_decreed_yet_are_called_estimated(english):
    names = [holiday.name for holiday in check_holiday(english, year=2040).holidays]
    assert "Eid al-Fitr (estimated)" in names


def test_a_day_within_the_given_year_is_checked(english):
    assert check_holiday(english, day=dt.date(2026, 8, 17), year=2026).is_holiday


def test_a_day_outside_the_given_year_is_refused(english):
    with pytest.raises(InvalidRequest, match="2026-08-17 is not in the year 2027"):
        check_holiday(english, day=dt.date(2026, 8, 17), year=2027)


@pytest.mark.parametrize("year", [0, 1945, 2077, 9999])
def test_a_year_without_known_holidays_is_refused(english, year):
    with pytest.raises(InvalidRequest, match="from 1946 to 2076"):
        check_holiday(english, year=year)


def test_the_last_known_year_still_has_an_answer(english):
    assert check_holiday(english, day=dt.date(2076, 12, 31)).next_holiday is None


@pytest.mark.parametrize("example", getattr(check_holiday, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_runs(english, example):
    args = {k: dt.date.fromisoformat(v) if k == "day" else v for k, v in example.args.items()}
    found = check_holiday(english, **args)
    assert found.holidays if "year" in args else found.next_holiday
