"""Why people come to Indonesia, read from their own words (`data/purposes.yaml`)."""

from collections.abc import Mapping
from pathlib import Path

from rapidfuzz import fuzz, process

from handlers.business.lookup import plain
from handlers.errors import InvalidRequest, NotFound
from handlers.reference import Translated, load
from handlers.values import Value

ALIKE = 86
"""Similarity, 0 to 100, from which a misspelt word is taken for a known one."""

MOST_WORDS = 40
"""Words of a purpose that are read."""


class Purpose(Value):
    """What a purpose is called, and the words for it in every language."""

    name: Translated
    words: tuple[str, ...]


PURPOSES = load(Path(__file__).parent / "data/purposes.yaml", dict[str, Purpose])


def _phrases() -> Mapping[str, tuple[str, ...]]:
    """The purposes of each phrase; `digital nomad` may stand for several."""
    said: dict[str, list[str]] = {}
    for key, purpose in PURPOSES.items():
        for phrase in {plain(text) for text in (*purpose.words, *purpose.name.model_dump().values())}:
            said.setdefault(phrase, []).append(key)
    return {phrase: tuple(keys) for phrase, keys in said.items()}


_PHRASES = _phrases()
_LONGEST_FIRST = sorted(_PHRASES, key=len, reverse=True)


def purposes_of(said: str, language: str) -> tuple[str, ...]:
    """The purposes that a text speaks of, in the order of the data.

    A longer phrase hides the words in it: `work remotely` is not `work`. Raises InvalidRequest when nothing was said,
    NotFound with the purposes that are known when none is recognised.
    """
    text = f" {' '.join(plain(said).split()[:MOST_WORDS])} "
    if not text.strip():
        raise InvalidRequest("The purpose is empty; say why the person comes, such as tourism or work.")
    found: set[str] = set()
    for phrase in _LONGEST_FIRST:
        if f" {phrase} " in text:
            found.update(_PHRASES[phrase])
            text = text.replace(f" {phrase} ", "  ")
    found = found or _misspelt(text)
    if not found:
        known = [purpose.name.to(language) for purpose in PURPOSES.values()]
        raise NotFound(f"No visa purpose is recognised in {said!r}. Known: {'; '.join(known)}.", options=known)
    return tuple(key for key in PURPOSES if key in found)


def _misspelt(text: str) -> set[str]:
    words = [word for word in text.split() if len(word) > 3]
    matches = [process.extractOne(word, _LONGEST_FIRST, scorer=fuzz.ratio, score_cutoff=ALIKE) for word in words]
    return {key for match in matches if match for key in _PHRASES[match[0]]}
