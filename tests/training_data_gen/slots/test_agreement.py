"""What the generators write, the normalisers of Scout Mini read as the same value."""

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

import pytest
from pydantic import JsonValue

from scout.mini.normalise.contacts import find_emails, find_phones, find_urls
from scout.mini.normalise.currencies import find_currencies
from scout.mini.normalise.dates import find_dates, find_years
from scout.mini.normalise.durations import find_durations, iso_duration
from scout.mini.normalise.found import Found
from scout.mini.normalise.numbers import find_numbers
from scout.mini.normalise.times import find_moments
from training_data_gen.slots import GENERATORS
from training_data_gen.slots.setting import LANGUAGES, Language, Setting

ZONE = ZoneInfo("Asia/Makassar")
EACH = 300
LEAST = 0.97

Reader = Callable[[str, Language, dt.datetime], Sequence[Found[JsonValue]]]


def _dates(text: str, language: Language, now: dt.datetime, *, looking_back: bool) -> Sequence[Found[JsonValue]]:
    found = find_dates(text, language, now.date(), looking_back=looking_back)
    return [Found(item.start, item.end, item.value.isoformat()) for item in found]


def _moments(text: str, language: Language, now: dt.datetime) -> Sequence[Found[JsonValue]]:
    return [Found(item.start, item.end, item.value.isoformat()) for item in find_moments(text, language, now)]


def _durations(text: str, language: Language, now: dt.datetime) -> Sequence[Found[JsonValue]]:
    return [Found(item.start, item.end, iso_duration(item.value)) for item in find_durations(text, language)]


def _days(text: str, language: Language, now: dt.datetime) -> Sequence[Found[JsonValue]]:
    return [Found(item.start, item.end, item.value.days) for item in find_durations(text, language)]


READERS: Mapping[str, Reader] = {
    "day": lambda text, language, now: _dates(text, language, now, looking_back=False),
    "past_day": lambda text, language, now: _dates(text, language, now, looking_back=True),
    "moment": _moments,
    "duration": _durations,
    "days_count": _days,
    "year": lambda text, language, now: find_years(text),
    "count": lambda text, language, now: find_numbers(text, language),
    "rupiah": lambda text, language, now: find_numbers(text, language),
    "amount": lambda text, language, now: find_numbers(text, language),
    "currency": lambda text, language, now: find_currencies(text, language),
    "email": lambda text, language, now: find_emails(text),
    "phone": lambda text, language, now: find_phones(text),
    "url": lambda text, language, now: find_urls(text),
}


def _meant(found: Sequence[Found[JsonValue]]) -> JsonValue:
    """Of several values in one slot the one that says most."""
    return max(found, key=lambda item: item.end - item.start).value if found else None


def _settings(language: Language) -> Sequence[Setting]:
    """As many people as are asked, at all times of the year and of the day."""
    rng = random.Random(f"agreement {language}")
    start = dt.datetime(2026, 1, 1, 7, tzinfo=ZONE)
    moments = [start + dt.timedelta(days=rng.randrange(700), minutes=rng.randrange(840)) for _ in range(EACH)]
    return [Setting(rng, language, now) for now in moments]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", READERS)
def test_the_normaliser_reads_the_value_that_was_meant(kind: str, language: Language) -> None:
    other: list[str] = []
    for setting in _settings(language):
        filled = GENERATORS[kind](setting)
        read = _meant(READERS[kind](filled.surface, language, setting.now))
        if read != filled.value:
            other.append(f"{filled.surface!r} on {setting.now:%a %Y-%m-%d %H:%M}: {filled.value!r} read as {read!r}")
    share = 1 - len(other) / EACH
    assert share >= LEAST, f"{share:.1%} of {kind} in {language}; others:\n" + "\n".join(other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_normaliser_reads_every_currency_of_a_list(language: Language) -> None:
    agreed = 0
    for setting in _settings(language):
        filled = GENERATORS["currencies"](setting)
        agreed += [item.value for item in find_currencies(filled.surface, language)] == filled.value
    assert agreed >= LEAST * EACH
