"""The generators of slot values: the same seed writes the same, every language is served, values are what is meant."""

import datetime as dt
import random
import re
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from training_data_gen.slots import GENERATORS
from training_data_gen.slots.generators import NESTED, WORDS, WRITTEN
from training_data_gen.slots.numerals import day_of_month, spelled
from training_data_gen.slots.setting import LANGUAGES, Filled, Language, Setting
from training_data_gen.slots.texts import NESTED as PLACEHOLDER
from training_data_gen.slots.vocabulary import entries

NOW = dt.datetime(2026, 11, 20, 9, 7, 31, tzinfo=ZoneInfo("Asia/Makassar"))
DRAWN = 200
FREE_TEXTS = (
    *("message", "email_body", "note", "fact", "reminder_text", "task_title", "event_title", "topic", "question"),
    *("web_query", "activity", "purpose", "notice", "reason", "comment", "document_title", "subject_line"),
    *("foreign_text", "quoted_text"),
)
TYPES: dict[str, type] = {
    **dict.fromkeys(("count", "days_count", "year"), int),
    **dict.fromkeys(("rupiah", "amount"), float),
    **dict.fromkeys(("people", "emails", "tags", "headers", "cells", "slide_titles", "variables", "services"), list),
    **dict.fromkeys(("visas", "kbli_codes", "company_forms", "currencies"), list),
}
MEANT = {"day", "past_day", "moment", "duration", "currency", *TYPES}
"""Kinds whose value is not the very words."""


def drawn(kind: str, language: Language, seed: int = 1, count: int = DRAWN) -> list[Filled]:
    setting = Setting(random.Random(seed), language, NOW)
    return [GENERATORS[kind](setting) for _ in range(count)]


@pytest.mark.parametrize("kind", GENERATORS)
def test_the_same_seed_writes_the_same_words_and_another_one_others(kind: str) -> None:
    assert drawn(kind, "en") == drawn(kind, "en")
    assert drawn(kind, "en") != drawn(kind, "en", seed=2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", GENERATORS)
def test_every_value_is_written_in_every_language_and_in_many_ways(kind: str, language: Language) -> None:
    filled = drawn(kind, language)
    assert all(item.surface.strip() == item.surface and item.surface for item in filled)
    assert not any("\n" in item.surface or PLACEHOLDER.search(item.surface) for item in filled)
    assert len({item.surface for item in filled}) >= (6 if kind == "year" else 25)
    if kind not in MEANT:
        assert all(item.value == item.surface for item in filled)
    elif kind in TYPES:
        assert all(type(item.value) is TYPES[kind] for item in filled)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FREE_TEXTS)
def test_free_texts_come_from_at_least_eighty_entries(kind: str, language: Language) -> None:
    assert len(set(entries(kind, language))) >= 80


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted({*WRITTEN, "passage"} - {*FREE_TEXTS}))
def test_other_vocabularies_have_at_least_forty(kind: str, language: Language) -> None:
    assert len(set(entries(kind, language))) >= 40


def test_no_entry_is_written_twice_and_every_piece_has_its_generator() -> None:
    lists = ("tags", "headers", "cells", "slide_titles", "variables", "company_form")
    for name, language in product((*WRITTEN, *lists, "passage", "opening", "closing"), LANGUAGES):
        lines = entries(name, language)
        assert len(lines) == len(set(lines)), f"{name} {language}"
        pieces = {piece for line in lines for piece in PLACEHOLDER.findall(line)}
        assert pieces <= {*NESTED}, f"{name} {language}: {pieces - {*NESTED}}"


def test_what_stands_in_a_text_is_a_whole_text_itself() -> None:
    for name, language in product((*WORDS, "activity"), LANGUAGES):
        assert not any("{" in line for line in entries(name, language)), f"{name} {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_ahead_and_past_days_behind(language: Language) -> None:
    today = NOW.date()
    assert all(dt.date.fromisoformat(str(item.value)) >= today for item in drawn("day", language))
    assert all(dt.date.fromisoformat(str(item.value)) < today for item in drawn("past_day", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_moments_are_ahead_with_the_persons_offset(language: Language) -> None:
    moments = [dt.datetime.fromisoformat(str(item.value)) for item in drawn("moment", language)]
    assert all(at > NOW.replace(second=0) and at.utcoffset() == dt.timedelta(hours=8) for at in moments)
    assert all(at.second == at.microsecond == 0 for at in moments)


@pytest.mark.parametrize("language", LANGUAGES)
def test_durations_and_currencies_are_written_by_their_standards(language: Language) -> None:
    assert all(re.fullmatch(r"P(\d+D)?(T(\d+H)?(\d+M)?)?", str(item.value)) for item in drawn("duration", language))
    codes = [str(item.value) for item in drawn("currency", language)]
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in codes)
    assert sum(code in ("EUR", "USD", "IDR") for code in codes) > 0.7 * DRAWN


@pytest.mark.parametrize(("language", "last"), [("en", " and "), ("id", " dan "), ("it", " e ")])
def test_lists_are_joined_in_the_language_of_the_person(language: Language, last: str) -> None:
    filled = drawn("people", language)
    assert any(last in item.surface for item in filled)
    for item in filled:
        assert isinstance(item.value, list)
        places = [item.surface.index(str(name)) for name in item.value]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        (21, "en", "twenty-one"),
        (21, "it", "ventuno"),
        (118, "id", "seratus delapan belas"),
        (1250, "it", "milleduecentocinquanta"),
        (2300, "id", "dua ribu tiga ratus"),
        (75_000, "en", "seventy-five thousand"),
    ],
)
def test_numbers_in_words(number: int, language: Language, words: str) -> None:
    assert spelled(number, language) == words


def test_days_of_the_month_in_words() -> None:
    assert [day_of_month(day, "en") for day in (1, 12, 20, 22, 31)] == [
        *("first", "twelfth", "twentieth", "twenty-second", "thirty-first"),
    ]
    assert day_of_month(1, "it") == "primo"


def test_a_number_that_is_too_large_to_spell_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot spell 1000000"):
        spelled(1_000_000, "en")
