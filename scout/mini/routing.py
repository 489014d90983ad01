"""Which handler a piece of a message calls, and how likely it calls one at all."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from pathlib import Path

import numpy as np

from handlers.ports import Encoder, Vectors
from schemas.tools import Effect, ToolDefinition
from scout.embedding_cache import EmbeddingCache
from scout.mini.arguments import Reading, read
from scout.mini.cues import STEM, HandlerCues, learn
from scout.mini.lexical import LexicalIndex
from scout.mini.logistic import Features, Logistic
from scout.mini.normalise.found import any_of
from scout.mini.tokens import tokenize
from scout.mini.words import words
from scout.shortlist import Shortlist

OPENING = 4
"""Words of a message in which a refusal shows."""

READ_CLOSELY = 8
"""Candidates whose arguments are read; the right one is further down in 2 of 100 of our messages."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A handler for a piece of the message. `probability` is that this very call is what the piece asks for."""

    definition: ToolDefinition
    reading: Reading
    features: Features
    probability: float


class Routing:
    """What is known of one set of handlers. Building it encodes nothing; it holds no message. Immutable."""

    def __init__(self, definitions: Sequence[ToolDefinition], shortlist: Shortlist, null: "NullSet") -> None:
        self.cues = learn(definitions)
        self._shortlist = shortlist
        self._null = null
        texts = [[*known.masked, known.definition.description, *_labels(known)] for known in self.cues]
        stems = Counter(stem for known in self.cues for stem in {word[:STEM] for word in known.vocabulary})
        self._rarity = {stem: log(1 + len(self.cues) / handlers) for stem, handlers in stems.items()}
        self._unseen = log(1 + len(self.cues))
        self._rows = LexicalIndex([text for rows in texts for text in rows])
        self._starts = np.cumsum([0, *(len(rows) for rows in texts)])[:-1]

    def candidates(self, text: str, language: str, now: dt.datetime, model: Logistic) -> list[Candidate]:
        """The likeliest handlers for `text`, best first. One encoding."""
        if not self.cues:
            return []
        embedding = self._shortlist.embed(text)
        nearest = {item.definition.name: item for item in self._shortlist.nearest(embedding, len(self.cues))}
        meaning = np.array([nearest[known.definition.name].example_score for known in self.cues])
        cards = np.array([nearest[known.definition.name].score for known in self.cues])
        command = _unquoted(text)
        spelling = np.maximum.reduceat(self._rows.scores(command), self._starts)
        null_meaning, null_spelling = self._null.nearest(embedding, command)
        context = _context(text, language)
        shares = self._shares(text, language)
        order = np.argsort(-(meaning + spelling + shares / 2), kind="stable")[:READ_CLOSELY]
        asks = _asks(text, language)
        found: list[Candidate] = []
        for index in map(int, order):
            known = self.cues[index]
            reading = read(known, text, language, now)
            others = np.arange(len(self.cues)) != index
            features = {
                "meaning": float(meaning[index]),
                "card": float(cards[index]),
                "spelling": float(spelling[index]),
                "meaning_margin": float(meaning[index] - meaning[others].max(initial=0)),
                "spelling_margin": float(spelling[index] - spelling[others].max(initial=0)),
                "words": float(shares[index]),
                "words_margin": float(shares[index] - shares[others].max(initial=0)),
                "writes": float(known.definition.effect is not Effect.READ),
                "asks_for_write": float(asks and known.definition.effect is not Effect.READ),
                "null_meaning": null_meaning,
                "null_spelling": null_spelling,
                **self._reading_features(known, reading, language),
                **context,
            }
            found.append(Candidate(known.definition, reading, features, model.probability(features)))
        return sorted(found, key=lambda candidate: -candidate.probability)

    def _shares(self, text: str, language: str) -> Vectors:
        """For each handler, the share of the words of `text` that are words of its command, rare ones counting more."""
        stop = words(language).stop
        content = {token.folded for token in tokenize(text) if token.is_word and token.folded not in stop}
        weights = {word: self._rarity.get(word[:STEM], self._unseen) for word in content}
        total = sum(weights.values()) + 0.5
        return np.array([sum(w for word, w in weights.items() if k.resembles(word)) / total for k in self.cues])

    def _reading_features(self, known: HandlerCues, reading: Reading, language: str) -> dict[str, float]:
        """`command` weighs the words of the command by how few handlers use them; `heard` counts those of examples."""
        required = len(known.definition.required)
        stop = words(language).stop
        content = {word for word in reading.outside if word[0].isalpha() and word not in stop}
        weights = {word: self._rarity.get(word[:STEM], self._unseen) for word in content}
        ours = sum(weight for word, weight in weights.items() if known.resembles(word))
        heard = sum(weights[word] for word in content if known.vocabulary.get(word))
        return {
            "filled": 1 - len(reading.missing) / required if required else 1.0,
            "fixed": float(min(reading.fixed, 1)),
            "bare": float(not reading.args),
            "command": min(ours, 8.0) / 8,
            "heard": min(heard, 8.0) / 8,
            "explained": ours / (sum(weights.values()) + 0.5),
            "unexplained": min(len(reading.unexplained), 5) / 5,
            "support": max(-3.0, min(6.0, reading.support)) / 6,
        }


class NullSet:
    """Messages that ask for nothing we do, embedded: small talk, refusals, wishes out of scope."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._vectors = vectors
        self._rows = LexicalIndex(texts)

    def nearest(self, embedding: Vectors, text: str) -> tuple[float, float]:
        """Highest cosine by meaning and by spelling."""
        return float((self._vectors @ embedding).max()), float(self._rows.scores(text).max())


def null_set(encoder: Encoder, cache_dir: Path | None = None) -> NullSet:
    """The messages of `data/no_call.txt`; with `cache_dir` a restart encodes none of them again."""
    lines = files("scout.mini").joinpath("data", "no_call.txt").read_text("utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]
    return NullSet(texts, EmbeddingCache(encoder, cache_dir).encode(texts) if cache_dir else encoder.encode(texts))


def _unquoted(text: str) -> str:
    """The text without its quotations, whose words are no command; all of it where nothing else is said."""
    kept = " ".join(token.text for token in tokenize(text) if not token.is_quote)
    return kept if re.search(r"\w", kept) else text


def _asks(text: str, language: str) -> bool:
    """Whether it is put as a question; "can you" and the like begin a wish."""
    return text.rstrip().endswith("?") or bool(_patterns(language)["question"].match(text))


def _labels(known: HandlerCues) -> list[str]:
    """The parameters by their names in every language."""
    names = [parameter.words[1:] for parameter in known.parameters]
    return [" ".join(each) for each in zip(*names, strict=True)] if names and all(len(n) == 3 for n in names) else []


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    table = words(language)
    sources = {
        "negated": rf"{any_of(table.negations)}(?!\s+{any_of(table.affirmed)})",
        "hypothetical": any_of(table.hypotheticals),
        "past": any_of(table.past),
        "question": any_of(table.questions),
    }
    return {name: re.compile(source, re.IGNORECASE) for name, source in sources.items()}


def _context(text: str, language: str) -> dict[str, float]:
    """Whether it begins as a refusal, a supposition or a report. A "not" inside a message that is passed on is none."""
    opening = " ".join(text.split()[:OPENING])
    patterns = _patterns(language)
    return {name: float(bool(patterns[name].search(opening))) for name in ("negated", "hypothetical", "past")}
