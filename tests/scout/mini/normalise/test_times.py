"""Days, moments and spans of time in three languages. It is Friday 20 November 2026, nine in the morning, in Bali."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from scout.mini.normalise.dates import find_dates
from scout.mini.normalise.durations import find_durations, iso_duration
from scout.mini.normalise.times import find_moments

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Makassar"))
LANGUAGES = st.sampled_from(["en", "id", "it"])


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "tomorrow", "2026-11-21"),
        ("id", "besok", "2026-11-21"),
        ("id", "lusa", "2026-11-22"),
        ("it", "dopodomani", "2026-11-22"),
        ("en", "next Tuesday", "2026-11-24"),
        ("id", "hari Kamis", "2026-11-26"),
        ("en", "on friday", "2026-11-27"),
        ("id", "tgl 27", "2026-11-27"),
        ("id", "tanggal 3", "2026-12-03"),
        ("en", "on the 1st", "2026-12-01"),
        ("it", "il 17 agosto 2027", "2027-08-17"),
        ("en", "December 25, 2026", "2026-12-25"),
        ("en", "in two weeks", "2026-12-04"),
        ("id", "3 hari lagi", "2026-11-23"),
        ("it", "fra tre giorni", "2026-11-23"),
        ("id", "minggu depan", "2026-11-27"),
        ("en", "3 days ago", "2026-11-17"),
        ("it", "05/12/2026", "2026-12-05"),
        ("en", "the twenty-first of December", "2026-12-21"),
        ("en", "on the thirteenth", "2026-12-13"),
        ("id", "tanggal dua puluh tujuh", "2026-11-27"),
        ("it", "il primo dicembre", "2026-12-01"),
        ("it", "l'otto gennaio", "2027-01-08"),
        ("it", "il sei maggio", "2027-05-06"),
        ("en", "Friday, 18 December", "2026-12-18"),
        ("id", "hari Jumat tanggal 27", "2026-11-27"),
        ("it", "venerdì 27", "2026-11-27"),
        ("en", "Tuesday next week", "2026-11-24"),
        ("id", "Rabu minggu depan", "2026-11-25"),
        ("it", "lunedì della prossima settimana", "2026-11-23"),
        ("it", "lunedì scorso", "2026-11-16"),
        ("id", "Senin lalu", "2026-11-16"),
        ("id", "hari Minggu depan", "2026-11-22"),
        ("en", "last week", "2026-11-13"),
        ("en", "the end of the month", "2026-11-30"),
        ("id", "akhir bulan depan", "2026-12-31"),
        ("it", "fine gennaio", "2027-01-31"),
        ("en", "in 60 days", "2027-01-19"),
        ("it", "due mesi fa", "2026-09-20"),
        ("it", "l'altro ieri", "2026-11-18"),
    ],
)
def test_finds_the_day(language: str, text: str, day: str) -> None:
    assert [found.value.isoformat() for found in find_dates(text, language, NOW.date())] == [day]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the second option"),
        ("en", "the two may be late"),
        ("it", "sei in ufficio"),
        ("it", "venerdì 27 persone"),
        ("en", "Friday 10:30"),
    ],
)
def test_numbers_that_count_something_are_no_days(language: str, text: str) -> None:
    said = [text[found.start : found.end].lower() for found in find_dates(text, language, NOW.date())]
    assert set(said) <= {"friday", "venerdì"}


@pytest.mark.parametrize(
    ("language", "text", "moment"),
    [
        ("en", "next Tuesday at 11am", "2026-11-24T11:00"),
        ("en", "5pm on friday", "2026-11-27T17:00"),
        ("en", "on the 1st at 8:30 am", "2026-12-01T08:30"),
        ("id", "besok jam 3 sore", "2026-11-21T15:00"),
        ("id", "jam setengah 4", "2026-11-20T15:30"),
        ("id", "nanti malam jam 8", "2026-11-20T20:00"),
        ("id", "jam 7 malam tgl 3 Desember", "2026-12-03T19:00"),
        ("id", "tgl 27 jam 2 siang", "2026-11-27T14:00"),
        ("it", "dopodomani alle 15", "2026-11-22T15:00"),
        ("it", "domani alle 9 e mezza", "2026-11-21T09:30"),
        ("it", "stasera alle 8", "2026-11-20T20:00"),
        ("it", "lunedì mattina", "2026-11-23T09:00"),
        ("en", "in 20 minutes", "2026-11-20T09:20"),
        ("id", "2 jam lagi", "2026-11-20T11:00"),
        ("it", "tra mezz'ora", "2026-11-20T09:30"),
        ("en", "tomorrow at quarter to 4", "2026-11-21T15:45"),
        ("en", "tomorrow at five", "2026-11-21T17:00"),
        ("en", "Friday night at 7", "2026-11-27T19:00"),
        ("en", "10 December, 12 noon", "2026-12-10T12:00"),
        ("id", "besok jam 2 lewat seperempat siang", "2026-11-21T14:15"),
        ("id", "besok jam dua belas siang", "2026-11-21T12:00"),
        ("id", "besok setengah 2 siang", "2026-11-21T13:30"),
        ("id", "Senin jam 10 kurang 15 pagi", "2026-11-23T09:45"),
        ("it", "domani all'una e mezza del pomeriggio", "2026-11-21T13:30"),
        ("it", "lunedì alle 10 e un quarto", "2026-11-23T10:15"),
        ("it", "lunedì alle undici meno un quarto", "2026-11-23T10:45"),
        ("it", "martedì 24 h 14", "2026-11-24T14:00"),
        ("en", "in 1h30", "2026-11-20T10:30"),
    ],
)
def test_finds_the_moment_in_the_persons_zone(language: str, text: str, moment: str) -> None:
    assert [found.value.isoformat() for found in find_moments(text, language, NOW)] == [f"{moment}:00+08:00"]


def test_a_time_that_has_passed_today_is_tomorrows() -> None:
    (found,) = find_moments("remind me at 08:15", "en", NOW)
    assert found.value.date() == dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("language", "text", "iso"),
    [
        ("en", "an hour and a half", "PT1H30M"),
        ("en", "90min", "PT1H30M"),
        ("id", "satu setengah jam", "PT1H30M"),
        ("id", "seminggu", "P1W"),
        ("it", "mezz'ora", "PT30M"),
        ("it", "due settimane", "P2W"),
        ("en", "2h 15m", "PT2H15M"),
        ("en", "three quarters of an hour", "PT45M"),
        ("en", "two and a half hours", "PT2H30M"),
        ("en", "one hour thirty", "PT1H30M"),
        ("id", "1 jam lebih 30 menit", "PT1H30M"),
        ("id", "tiga perempat jam", "PT45M"),
        ("it", "un'ora e un quarto", "PT1H15M"),
        ("it", "2 ore e 20", "PT2H20M"),
        ("it", "un'ora e 5 persone", "PT1H"),
        ("it", "un quarto d'ora", "PT15M"),
    ],
)
def test_finds_the_span(language: str, text: str, iso: str) -> None:
    assert [iso_duration(found.value) for found in find_durations(text, language)] == [iso]


@given(st.dates(NOW.date(), dt.date(2035, 12, 31)), LANGUAGES, st.sampled_from(["long", "d MMMM y", "y-MM-dd"]))
def test_a_day_written_in_the_persons_locale_is_read_back(day: dt.date, language: str, pattern: str) -> None:
    written = format_date(day, pattern, locale=language)
    assert [found.value for found in find_dates(f"x {written}", language, NOW.date())] == [day]


@given(st.dates(NOW.date(), dt.date(2035, 12, 31)), st.times(), LANGUAGES)
def test_a_written_moment_is_read_back(day: dt.date, time: dt.time, language: str) -> None:
    at = dt.datetime.combine(day, time.replace(second=0, microsecond=0), NOW.tzinfo)
    assert [found.value for found in find_moments(at.isoformat(), language, NOW)] == [at]


@given(st.text(max_size=200), LANGUAGES)
def test_any_text_is_read_without_an_error(text: str, language: str) -> None:
    for found in find_moments(text, language, NOW):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "since Monday", "2026-11-16"),
        ("id", "sejak senin", "2026-11-16"),
        ("en", "since 3 December", "2025-12-03"),
        ("en", "since 3 November 2026", "2026-11-03"),
        ("en", "since the 25th", "2026-10-25"),
        ("id", "sejak 25 November", "2025-11-25"),
        ("en", "since last Tuesday", "2026-11-17"),
    ],
)
def test_since_means_the_last_such_day_gone_by(language: str, text: str, day: str) -> None:
    assert [found.value.isoformat() for found in find_dates(text, language, NOW.date())] == [day]


def test_a_parameter_that_looks_back_reads_from_monday_as_the_last_one() -> None:
    (found,) = find_dates("mails da lunedì", "it", NOW.date(), looking_back=True)
    assert found.value.isoformat() == "2026-11-16"
