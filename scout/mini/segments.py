"""Several wishes in one message: the stretches of tokens that each say one.

The boundary head says where another wish may begin; which of these places are cuts is told by how clearly the pieces
are calls of their own: `send Anna the price and the list` has a joining word and one wish.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from handlers.ports import Vectors
from scout.mini.tower import Tokens

MOST_PLACES = 7
"""Places that are weighed against each other; of more, the surest. All their sets are tried."""

POSSIBLE = 0.08
"""Probability from which a place is weighed at all."""

APART = 3
"""Tokens that a wish has at least: of two places nearer than this, one is the joining word of the other."""

CLARITY = 2.0
"""Weight of a piece's routing against the boundary head's word for its beginning."""

Range = tuple[int, int]
Clarity = Callable[[Sequence[Range]], Vectors]
"""Token ranges -> (n,): log-probability of what each most likely is, as a piece of its own."""


MOST_WAYS = 4
"""Ways of cutting that are told, to be read and compared."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of cutting a message: segments as token ranges, and how likely they are (log, up to a constant)."""

    ranges: tuple[Range, ...]
    score: float


def ways(tokens: Tokens, begins: Vectors, clarity: Clarity) -> list[Way]:
    """The likeliest ways, best first. begins (t,): log-odds that a token begins another wish."""
    length = len(tokens.vectors)
    # Between the marks at both ends.
    first, last = (1, length - 1) if length > 2 else (0, length)
    odds = np.where(_possible(tokens, first, last), begins.astype(np.float64), -np.inf)
    places = _places(odds)
    sets = [
        chosen
        for size in range(len(places) + 1)
        for chosen in combinations(places, size)
        if all(after - before >= APART for before, after in pairwise((*chosen, last)))
    ]
    pieces = sorted({piece for chosen in sets for piece in _ranges(chosen, first, last)})
    clear = dict(zip(pieces, map(float, clarity(pieces)), strict=True))
    found: list[Way] = []
    for chosen in sets:
        ranges = tuple(_ranges(chosen, first, last))
        score = sum(float(odds[place]) for place in chosen) + CLARITY * sum(clear[piece] for piece in ranges)
        found.append(Way(ranges, score))
    return sorted(found, key=lambda way: -way.score)[:MOST_WAYS]


def _possible(tokens: Tokens, first: int, last: int) -> NDArray[np.bool_]:
    """A wish begins with a word, and another one never with the message's first."""
    possible = tokens.starts_word.copy()
    for at, (start, end) in enumerate(tokens.offsets):
        possible[at] &= tokens.text[start:end][:1].isalnum()
    possible[: first + 1] = False
    possible[last:] = False
    return possible


def _places(odds: NDArray[np.float64]) -> list[int]:
    """The places worth weighing, in order."""
    likely = np.flatnonzero(odds > np.log(POSSIBLE / (1 - POSSIBLE)))
    return sorted(map(int, likely[np.argsort(-odds[likely], kind="stable")[:MOST_PLACES]]))


def _ranges(way: Sequence[int], first: int, last: int) -> list[Range]:
    edges = [first, *way, last]
    return list(pairwise(edges))
