"""Days told from today: `besok`, `next Tuesday`, `3 hari lagi`, `venerdì scorso`, `the end of the month`."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from scout.mini.normalise.durations import find_durations
from scout.mini.normalise.found import Found, any_of
from scout.mini.normalise.outlook import MONTHS, Outlook, months_later
from scout.mini.words import words

DAY, WEEK, MONTH, YEAR = 86400, 604800, 2592000, 31536000
"""The lengths of units in the word tables, in seconds."""


def find_relative(text: str, language: str, outlook: Outlook) -> list[Found[dt.date]]:
    # Periods before weekdays: "minggu depan" is next week, "minggu" alone is Sunday.
    return [
        *_named_days(text, language, outlook),
        *_periods(text, language, outlook),
        *find_weekdays(text, language, outlook),
        *_counted(text, language, outlook),
        *_edges(text, language, outlook),
    ]


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    table = words(language)
    next_, this, last = any_of(table.next), any_of(table.this), any_of(table.last)
    units = any_of(unit for unit, length in table.units.items() if length >= WEEK)
    month = any_of(unit for unit, length in table.units.items() if length == MONTH)
    week = any_of(unit for unit, length in table.units.items() if length == WEEK)
    which = rf"(?:(?P<next{{0}}>{next_})|(?P<this{{0}}>{this})|(?P<last{{0}}>{last}))"
    of_week = rf"\s+(?:{any_of(table.of)}\s+)?(?:{which.format(1)}\s+{week}|{week}\s+{which.format(2)})"
    sources = {
        "day": any_of(table.days),
        "weekday": rf"(?:{any_of(table.weekday_lead)}\s+)?(?:{which.format(3)}\s+)?(?P<day>{any_of(table.weekdays)})"
        rf"(?:(?P<week>{of_week})|\s+{which.format(4)})?",
        "period": rf"(?:{which.format(1)}\s+(?P<unit1>{units})|(?P<unit2>{units})\s+{which.format(2)})",
        "edge": rf"(?:(?P<start>{any_of(table.start_of)})|{any_of(table.end_of)})\s+(?:{which.format(1)}\s+)?"
        rf"(?:{any_of(table.definite)}\s+)?(?:{month}|(?P<month>{any_of(table.months)}))(?:\s+{which.format(2)})?",
        "in": rf"{any_of(table.in_)}\s+$",
        "from_now": rf"\s+{any_of(table.from_now)}",
        "ago": rf"\s+{any_of(table.ago)}",
        "calendar": any_of(unit for unit, length in table.units.items() if length >= MONTH),
    }
    return {name: re.compile(source, re.IGNORECASE) for name, source in sources.items()}


def _said(match: re.Match[str], which: str) -> bool:
    """Whether "next", "this" or "last" was said, before or after."""
    return any(value for name, value in match.groupdict().items() if name.rstrip("1234") == which)


def _named_days(text: str, language: str, outlook: Outlook) -> Iterator[Found[dt.date]]:
    for match in _patterns(language)["day"].finditer(text):
        days = words(language).days[" ".join(match.group().lower().split())]
        yield Found(match.start(), match.end(), outlook.today + dt.timedelta(days=days))


def find_weekdays(text: str, language: str, outlook: Outlook) -> Iterator[Found[dt.date]]:
    """`Friday`, `hari Jumat`, `lunedì scorso`, `Tuesday next week`."""
    for match in _patterns(language)["weekday"].finditer(text):
        weekday = words(language).weekdays[match["day"].lower()]
        if match["week"]:
            date = outlook.in_week(weekday, _said(match, "next") - _said(match, "last"))
        elif _said(match, "last"):
            date = Outlook(outlook.today, back=True).weekly(weekday)
        else:
            date = outlook.weekly(weekday, this=_said(match, "this"))
        yield Found(match.start(), match.end(), date)


def _periods(text: str, language: str, outlook: Outlook) -> Iterator[Found[dt.date]]:
    """`next week`, `bulan lalu`: a week or a month from today."""
    for match in _patterns(language)["period"].finditer(text):
        if not _said(match, "this"):
            length = dt.timedelta(seconds=words(language).units[(match["unit1"] or match["unit2"]).lower()])
            yield Found(match.start(), match.end(), _later(outlook.today, -length if _said(match, "last") else length))


def _counted(text: str, language: str, outlook: Outlook) -> Iterator[Found[dt.date]]:
    """`in 3 days`, `3 hari lagi`, `due settimane fa`: whole days only, the rest is a time of day."""
    patterns = _patterns(language)
    for span in find_durations(text, language):
        if span.value % dt.timedelta(days=1) or abs(span.value) > dt.timedelta(days=36500):
            continue
        calendar = bool(patterns["calendar"].search(text, span.start, span.end))
        if before := patterns["in"].search(text[: span.start]):
            yield Found(before.start(), span.end, _later(outlook.today, span.value, calendar=calendar))
        elif after := patterns["from_now"].match(text, span.end):
            yield Found(span.start, after.end(), _later(outlook.today, span.value, calendar=calendar))
        elif after := patterns["ago"].match(text, span.end):
            yield Found(span.start, after.end(), _later(outlook.today, -span.value, calendar=calendar))


def _later(today: dt.date, length: dt.timedelta, *, calendar: bool = True) -> dt.date:
    """Months and years (`calendar`) keep the day of the month where they can."""
    if calendar and length.days % 365 == 0:
        return months_later(today, length.days // 365 * MONTHS)
    if calendar and length.days % 30 == 0:
        return months_later(today, length.days // 30)
    return today + length


def _edges(text: str, language: str, outlook: Outlook) -> Iterator[Found[dt.date]]:
    """`the end of the month`, `awal bulan depan`, `fine novembre`."""
    for match in _patterns(language)["edge"].finditer(text):
        yield Found(match.start(), match.end(), _edge(match, language, outlook))


def _edge(match: re.Match[str], language: str, outlook: Outlook) -> dt.date:
    first = outlook.today.replace(day=1)
    step = _said(match, "next") - _said(match, "last")
    if match["month"]:
        first = first.replace(month=words(language).months[match["month"].lower()])
    day = _edge_of(months_later(first, step), at_start=bool(match["start"]))
    passed = day > outlook.today if outlook.back else day < outlook.today
    if passed and not step:
        way = -1 if outlook.back else 1
        day = _edge_of(months_later(first, way * (MONTHS if match["month"] else 1)), at_start=bool(match["start"]))
    return day


def _edge_of(first: dt.date, *, at_start: bool) -> dt.date:
    return first if at_start else months_later(first, 1) - dt.timedelta(days=1)
