"""Moments: `tomorrow at 5pm`, `besok jam 3 sore`, `lunedì alle 15`, `in 20 minutes`, `2026-12-01T14:00+08:00`."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scout.mini.normalise.dates import find_dates
from scout.mini.normalise.durations import find_durations
from scout.mini.normalise.found import Found, any_of, outermost
from scout.mini.words import words

MORNING = 9
"""The hour of a moment of which only the day is said."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `certain` is false where morning or afternoon was not said."""

    hour: int
    minute: int
    certain: bool


def find_moments(text: str, language: str, now: dt.datetime) -> list[Found[dt.datetime]]:
    """Every moment in the text, in the time zone of `now`. A time without a day is the next one to come."""
    dates = find_dates(text, language, now.date())
    clocks = find_clocks(text, language)
    moments = [*_written(text, now), *_from_now(text, language, now)]
    used: set[int] = set()
    for clock in clocks:
        near = [date for date in dates if _joined(text, date, clock, language)]
        day = min(near, key=lambda date: abs(date.start - clock.start), default=None)
        if day is None:
            moments.append(Found(clock.start, clock.end, _next(clock.value, now)))
            continue
        used.add(day.start)
        at = dt.datetime.combine(day.value, _time(clock.value, day.value == now.date(), now), now.tzinfo)
        moments.append(Found(min(day.start, clock.start), max(day.end, clock.end), at))
    for date in dates:
        if date.start not in used:
            moments.append(Found(date.start, date.end, dt.datetime.combine(date.value, dt.time(MORNING), now.tzinfo)))
    return outermost(moments)


@cache
def _clock_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Times of day in their three forms, and the parts of the day."""
    table = words(language)
    at, part = any_of(table.at), any_of(table.parts)
    ampm = r"(?P<{}>[ap])\.?m\b\.?"
    after = rf"(?:\s+(?P<after>{part}))?"
    tail = rf"(?:\s*{ampm.format('ampm')}|\s*{any_of(table.oclock)})?{after}"
    extra = rf"\s+{any_of(table.and_minutes)}\s+(?P<extra>[0-5]?\d)(?!\d)"
    fraction = rf"(?:\s+{any_of(table.and_minutes)})?\s+(?P<fraction>{any_of(table.fractions)})"
    less = rf"\s+{any_of(table.less)}\s+(?:(?P<less>[0-5]?\d)(?!\d)|{any_of(table.quarter)})"
    minutes = rf"(?:[:.h](?P<minute>[0-5]\d)|{extra}|{fraction}|(?P<to_hour>{less}))?"
    hour = r"(?P<hour>[01]?\d|2[0-4])"
    # "alle cinque" and "all'una", but not "a cinque": the shortest markers stand before whatever is counted.
    spelled = rf"(?:(?<=\w\w\s)|(?<='))(?P<spelled>{any_of(_hours(language))})"
    before = rf"(?P<to>{any_of(table.before_hour)}\s*)?"
    marked = rf"(?:(?P<before>{part})[,\s]+)?{at}\s*{before}(?:{hour}(?![\d/])|{spelled}){minutes}{tail}"
    # "setengah 2 siang" says by itself that it is a time.
    relative = rf"(?P<to>{any_of(table.before_hour)})\s*{hour}(?!\d)(?:\s*{ampm.format('ampm')}|\s+(?P<after>{part}))"
    forms = (
        rf"[:](?P<minute>[0-5]\d)(?:\s*{ampm.format('ampm')})?",
        rf"[:.](?P<m2>[0-5]\d)\s*{ampm.format('a2')}",
        rf"\s*{ampm.format('a3')}",
    )
    bare = rf"(?<![\w.,:/-]){hour}(?:{'|'.join(forms)}){after}(?![\w:])"
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in (marked, relative, bare, part))


@cache
def _hours(language: str) -> dict[str, int]:
    """The hours in words: those that the numerals name, and a few of their own (`l'una`)."""
    table = words(language)
    named = {word: int(value) for word, value in table.numerals.items() if value in range(1, 13)}
    return named | table.hours


def find_clocks(text: str, language: str) -> list[Found[Clock]]:
    """Every time of day: marked (`jam 3`, `alle 15`, `at 5`), written out (`5pm`, `14:30`) or a part of the day."""
    table = words(language)
    *forms, part = _clock_patterns(language)
    found = [Found(m.start(), m.end(), _clock(m, language)) for form in forms for m in form.finditer(text)]
    for match in part.finditer(text):
        _, usual = table.parts[_plain(match.group())]
        found.append(Found(match.start(), match.end(), Clock(usual, 0, True)))
    return outermost(found)


def _clock(match: re.Match[str], language: str) -> Clock:
    table, said = words(language), match.groupdict()
    spelled = said.get("spelled")
    hour = (_hours(language)[_plain(spelled)] if spelled else int(said["hour"])) % 24
    minute = int(said.get("minute") or said.get("m2") or said.get("extra") or 0)
    if fraction := said.get("fraction"):
        minute = round(60 * table.fractions[_plain(fraction)])
    if said.get("to_hour"):
        minute = -int(said["less"] or 15)
    if to := said.get("to"):
        # "jam setengah 4" and "half past 3" are 3:30, "quarter to 4" is 3:45.
        minute = table.before_hour[_plain(to)]
    hour, minute = (hour + minute // 60) % 24, minute % 60
    ampm = said.get("ampm") or said.get("a2") or said.get("a3")
    if ampm:
        return Clock(hour % 12 + (12 if ampm.lower() == "p" else 0), minute, True)
    part = said.get("after") or said.get("before")
    if part:
        earliest, _ = table.parts[_plain(part)]
        # "setengah 12 siang" begins before the part of the day does.
        noon = hour + 12 if hour < 12 and hour + 12 >= earliest > hour + minute / 60 else hour
        return Clock(noon, minute, True)
    written = said["hour"] or ""
    return Clock(hour, minute, hour > 12 or hour == 0 or (len(written) == 2 and written[0] == "0"))


def _plain(said: str) -> str:
    return " ".join(said.lower().split())


def _time(clock: Clock, today: bool, now: dt.datetime) -> dt.time:
    """Without morning or afternoon said, people mean waking hours: 1 to 6 is the afternoon, 7 to 12 as it stands."""
    hour = clock.hour
    passed = today and (hour, clock.minute) <= (now.hour, now.minute)
    if not clock.certain and hour < 12 and (hour < 7 or passed):
        hour += 12
    return dt.time(hour, clock.minute)


def _next(clock: Clock, now: dt.datetime) -> dt.datetime:
    at = dt.datetime.combine(now.date(), _time(clock, True, now), now.tzinfo)
    if at > now:
        return at
    return dt.datetime.combine(now.date() + dt.timedelta(days=1), _time(clock, False, now), now.tzinfo)


def _joined(text: str, date: Found[dt.date], clock: Found[Clock], language: str) -> bool:
    """Whether a day and a time say one moment: at most a few small words stand between them."""
    if date.start < clock.end and clock.start < date.end:
        return True
    table = words(language)
    between = text[min(date.end, clock.end) : max(date.start, clock.start)].lower()
    small = table.stop.union(table.month_day, table.at, table.units)
    return len(between) <= 12 and all(word in small for word in re.findall(r"\w+", between))


def _written(text: str, now: dt.datetime) -> Iterator[Found[dt.datetime]]:
    for match in re.finditer(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?", text):
        try:
            at = dt.datetime.fromisoformat(match.group().replace("Z", "+00:00"))
        except ValueError:
            continue
        yield Found(match.start(), match.end(), at if at.tzinfo else at.replace(tzinfo=now.tzinfo))


@cache
def _from_now_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = words(language)
    return (
        re.compile(rf"{any_of(table.in_)}\s+$", re.IGNORECASE),
        re.compile(rf"\s+{any_of(table.from_now)}", re.IGNORECASE),
    )


def _from_now(text: str, language: str, now: dt.datetime) -> Iterator[Found[dt.datetime]]:
    """`in 20 minutes`, `2 jam lagi`, `tra mezz'ora`: to the minute; whole days are days, not moments."""
    before, after = _from_now_patterns(language)
    for span in find_durations(text, language):
        if not span.value % dt.timedelta(days=1):
            continue
        at = (now + span.value).replace(second=0, microsecond=0)
        if lead := before.search(text[: span.start]):
            yield Found(lead.start(), span.end, at)
        elif tail := after.match(text, span.end):
            yield Found(span.start, tail.end(), at)
