"""Which files or events a title means: forgiving of case, accents, punctuation and order, never of another title."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from handlers.backends.local.names import Fit, fit
from handlers.business.lookup import words
from handlers.choice import Matches

T = TypeVar("T")

KIND_WORDS = frozenset(
    {
        "the",
        "our",
        "my",
        "file",
        "doc",
        "docs",
        "document",
        "sheet",
        "spreadsheet",
        "folder",
        "event",
        "google",
        "drive",
    }
    | {"dokumen", "berkas", "acara", "nya", "il", "lo", "la", "l", "documento", "foglio", "cartella", "evento"}
    | {"task", "reminder", "about", "to", "tugas", "pengingat", "soal", "tentang", "attività", "compito", "promemoria"}
    | {"di", "del", "della", "i", "le", "gli"}
)
"""Words that people put beside a title: 'the Budget 2026 sheet'."""

ALIKE = 60.0
"""Similarity, 0 to 100, from which a title is offered in place of one that does not exist."""

MOST_NEAR = 4


def matching(said: str, things: Sequence[T], title: Callable[[T], str], identity: Callable[[T], str]) -> Matches[T]:
    """The one with this id, else those whose title fits best, all equally well; where none fits, the nearest."""
    spoken = words(said)
    identified = tuple(thing for thing in things if words(identity(thing)) == spoken)
    if identified:
        return Matches(identified)
    bare = [word for word in spoken if word not in KIND_WORDS]
    for wanted in (spoken, bare):
        fits = [(fit(wanted, words(title(thing))), thing) for thing in things]
        # A mistyped title is offered, not taken: 'Budget 2025' is as like 'Budget 2026' as a slip of a finger.
        top = max((degree for degree, _ in fits), default=Fit.NONE)
        if top > Fit.MISTYPED:
            return Matches(tuple(thing for degree, thing in fits if degree is top))
    phrase = " ".join(bare or spoken)
    scored = [(fuzz.token_set_ratio(phrase, " ".join(words(title(thing)))), thing) for thing in things]
    near = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return Matches((), tuple(thing for _, thing in near[:MOST_NEAR]))
