"""Likeness by spelling: character n-grams of the examples, weighted by how rare they are.

The sentence encoder was trained on English. Spelling carries the Indonesian and the Italian, chat forms included:
`cariin` and `cari` share most of their letters.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log, sqrt

import numpy as np

from handlers.ports import Vectors

SIZES = (3, 4, 5)


class LexicalIndex:
    """Ranks rows of text by tf-idf cosine. Immutable."""

    def __init__(self, rows: Sequence[str]) -> None:
        counts = [_grams(row) for row in rows]
        self._size = len(rows)
        spread = Counter(gram for row in counts for gram in row)
        self._rarity = {gram: log((1 + len(rows)) / (1 + seen)) + 1 for gram, seen in spread.items()}
        self._unseen = log(1 + len(rows)) + 1
        self._postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, row in enumerate(counts):
            for gram, weight in self._unit(row).items():
                self._postings[gram].append((index, weight))

    def scores(self, text: str) -> Vectors:
        """Cosine, 0 to 1, of the text and each row; shape (rows,)."""
        scores = np.zeros(self._size, np.float32)
        for gram, weight in self._unit(_grams(text)).items():
            for index, other in self._postings.get(gram, ()):
                scores[index] += weight * other
        return scores

    def _unit(self, grams: Counter[str]) -> dict[str, float]:
        weighted = {gram: (1 + log(n)) * self._rarity.get(gram, self._unseen) for gram, n in grams.items()}
        length = sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        return {gram: weight / length for gram, weight in weighted.items()}


def _grams(text: str) -> Counter[str]:
    words = re.findall(r"[^\W\d_]+|\d+", text.lower())[:80]
    padded = (f" {word} " for word in words)
    return Counter(word[i : i + size] for word in padded for size in SIZES for i in range(len(word) - size + 1))
