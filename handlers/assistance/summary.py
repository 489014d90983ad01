"""Extractive summaries: the sentences that say most of what a text says, in its own words and order."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from handlers.ports import Encoder, Vectors

LEAD = 0.12
LEAD_HALF = 2.0
"""What standing first adds to a sentence's score, and after how many sentences it halves: texts open with the gist."""

NOVELTY = 0.35
"""Share of a score that a sentence loses for likeness to one already taken (maximal marginal relevance)."""

SAME = 0.97
"""Likeness from which a sentence says nothing new, whatever else it is worth."""

WORDS = 0.4
"""What it adds that all of a sentence's words come back elsewhere: the encoder knows little Indonesian and Italian."""

FEWEST_WORDS = 4
"""Shorter pieces (headings, greetings) are taken only where nothing else is left."""

_STEM = re.compile(r"\b(\w{4,6})\w*")
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[¿¡]*[A-ZÀ-Þ0-9])|\n\s*\n|\n(?=\s*[-*•\d])|(?<=[。！？])")
_ABBREVIATED = re.compile(
    r"""(?:^|[\s(])(?:
        [A-Z] | mr|mrs|ms|dr|prof|st|nos?|art|fig|vs|e\.g|i\.e|approx|inc|ltd
        | jln?|gg|pt|cv|tbk|bpk|ir|drs|hj|kec|kab|rp|tgl|hlm|a\.n
        | sigg?|dott|avv|ing|geom|pag|cap|p\.es|s\.r\.l|s\.p\.a
    )\.$""",
    re.IGNORECASE | re.VERBOSE,
)


def split_sentences(text: str) -> list[str]:
    """Split where a sentence ends: not after `Dr.`, `Jl.` or an initial, and always at an empty line or a bullet."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()].strip()
        if _ABBREVIATED.search(piece) and "\n" not in end.group():
            continue
        found.append(piece)
        start = end.end()
    found.append(text[start:].strip())
    return [" ".join(piece.split()) for piece in found if any(character.isalnum() for character in piece)]


def choose(pieces: Sequence[str], count: int, encoder: Encoder) -> list[int]:
    """Indexes, in order, of the `count` sentences nearest to what the text is about and least like each other."""
    vectors = encoder.encode(pieces)
    scores = _scores(pieces, vectors)
    likeness = vectors @ vectors.T
    taken: list[int] = []
    while len(taken) < min(count, len(pieces)):
        repeated = likeness[:, taken].max(axis=1) if taken else np.zeros(len(pieces), np.float32)
        worth = (1 - NOVELTY) * scores - NOVELTY * repeated - (repeated > SAME)
        worth[taken] = -np.inf
        taken.append(int(worth.argmax()))
    return sorted(taken)


def _scores(pieces: Sequence[str], vectors: Vectors) -> Vectors:
    """Nearness to the centroid, words that come back elsewhere, and the beginning; fragments score least."""
    centroid = vectors.mean(axis=0)
    near = vectors @ (centroid / max(float(np.linalg.norm(centroid)), 1e-9))
    lead = LEAD * np.exp2(-np.arange(len(pieces)) / LEAD_HALF)
    short = np.array([len(piece.split()) < FEWEST_WORDS for piece in pieces])
    return np.asarray(near + WORDS * np.array(_shared_words(pieces)) + lead - short, np.float32)


def _shared_words(pieces: Sequence[str]) -> list[float]:
    """The share of each sentence's longer words, 0 to 1, that another sentence has as well."""
    words = [set(_STEM.findall(piece.casefold())) for piece in pieces]
    counts = Counter(word for said in words for word in said)
    return [sum(counts[word] > 1 for word in said) / max(len(said), 1) for said in words]
