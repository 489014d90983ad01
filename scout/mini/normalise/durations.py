"""Spans of time: `an hour`, `90 min`, `satu setengah jam`, `mezz'ora`, `due settimane`."""

import datetime as dt
import re
from functools import cache

from scout.mini.normalise.found import Found, any_of, outermost
from scout.mini.normalise.numbers import find_numbers
from scout.mini.words import words


def find_durations(text: str, language: str) -> list[Found[dt.timedelta]]:
    """Every span of time with its length. Months count 30 days and years 365."""
    single = [*_phrases(text, language), *_clocked(text), *_counted(text, language), *_articled(text, language)]
    found: list[Found[dt.timedelta]] = []
    for item in outermost(single):
        if found and _joint(language).fullmatch(text, found[-1].end, item.start):
            item = Found(found[-1].start, item.end, found.pop().value + item.value)
        found.append(item)
    if found and (minutes := _last_minutes(text, found[-1], language)):
        found.append(Found(found[-1].start, minutes.end, found.pop().value + minutes.value))
    return found


def iso_duration(length: dt.timedelta) -> str:
    """ISO 8601: `PT1H`, `PT1H30M`, `P2D`, `P1W`."""
    seconds = int(length.total_seconds())
    if seconds and seconds % 604800 == 0:
        return f"P{seconds // 604800}W"
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    clock = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if count)
    return (
        "P"
        + (f"{days}D" if days else "")
        + (f"T{clock}" if clock or not days else "")
        + ("" if clock or days else "0S")
    )


@cache
def _joint(language: str) -> re.Pattern[str]:
    table = words(language)
    return re.compile(rf"\s*(?:,|{any_of((*table.boundaries, *table.and_minutes))})?\s*", re.IGNORECASE)


@cache
def _unit(language: str) -> re.Pattern[str]:
    table = words(language)
    fraction, unit = any_of(table.fractions), any_of(table.units, glued=True)
    return re.compile(rf"(?:\s+({fraction}))?\s?({unit})(?:\s+({fraction}))?", re.IGNORECASE)


def _phrases(text: str, language: str) -> list[Found[dt.timedelta]]:
    """`three quarters of an hour`, `un'oretta`."""
    seconds = words(language).spans
    matches = _phrase(language).finditer(text.replace("’", "'"))
    return [Found(m.start(), m.end(), dt.timedelta(seconds=seconds[_plain(m.group())])) for m in matches]


@cache
def _phrase(language: str) -> re.Pattern[str]:
    return re.compile(any_of(words(language).spans), re.IGNORECASE)


def _clocked(text: str) -> list[Found[dt.timedelta]]:
    """`1h30`, `2h 15m`: hours and minutes by their signs, which all languages share."""
    pattern = r"(?<![\w.,:])(\d{1,2})\s?h(?:rs?)?\s?([0-5]?\d)\s?(?:m|min|mins)?(?![\w:]|[.,]\d)"
    return [
        Found(m.start(), m.end(), dt.timedelta(hours=int(m.group(1)), minutes=int(m.group(2))))
        for m in re.finditer(pattern, text, re.IGNORECASE)
    ]


def _last_minutes(text: str, hours: Found[dt.timedelta], language: str) -> Found[dt.timedelta] | None:
    """`un'ora e quindici`, `one hour thirty`: a bare number that ends the text after whole hours are minutes."""
    if hours.value < dt.timedelta(hours=1) or hours.value % dt.timedelta(hours=1):
        return None
    for number in find_numbers(text, language):
        joined = number.start > hours.end and _joint(language).fullmatch(text, hours.end, number.start)
        if joined and 1 <= number.value <= 59 and not text[number.end :].strip(" .!?"):
            return Found(number.start, number.end, dt.timedelta(minutes=number.value))
    return None


def _counted(text: str, language: str) -> list[Found[dt.timedelta]]:
    """A number and its unit, also written together: `2h`."""
    spaced = re.sub(r"(?<=\d)(?=[^\W\d_])", " ", text)
    offsets = [index for index, _ in enumerate(text)]
    if spaced != text:
        offsets = _offsets(text, spaced)
    found: list[Found[dt.timedelta]] = []
    for number in find_numbers(spaced, language):
        if (unit := _unit(language).match(spaced, number.end)) and number.value >= 0:
            count = float(number.value) + _fraction(unit[1], language) + _fraction(unit[3], language)
            length = _length(count, unit[2], language)
            found += [Found(offsets[number.start], offsets[unit.end() - 1] + 1, length)] if length else []
    return found


def _offsets(text: str, spaced: str) -> list[int]:
    """For each character of `spaced`, where it stands in `text`; an added space, where the next character does."""
    offsets: list[int] = []
    position = 0
    for char in spaced:
        offsets.append(min(position, len(text) - 1))
        if position < len(text) and text[position] == char:
            position += 1
    return offsets


@cache
def _article(language: str) -> re.Pattern[str]:
    table = words(language)
    articles = dict(table.articles) | {word: table.numerals[word] for word in table.lone if word in table.numerals}
    units = any_of(table.units, glued=True)
    heads = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(articles, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])({heads})\s*({units})(?:\s+({any_of(table.fractions)}))?", re.IGNORECASE)


def _articled(text: str, language: str) -> list[Found[dt.timedelta]]:
    """An article and its unit: `an hour and a half`, `un'ora`, `seminggu`."""
    table = words(language)
    found: list[Found[dt.timedelta]] = []
    for match in _article(language).finditer(text.replace("’", "'")):
        head = _plain(match[1])
        count = (table.articles.get(head) or table.numerals[head]) + _fraction(match[3], language)
        if length := _length(count, match[2], language):
            found.append(Found(match.start(), match.end(), length))
    return found


def _fraction(said: str | None, language: str) -> float:
    return words(language).fractions[_plain(said)] if said else 0


def _plain(said: str) -> str:
    return " ".join(said.lower().split())


def _length(count: float, unit: str, language: str) -> dt.timedelta | None:
    try:
        return dt.timedelta(seconds=count * words(language).units[unit.lower()])
    except OverflowError:  # "a billion years" is no span that anybody plans with
        return None
