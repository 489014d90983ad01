"""How well a text fits a question: by meaning, and by the words that they share."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path
from zlib import crc32

from handlers.reference import load

WORDS = 0.15
"""Share of the query's own words in a score: the encoder knows few terms such as KITAS and LKPM. With them the right
one of the demo's articles comes first for 18 of 22 questions, by meaning alone for 15."""

SATURATION = 1.2
"""BM25's k1: how much less each further occurrence of a word counts."""

STEM = re.compile(r"\b(\w{2,5})\w*")
"""The beginning of a word, so that "affitto" finds "affitti"."""

EMPTY = frozenset(
    word
    for words in load(Path(__file__).parent / "data/empty_words.yaml", dict[str, tuple[str, ...]]).values()
    for word in words
)
"""Words that say nothing about the subject, in the languages of the house."""

# Embeddings hardly see what these say, and facts that differ in them are different facts.
DECISIVE = re.compile(r"\w*\d[\w.,/-]*|\b(?:not|no|never|\w+n't|tidak|bukan|jangan|belum|gak|ga|nggak|non|mai)\b")

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'«(]?[A-ZÀ-Ý0-9])|\n+")


def blend(cosine: float, share: float) -> float:
    """A score up to 1 of what meaning and words say."""
    return (1 - WORDS) * cosine + WORDS * share


def keywords(text: str) -> Mapping[int, float]:
    """The words of a text as a sparse vector: a number for each stem, and BM25's weight of how often it is there.

    How rare a word is among all texts is weighed by the store that searches them.
    """
    counts = Counter(STEM.findall(text.casefold()))
    return {
        crc32(stem.encode()): count * (SATURATION + 1) / (count + SATURATION) for stem, count in sorted(counts.items())
    }


def word_shares(query: str, texts: Sequence[str]) -> list[float]:
    """The share of the query's words that each text has, 0 to 1; the fewer texts have a word, the more it counts."""
    wanted = set(STEM.findall(query.casefold()))
    held = [wanted & set(STEM.findall(text.casefold())) for text in texts]
    counts = Counter(word for words in held for word in words)
    weights = {word: log((len(texts) + 1) / (counts[word] + 1)) for word in wanted}
    total = sum(weights.values())
    return [sum(weights[word] for word in words) / total if total else 0.0 for words in held]


def sentences(text: str) -> list[str]:
    """The sentences of a text, and the lines of a list."""
    return [part.strip() for part in SENTENCE.split(text) if part.strip()]


def subject_share(question: str, text: str) -> float:
    """The share, 0 to 1, of the question's words with a meaning of their own that a text has; 1 where it has none."""
    wanted = {STEM.sub(r"\1", word) for word in re.findall(r"\w{2,}", question.casefold()) if word not in EMPTY}
    held = set(STEM.findall(text.casefold()))
    return len(wanted & held) / len(wanted) if wanted else 1.0


def decisive(text: str) -> list[str]:
    """The figures and denials of a text, in order: texts that differ in them say different things."""
    return DECISIVE.findall(text.casefold())
