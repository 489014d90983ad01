"""Spans of time: `an hour`, `90 min`, `satu setengah jam`, `mezz'ora`, `due settimane`."""

import datetime as dt
import re
from functools import cache

from scout.mini.normalise.found import Found, any_of
from scout.mini.normalise.numbers import find_numbers
from scout.mini.words import words


def find_durations(text: str, language: str) -> list[Found[dt.timedelta]]:
    """Every span of time with its length. Months count 30 days and years 365."""
    found: list[Found[dt.timedelta]] = []
    for item in sorted([*_counted(text, language), *_articled(text, language)], key=lambda item: item.start):
        if found and item.start < found[-1].end:
            continue
        if found and _joint(language).fullmatch(text, found[-1].end, item.start):
            item = Found(found[-1].start, item.end, found.pop().value + item.value)
        found.append(item)
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
    return re.compile(rf"\s*(?:,|{any_of(words(language).boundaries)})?\s*", re.IGNORECASE)


@cache
def _unit(language: str) -> re.Pattern[str]:
    table = words(language)
    return re.compile(rf"\s?({any_of(table.units, glued=True)})(\s+{any_of(table.and_half)})?", re.I)


def _counted(text: str, language: str) -> list[Found[dt.timedelta]]:
    """A number and its unit, also written together: `2h`."""
    spaced = re.sub(r"(?<=\d)(?=[^\W\d_])", " ", text)
    offsets = [index for index, _ in enumerate(text)]
    if spaced != text:
        offsets = _offsets(text, spaced)
    found: list[Found[dt.timedelta]] = []
    for number in find_numbers(spaced, language):
        if (unit := _unit(language).match(spaced, number.end)) and number.value >= 0:
            length = _length(float(number.value) + (0.5 if unit.group(2) else 0), unit.group(1), language)
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
    return re.compile(rf"(?<![^\W_])({heads})\s*({units})(\s+{any_of(table.and_half)})?", re.IGNORECASE)


def _articled(text: str, language: str) -> list[Found[dt.timedelta]]:
    """An article and its unit: `an hour and a half`, `un'ora`, `seminggu`."""
    table = words(language)
    found: list[Found[dt.timedelta]] = []
    for match in _article(language).finditer(text.replace("’", "'")):
        head = " ".join(match.group(1).lower().split())
        count = table.articles.get(head) or table.numerals[head]
        if length := _length(count + (0.5 if match.group(3) else 0), match.group(2), language):
            found.append(Found(match.start(), match.end(), length))
    return found


def _length(count: float, unit: str, language: str) -> dt.timedelta | None:
    try:
        return dt.timedelta(seconds=count * words(language).units[unit.lower()])
    except OverflowError:  # "a billion years" is no span that anybody plans with
        return None
