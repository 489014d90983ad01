"""Days: `2026-12-01`, `tgl 27`, `12 May`, `besok`, `dopodomani`, `next Tuesday`, `venerdì 27`, `3 hari lagi`."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache

from scout.mini.normalise.found import Found, any_of, outermost
from scout.mini.normalise.outlook import Outlook
from scout.mini.normalise.relative_days import find_relative, find_weekdays
from scout.mini.normalise.written_dates import find_written
from scout.mini.words import words


def find_dates(text: str, language: str, today: dt.date, *, looking_back: bool = False) -> list[Found[dt.date]]:
    """Every day in the text. A day without a year is the next one to come, a weekday the next after today.

    After "since", or all of them when `looking_back`, they are the last ones gone by.
    """
    if looking_back:
        return _seen(text, language, Outlook(today, back=True))
    ahead = _seen(text, language, Outlook(today))
    since = _since(language)
    if not any(since.search(text[: item.start]) for item in ahead):
        return ahead
    gone = [item for item in _seen(text, language, Outlook(today, back=True)) if since.search(text[: item.start])]
    rest = [item for item in ahead if all(item.end <= other.start or other.end <= item.start for other in gone)]
    return sorted([*gone, *rest], key=lambda item: item.start)


@cache
def _since(language: str) -> re.Pattern[str]:
    return re.compile(rf"{any_of(words(language).since)}\s+$", re.IGNORECASE)


def find_years(text: str) -> list[Found[int]]:
    """Calendar years that stand alone: `2027`."""
    pattern = r"(?<![\w.,/-])((?:19|20)\d\d)(?![\w/-]|[.,]\d)"
    return [Found(match.start(), match.end(), int(match.group(1))) for match in re.finditer(pattern, text)]


def _seen(text: str, language: str, outlook: Outlook) -> list[Found[dt.date]]:
    written = find_written(text, language, outlook)
    together = list(_with_weekday(text, language, outlook, written))
    return outermost([*together, *written, *find_relative(text, language, outlook)])


@cache
def _after_weekday(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = words(language)
    gap = rf"[,\s]*(?:{any_of(table.month_day)}\s*)?"
    # "venerdì 27", but not "venerdì 27 persone" and not "Friday 10:30".
    bare = rf"\s+(\d\d?)(?!\d|[:.,/]\d|\s*(?!{any_of([*table.at, *table.parts, *table.before_hour])})[^\W\d_])"
    return re.compile(gap, re.IGNORECASE), re.compile(bare, re.IGNORECASE)


def _with_weekday(
    text: str, language: str, outlook: Outlook, written: Sequence[Found[dt.date]]
) -> Iterator[Found[dt.date]]:
    """`Friday, 27 November`, `hari Jumat tanggal 27`, `venerdì 27`: the date says which Friday."""
    gap, bare = _after_weekday(language)
    for weekday in find_weekdays(text, language, outlook):
        for date in written:
            if date.start >= weekday.end and gap.fullmatch(text, weekday.end, date.start):
                yield Found(weekday.start, date.end, date.value)
        number = bare.match(text, weekday.end)
        day = outlook.monthly(int(number[1])) if number else None
        if number and day and day.weekday() == weekday.value.weekday():
            yield Found(weekday.start, number.end(), day)
