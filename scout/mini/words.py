"""Words with a fixed meaning (numbers, units, days, connectors), per language, as data."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale

LANGUAGES = ("en", "id", "it")


@dataclass(frozen=True, slots=True)
class Words:
    """The tables of one language with those of the others behind it: people mix languages in one message.

    `units` and `spans` are in seconds; `days` count from today; `parts` of the day give the earliest hour and the usual
    one; `fractions` are what is added to a number, an hour or a span; `before_hour` gives minutes to add; `decimal` is
    the decimal mark of the person's own language.
    """

    decimal: str
    numerals: dict[str, float]
    multipliers: dict[str, int]
    teens: tuple[str, ...]
    scales: dict[str, int]
    lone: tuple[str, ...]
    articles: dict[str, float]
    definite: tuple[str, ...]
    and_: tuple[str, ...]
    fractions: dict[str, float]
    units: dict[str, int]
    spans: dict[str, int]
    ordinals: dict[str, int]
    days: dict[str, int]
    months: dict[str, int]
    weekdays: dict[str, int]
    weekday_lead: tuple[str, ...]
    next: tuple[str, ...]
    this: tuple[str, ...]
    last: tuple[str, ...]
    start_of: tuple[str, ...]
    end_of: tuple[str, ...]
    in_: tuple[str, ...]
    from_now: tuple[str, ...]
    ago: tuple[str, ...]
    since: tuple[str, ...]
    month_day: tuple[str, ...]
    at: tuple[str, ...]
    oclock: tuple[str, ...]
    hours: dict[str, int]
    before_hour: dict[str, int]
    and_minutes: tuple[str, ...]
    less: tuple[str, ...]
    quarter: tuple[str, ...]
    parts: dict[str, tuple[int, int]]
    currencies: dict[str, str]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    operators: dict[str, str]
    squared: tuple[str, ...]
    roots: tuple[str, ...]
    of: tuple[str, ...]
    periods: dict[str, tuple[str, ...]]
    boundaries: tuple[str, ...]
    stop: frozenset[str]


@cache
def words(language: str) -> Words:
    """The tables for a message in `language` (en, id or it); any other language reads as English."""
    first = language if language in LANGUAGES else "en"
    order = [first, *(other for other in ("en", "id", "it") if other != first)]
    tables = [_table(code) for code in order]
    merged: dict[str, Any] = {"decimal": tables[0]["decimal"]}
    for field in fields(Words):
        key = field.name.rstrip("_")
        if key != "decimal":
            merged[field.name] = _merge([table[key] for table in tables])
    merged["stop"] = frozenset(merged["stop"])
    return Words(**merged)


def _merge(tables: list[Any]) -> Any:
    if not isinstance(tables[0], dict):
        return tuple(dict.fromkeys(word for table in tables for word in table))
    merged: dict[str, Any] = {}
    for table in reversed(tables):  # the first language has the last word
        for word, meaning in table.items():
            merged[word] = (*meaning, *merged.get(word, ())) if _is_phrases(meaning) else meaning
    return merged


def _is_phrases(meaning: Any) -> bool:
    """Lists of phrases join those of other languages; a pair of hours does not."""
    return isinstance(meaning, list) and isinstance(meaning[0], str)


@cache
def _table(language: str) -> dict[str, Any]:
    """One language's file, with the names of months and weekdays from the Unicode locale data."""
    table = yaml.safe_load(files("scout.mini").joinpath("words", f"{language}.yaml").read_text("utf-8"))
    locale = Locale(language)
    for width in ("abbreviated", "wide"):
        months, weekdays = locale.months["format"][width], locale.days["format"][width]
        table["months"] |= _names((name, number) for number, name in months.items())
        # Short weekdays of Indonesian and Italian ("min", "dom", "sen") are other words too often.
        if width == "wide":
            table["weekdays"] |= _names((name, number) for number, name in weekdays.items())
    return table


def _names(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {name.lower().rstrip("."): number for name, number in pairs}
