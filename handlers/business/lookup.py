"""Finding an entry of reference data by what people call it: a code, a name in any language, or nearly so."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from rapidfuzz import fuzz

from handlers.choice import Matches, the_match
from handlers.errors import InvalidRequest
from handlers.reference import Translated

SURE = 80
"""Similarity, 0 to 100, from which a name is taken for the one that was meant."""

TIE = 6
"""Names that are this close to the best one are as likely to be meant."""

NEAREST = 4
"""Names that are offered when none fits."""

_SPACED_CODE = re.compile(r"\b([a-z])[ -](?=\d)")
_CODE = re.compile(r"[a-z]+\d+[a-z]?")


class Named(Protocol):
    """What can be found: a thing with a code and names."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Translated: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


NamedT = TypeVar("NamedT", bound=Named)


def find(said: str, entries: Sequence[NamedT], noun: str, language: str) -> NamedT:
    """The entry that a person means by `said`: `e23`, `KITAS E23`, `visto turistico`, `digtal nomad`.

    `noun` names the kind of thing in the singular. Raises InvalidRequest when nothing was said, Ambiguous when several
    entries fit, NotFound with the nearest ones when none does.
    """
    phrase = plain(said)
    if not phrase:
        raise InvalidRequest(f"{said!r} names no {noun}; give its name or code.")

    def tell(entry: NamedT) -> str:
        return f"{entry.name.to(language)} ({entry.code})"

    return the_match(_matches(phrase, entries), said, noun, tell)


def plain(text: str) -> str:
    """Lower case, without accents and punctuation, `E 23` as `e23`."""
    return _SPACED_CODE.sub(r"\1", " ".join(words(text)))


def words(text: str) -> list[str]:
    """The words of a text in lower case, without accents and punctuation."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", letters)


def _matches(phrase: str, entries: Sequence[NamedT]) -> Matches[NamedT]:
    named = _called(phrase, entries) or _coded(phrase, entries)
    if named:
        return Matches(tuple(named))
    # A code that does not exist is never taken for a similar one.
    code = next((word for word in phrase.split() if _CODE.fullmatch(word)), None)
    ranked = _ranked(phrase, entries) if code is None else _ranked_by_code(code, entries)
    best = ranked[0][1]
    if code is not None or best < SURE:
        return Matches((), tuple(entry for entry, _ in ranked[:NEAREST]))
    return Matches(tuple(entry for entry, score in ranked if score > best - TIE))


def _calls(entry: Named) -> Iterator[str]:
    yield from map(plain, (entry.code, entry.name.en, entry.name.id, entry.name.it, *entry.aliases))


def _called(phrase: str, entries: Sequence[NamedT]) -> list[NamedT]:
    return [entry for entry in entries if phrase in _calls(entry)]


def _coded(phrase: str, entries: Sequence[NamedT]) -> list[NamedT]:
    """Those whose code, or an old one among the aliases, is a word of the phrase."""
    codes = {word for word in phrase.split() if _CODE.fullmatch(word)}
    return [entry for entry in entries if codes.intersection(_calls(entry))]


def _ranked(phrase: str, entries: Sequence[NamedT]) -> list[tuple[NamedT, float]]:
    """By similarity of the best of their names, best first."""
    scored = [(entry, max(_similarity(phrase, call) for call in _calls(entry))) for entry in entries]
    return sorted(scored, key=lambda pair: -pair[1])


def _ranked_by_code(code: str, entries: Sequence[NamedT]) -> list[tuple[NamedT, float]]:
    scored = [(entry, fuzz.ratio(code, plain(entry.code))) for entry in entries]
    return sorted(scored, key=lambda pair: -pair[1])


def _similarity(phrase: str, call: str) -> float:
    """Words in common count most (in any order, with others beside them), then the likeness of the whole."""
    shared = fuzz.token_set_ratio(phrase, call)
    whole = fuzz.token_sort_ratio(phrase, call)
    return 0.6 * shared + 0.4 * whole
