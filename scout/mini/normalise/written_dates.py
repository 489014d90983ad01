"""Days with a number: `2026-12-01`, `27/11`, `12 May`, `the twenty-first of March`, `tgl 27`, `il primo dicembre`."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scout.mini.normalise.found import Found, any_of
from scout.mini.normalise.numbers import find_spelled
from scout.mini.normalise.outlook import Outlook, written_day
from scout.mini.words import words

LAST_DAY = 31
YEAR = r"(?:[,\s]+((?:19|20)\d\d))?(?![\w])"


@dataclass(frozen=True, slots=True)
class _Day:
    """A day's number in words. `lone`: a word that is mostly something else ("sei")."""

    start: int
    end: int
    number: int
    lone: bool = False


def find_written(text: str, language: str, outlook: Outlook) -> list[Found[dt.date]]:
    spelled = _spelled_days(text, language)
    return [
        *_numeric(text, outlook),
        *_named(text, language, outlook),
        *_named_in_words(text, language, outlook, spelled),
        *_of_month(text, language, outlook, spelled),
    ]


def _numeric(text: str, outlook: Outlook) -> Iterator[Found[dt.date]]:
    for match in re.finditer(r"(?<![\w./-])(\d{4})-(\d\d?)-(\d\d?)(?![\w-])", text):
        yield from _found(match, written_day(int(match[1]), int(match[2]), int(match[3])))
    # Day first: that is how Indonesia, Italy and most of our people write; month first only where it must be.
    for match in re.finditer(r"(?<![\w./-])(\d\d?)([/.-])(\d\d?)\2(\d{4}|\d\d)(?![\w/-])", text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day, month = (second, first) if second > 12 else (first, second)
        yield from _found(match, written_day(year + 2000 if year < 100 else year, month, day))
    for match in re.finditer(r"(?<![\w./-])(\d\d?)/(\d\d?)(?![\w/]|[.,]\d)", text):
        yield from _found(match, outlook.yearly(int(match[2]), int(match[1])))


@cache
def _month_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    month = f"({any_of(words(language).months)})"
    day_first = rf"(?<![\w.,/-])(\d\d?)(?:st|nd|rd|th|º|°)?\s+(?:{any_of(words(language).of)}\s+)?{month}\.?{YEAR}"
    month_first = rf"{month}\.?\s+(?:the\s+)?(\d\d?)(?:st|nd|rd|th)?(?!\d|[:.]\d|\s*(?:am|pm)\b){YEAR}"
    return re.compile(day_first, re.IGNORECASE), re.compile(month_first, re.IGNORECASE)


def _named(text: str, language: str, outlook: Outlook) -> Iterator[Found[dt.date]]:
    months = words(language).months
    day_first, month_first = _month_patterns(language)
    for match in day_first.finditer(text):
        yield from _found(match, _of_year(outlook, match[3], months[match[2].lower()], int(match[1])))
    for match in month_first.finditer(text):
        yield from _found(match, _of_year(outlook, match[3], months[match[1].lower()], int(match[2])))


@cache
def _around_patterns(language: str) -> dict[str, re.Pattern[str]]:
    """What stands before and after a day's number in words."""
    table = words(language)
    month = f"({any_of(table.months)})"
    # "il 3" before a noun counts things; before a time, or alone, it is a day.
    alone = rf"(?!\d|[:.,/]\d|\s*%|\s*(?!{any_of([*table.at, *table.parts, *table.before_hour])})[^\W\d_])"
    marker, ordinals = any_of(table.month_day), any_of(table.ordinals)
    tens = any_of(word for word, number in table.numerals.items() if number in (20, 30))
    sources = {
        "month_after": rf"\s+({any_of(table.of)}\s+)?{month}\.?{YEAR}",
        "month_before": rf"{month}\s+(?:the\s+)?$",
        "year": YEAR,
        "marker": rf"{any_of(word for word in table.month_day if word != 'the')}\s*$",
        "alone": alone,
        "ordinal": rf"(?:({tens})[\s-])?({ordinals})",
        "digits": rf"{marker}\s*(\d\d?){alone}|(?:{marker}\s+)?(?<!\w)(\d\d?)(?:st|nd|rd|th)(?!\w)",
        "lone": any_of(word for word in table.lone if 1 <= table.numerals.get(word, 0) <= LAST_DAY),
    }
    return {name: re.compile(source, re.IGNORECASE) for name, source in sources.items()}


def _spelled_days(text: str, language: str) -> list[_Day]:
    """Numbers in words, and ordinals, that may be a day of a month."""
    table, patterns = words(language), _around_patterns(language)
    ordinals: list[_Day] = []
    for match in patterns["ordinal"].finditer(text):
        tens = int(table.numerals[match[1].lower()]) if match[1] else 0
        ordinals.append(_Day(match.start(), match.end(), tens + table.ordinals[match[2].lower()]))
    lone = [
        _Day(match.start(), match.end(), int(table.numerals[match.group().lower()]), lone=True)
        for match in patterns["lone"].finditer(text)
    ]
    spelled = find_spelled(text, language)
    cardinals = [_Day(item.start, item.end, int(item.value)) for item in spelled if float(item.value).is_integer()]
    return [day for day in (*ordinals, *cardinals, *lone) if 1 <= day.number <= LAST_DAY]


def _named_in_words(text: str, language: str, outlook: Outlook, days: list[_Day]) -> Iterator[Found[dt.date]]:
    months, patterns = words(language).months, _around_patterns(language)
    for day in days:
        if after := patterns["month_after"].match(text, day.end):
            # "may" is mostly a verb, and a lone word needs "il" before it.
            doubtful = (after[2] == "may" and not after[1]) or day.lone
            if doubtful and text[: day.start].strip() and not patterns["marker"].search(text[: day.start]):
                continue
            date = _of_year(outlook, after[3], months[after[2].lower()], day.number)
            yield from _between(day.start, after.end(), date)
        elif (before := patterns["month_before"].search(text[: day.start])) and not day.lone:
            year = patterns["year"].match(text, day.end)
            date = _of_year(outlook, year[1] if year else None, months[before[1].lower()], day.number)
            yield from _between(before.start(), year.end() if year else day.end, date)


def _of_month(text: str, language: str, outlook: Outlook, days: list[_Day]) -> Iterator[Found[dt.date]]:
    """`tgl 27`, `on the 1st`, `il ventisette`: of this month, or of the nearest one that has it."""
    patterns = _around_patterns(language)
    for match in patterns["digits"].finditer(text):
        yield from _found(match, outlook.monthly(int(match[1] or match[2])))
    for day in days:
        marker = patterns["marker"].search(text[: day.start])
        if marker and patterns["alone"].match(text, day.end):
            yield from _between(marker.start(), day.end, outlook.monthly(day.number))


def _of_year(outlook: Outlook, year: str | None, month: int, day: int) -> dt.date | None:
    return written_day(int(year), month, day) if year else outlook.yearly(month, day)


def _found(match: re.Match[str], date: dt.date | None) -> Iterator[Found[dt.date]]:
    yield from _between(match.start(), match.end(), date)


def _between(start: int, end: int, date: dt.date | None) -> Iterator[Found[dt.date]]:
    if date:
        yield Found(start, end, date)
