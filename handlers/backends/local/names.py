"""Whom a name means: forgiving of case, accents, titles, order and typing, and never a guess between two people."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz

T = TypeVar("T")

TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "ibu", "bu", "bapak", "pak", "mas", "mbak", "mba", "bli", "kak"}
    | {"sig", "signor", "signore", "signora", "signorina", "dott", "dottoressa"}
)

SAME_WORD = 85.0
"""Similarity, 0 to 100, from which a word is another one mistyped: 'Rosi' is 'Rossi' (89), 'Marta' not 'Maria' (80)."""

SHORTEST_START = 3

LIKE = 70.0
"""Similarity, 0 to 100, of two names from which one is offered where the other does not exist."""

MOST_ALIKE = 4


class Fit(IntEnum):
    """How well a name fits what was said, best last."""

    NONE = 0
    MISTYPED = 1
    START = 2  # each word begins a word of the name
    PART = 3  # each word is a word of the name
    WHOLE = 4


def best(said: str, people: Iterable[T], name: Callable[[T], str]) -> Sequence[T]:
    """Those whom `said` fits best, all equally well: several where it is not clear who is meant."""
    words = name_words(said)
    fits = [(fit(words, name_words(name(person))), person) for person in people]
    top = max((degree for degree, _ in fits), default=Fit.NONE)
    return [] if top is Fit.NONE else [person for degree, person in fits if degree is top]


def alike(said: str, people: Iterable[T], name: Callable[[T], str]) -> Sequence[T]:
    """Those with a name like what was said, the most alike first: to be offered, never taken."""
    words = name_words(said)
    scored = [(_likeness(words, name_words(name(person))), person) for person in people]
    near = sorted((pair for pair in scored if pair[0] >= LIKE), key=lambda pair: -pair[0])
    return [person for _, person in near[:MOST_ALIKE]]


def _likeness(said: Sequence[str], name: Sequence[str]) -> float:
    """The likeness of the two words that are most alike."""
    return max((fuzz.ratio(word, other) for word in said for other in name), default=0.0)


def fit(said: Sequence[str], name: Sequence[str]) -> Fit:
    """How well the words said fit a name's words."""
    if not said or not name:
        return Fit.NONE
    if sorted(said) == sorted(name) or "".join(said) == "".join(name):
        return Fit.WHOLE
    if _each(said, name, str.__eq__):
        return Fit.PART
    if _each(said, name, _starts):
        return Fit.START
    # One mistyped word alone may as well be another name: it takes a second word to be sure.
    if len(said) > 1 and _each(said, name, _resembles):
        return Fit.MISTYPED
    return Fit.NONE


@lru_cache(maxsize=50_000)
def name_words(name: str) -> tuple[str, ...]:
    """'Ibu Dewi  Lestari' -> ('dewi', 'lestari'); 'Seo-yeon' is one word; a title alone stays."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    words = re.findall(r"\w+", re.sub(r"[-'’`]", "", plain))
    return tuple(word for word in words if word not in TITLES) or tuple(words)


def _each(said: Sequence[str], name: Sequence[str], alike: Callable[[str, str], bool]) -> bool:
    """Whether each word said is alike to a word of the name, and no word of it twice."""
    left = list(name)
    for word in said:
        match = next((other for other in left if alike(word, other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _starts(word: str, other: str) -> bool:
    return word == other or (len(word) >= SHORTEST_START and other.startswith(word))


def _resembles(word: str, other: str) -> bool:
    return _starts(word, other) or fuzz.ratio(word, other) >= SAME_WORD
