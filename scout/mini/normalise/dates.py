"""Days: `2026-12-01`, `tgl 27`, `12 May`, `besok`, `dopodomani`, `next Tuesday`, `3 hari lagi`."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from functools import cache

from scout.mini.normalise.durations import find_durations
from scout.mini.normalise.found import Found, any_of, outermost
from scout.mini.words import words


def find_dates(text: str, language: str, today: dt.date, *, looking_back: bool = False) -> list[Found[dt.date]]:
    """Every day in the text. A day without a year is the next one to come, a weekday the next after today.

    After "since", or all of them when `looking_back`, they are the last ones gone by.
    """
    found = [*_numeric(text, today), *_named(text, language, today), *_relative(text, language, today)]
    ahead = outermost([*found, *_day_of_month(text, language, today)])
    since = re.compile(rf"{any_of(words(language).since)}\s+$", re.IGNORECASE)
    return [_last(item, text, today) if looking_back or since.search(text[: item.start]) else item for item in ahead]


def _last(found: Found[dt.date], text: str, today: dt.date) -> Found[dt.date]:
    """The same day in the past: a week earlier if it is near, else a year, unless the year was said."""
    if found.value <= today or re.search(r"\d{4}", text[found.start : found.end]):
        return found
    near = found.value - today <= dt.timedelta(days=7)
    earlier = found.value - dt.timedelta(days=7) if near else _after(found.value, dt.timedelta(days=-365))
    return Found(found.start, found.end, earlier)


def find_years(text: str) -> list[Found[int]]:
    """Calendar years that stand alone: `2027`."""
    pattern = r"(?<![\w.,/-])((?:19|20)\d\d)(?![\w/-]|[.,]\d)"
    return [Found(match.start(), match.end(), int(match.group(1))) for match in re.finditer(pattern, text)]


def _numeric(text: str, today: dt.date) -> Iterator[Found[dt.date]]:
    for match in re.finditer(r"(?<![\w./-])(\d{4})-(\d\d?)-(\d\d?)(?![\w-])", text):
        yield from _day(match, *(int(part) for part in match.groups()))
    # Day first: that is how Indonesia, Italy and most of our people write; month first only where it must be.
    for match in re.finditer(r"(?<![\w./-])(\d\d?)([/.-])(\d\d?)\2(\d{4}|\d\d)(?![\w/-])", text):
        first, second, year = int(match.group(1)), int(match.group(3)), int(match.group(4))
        day, month = (second, first) if second > 12 else (first, second)
        yield from _day(match, year + 2000 if year < 100 else year, month, day)
    for match in re.finditer(r"(?<![\w./-])(\d\d?)/(\d\d?)(?![\w/]|[.,]\d)", text):
        yield from _coming(match, int(match.group(2)), int(match.group(1)), today)


@cache
def _month_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    month = f"({any_of(words(language).months)})"
    year = r"(?:[,\s]+((?:19|20)\d\d))?(?![\w])"
    day_first = rf"(?<![\w.,/-])(\d\d?)(?:st|nd|rd|th|º|°)?\s+(?:{any_of(words(language).of)}\s+)?{month}\.?{year}"
    month_first = rf"{month}\.?\s+(?:the\s+)?(\d\d?)(?:st|nd|rd|th)?(?!\d|[:.]\d|\s*(?:am|pm)\b){year}"
    return re.compile(day_first, re.IGNORECASE), re.compile(month_first, re.IGNORECASE)


def _named(text: str, language: str, today: dt.date) -> Iterator[Found[dt.date]]:
    months = words(language).months
    day_first, month_first = _month_patterns(language)
    for match in day_first.finditer(text):
        yield from _month_day(match, months[match.group(2).lower()], int(match.group(1)), match.group(3), today)
    for match in month_first.finditer(text):
        yield from _month_day(match, months[match.group(1).lower()], int(match.group(2)), match.group(3), today)


def _month_day(
    match: re.Match[str], month: int, day: int, year: str | None, today: dt.date
) -> Iterator[Found[dt.date]]:
    yield from _day(match, int(year), month, day) if year else _coming(match, month, day, today)


@cache
def _relative_patterns(language: str) -> dict[str, re.Pattern[str]]:
    table = words(language)
    next_, this, weekday = any_of(table.next), any_of(table.this), any_of(table.weekdays)
    sources = {
        "day": f"({any_of(table.days)})",
        "weekday": rf"(?:{next_}\s+|({this})\s+)?({weekday})(?:\s+(?:{next_}|({this})))?",
        "period": rf"(?:{next_}\s+({any_of(table.units)})|({any_of(table.units)})\s+{next_})",
        "in": rf"{any_of(table.in_)}\s+$",
        "from_now": rf"\s+{any_of(table.from_now)}",
        "ago": rf"\s+{any_of(table.ago)}",
        # "il 3" before a noun counts things; before a time, or alone, it is a day.
        "month_day": rf"{any_of(table.month_day)}\s*(\d\d?)(?!\d|[:.,/]\d|\s*%|\s*(?!{any_of(table.at)})[^\W\d_])|"
        r"(?<!\w)(\d\d?)(?:st|nd|rd|th)(?!\w)",
    }
    return {name: re.compile(source, re.IGNORECASE) for name, source in sources.items()}


def _relative(text: str, language: str, today: dt.date) -> Iterator[Found[dt.date]]:
    table, patterns = words(language), _relative_patterns(language)
    for match in patterns["day"].finditer(text):
        days = table.days[" ".join(match.group(1).lower().split())]
        yield Found(match.start(), match.end(), today + dt.timedelta(days=days))
    # Before the weekdays: "minggu depan" is next week, "minggu" alone is Sunday.
    for match in patterns["period"].finditer(text):
        seconds = table.units[(match.group(1) or match.group(2)).lower()]
        if seconds >= 604800:
            yield Found(match.start(), match.end(), _after(today, dt.timedelta(seconds=seconds)))
    for match in patterns["weekday"].finditer(text):
        ahead = (table.weekdays[match.group(2).lower()] - today.weekday()) % 7
        this = match.group(1) or match.group(3)
        yield Found(match.start(), match.end(), today + dt.timedelta(days=ahead if ahead or this else 7))
    yield from _counted(text, language, today)


def _counted(text: str, language: str, today: dt.date) -> Iterator[Found[dt.date]]:
    """`in 3 days`, `3 hari lagi`, `due settimane fa`: whole days only, the rest is a time of day."""
    patterns = _relative_patterns(language)
    for span in find_durations(text, language):
        if span.value % dt.timedelta(days=1) or abs(span.value) > dt.timedelta(days=36500):
            continue
        if before := patterns["in"].search(text[: span.start]):
            yield Found(before.start(), span.end, _after(today, span.value))
        elif after := patterns["from_now"].match(text, span.end):
            yield Found(span.start, after.end(), _after(today, span.value))
        elif after := patterns["ago"].match(text, span.end):
            yield Found(span.start, after.end(), today - span.value)


def _day_of_month(text: str, language: str, today: dt.date) -> Iterator[Found[dt.date]]:
    """`tgl 27`, `on the 1st`: of this month, or of the next one that has it."""
    for match in _relative_patterns(language)["month_day"].finditer(text):
        day = int(match.group(1) or match.group(2))
        if 1 <= day <= 31:
            month = dt.date(today.year, today.month, 1)
            while monthrange(month.year, month.month)[1] < day or month.replace(day=day) < today:
                month = (month + dt.timedelta(days=31)).replace(day=1)
            yield Found(match.start(), match.end(), month.replace(day=day))


def _after(today: dt.date, span: dt.timedelta) -> dt.date:
    """Months and years keep the day of the month where they can."""
    days = span.days
    if days % 365 == 0 or (days % 30 == 0 and days):
        months = days // 365 * 12 if days % 365 == 0 else days // 30
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        return dt.date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return today + span


def _day(match: re.Match[str], year: int, month: int, day: int) -> Iterator[Found[dt.date]]:
    if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        yield Found(match.start(), match.end(), dt.date(year, month, day))


def _coming(match: re.Match[str], month: int, day: int, today: dt.date) -> Iterator[Found[dt.date]]:
    """The next such day, today included; 29 February waits for a leap year."""
    for year in range(today.year, today.year + 9):
        for found in _day(match, year, month, day):
            if found.value >= today:
                yield found
                return
