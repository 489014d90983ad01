"""Ranks business activities by the words that describe them, in three languages and across their synonyms."""

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from handlers.business.kbli_codes import KBLI, Activity
from handlers.business.lookup import plain
from handlers.errors import InvalidRequest
from handlers.reference import load
from handlers.values import Value

ALIKE = 84
"""Similarity, 0 to 100, from which a word is taken for another form or a misspelling of a known one."""

SYNONYM = 0.8
"""What a synonym counts, beside a word that was said."""

IN_TITLE = 2.0
"""What a word counts in a title, beside one in a description."""

ENOUGH = 0.45
"""Share of what was said, by weight, that a code must cover to fit, beside the best one."""

MOST_WORDS = 30
"""Words of a description that are read: what a business does is said in fewer."""


class Synonyms(Value):
    """Phrases that mean the same, group by group, the codes that a group stands for, and words that say nothing."""

    groups: tuple[tuple[str, ...], ...]
    hints: Mapping[str, tuple[str, ...]]
    idle: str


SYNONYMS = load(Path(__file__).parent / "data/kbli_synonyms.yaml", Synonyms)
_IDLE = frozenset(SYNONYMS.idle.split())


class Concept(NamedTuple):
    """One thing that was said: the phrases for it, word by word, and what each counts. `rarity`: few codes have it."""

    phrases: Mapping[tuple[str, ...], float]
    rarity: float

    def found_in(self, words: Mapping[str, float]) -> float:
        """How well a code's words cover it: by its best phrase, of which every word must be there."""
        covered = (weight * min(words.get(word, 0) for word in phrase) for phrase, weight in self.phrases.items())
        return self.rarity * max(covered, default=0)


class Index:
    """The words of every code."""

    def __init__(self, activities: Sequence[Activity]) -> None:
        self.activities = activities
        self.words = [_words_of(activity) for activity in activities]
        self.vocabulary = sorted({word for words in self.words for word in words})
        self._known = frozenset(self.vocabulary)

    def concept(self, said: Collection[str], alike: Collection[str] = ()) -> Concept:
        """Phrases that were said, also misspelt, and others that mean the same; left out are those that no code has."""
        known = {words: SYNONYM for each in alike if (words := tuple(_telling(each))) and self._known.issuperset(words)}
        known |= {words: 1.0 for each in said if (words := self._words(each))}
        having = sum(any(each.keys() >= set(words) for words in known) for each in self.words)
        return Concept(known, math.log(1 + len(self.words) / having) if having else 0)

    def _words(self, phrase: str) -> tuple[str, ...]:
        found = [self._word(word) for word in _telling(phrase)]
        return tuple(word for word in found if word) if all(found) else ()

    def _word(self, word: str) -> str | None:
        """The word itself, or the one that it is a form or a misspelling of."""
        if word in self._known or len(word) < 4:
            return word if word in self._known else None
        found = process.extractOne(word, self.vocabulary, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return found and found[0]


def ranked(said: str) -> list[Activity]:
    """The codes that fit, the best first; empty where none does. Raises InvalidRequest when nothing was said."""
    phrase = " ".join(plain(said).split()[:MOST_WORDS])
    if not phrase:
        raise InvalidRequest("The activity is empty; say what the business does, such as restaurant or software.")
    index, concepts, hinted = _index(), _concepts(phrase), _hinted(phrase)
    scores = [sum(concept.found_in(words) for concept in concepts) for words in index.words]
    enough = ENOUGH * max(scores)
    fitting = [
        (_place(activity.code, hinted), -score, -_likeness(phrase, activity), activity.code, activity)
        for activity, score in zip(index.activities, scores, strict=True)
        if activity.code in hinted or (score and score >= enough)
    ]
    return [activity for *_, activity in sorted(fitting, key=lambda each: each[:4])]


def _place(code: str, hinted: Sequence[str]) -> int:
    return hinted.index(code) if code in hinted else len(hinted)


def _likeness(phrase: str, activity: Activity) -> float:
    """Of the phrase and the title: tells codes apart that have the same words."""
    return max(fuzz.token_sort_ratio(phrase, plain(title)) for title in activity.title.model_dump().values())


def _concepts(phrase: str) -> list[Concept]:
    """Each group of synonyms that the phrase touches is one concept, and each word outside of them another."""
    concepts: list[Concept] = []
    left = f" {phrase} "
    for group in SYNONYMS.groups:
        alike = [plain(each) for each in group]
        inside = [each for each in alike if f" {each} " in f" {phrase} "]
        if inside:
            concepts.append(_index().concept(inside, alike))
        for each in inside:
            left = left.replace(f" {each} ", " ")
    return [*concepts, *(_index().concept([word]) for word in _telling(left))]


def _telling(text: str) -> list[str]:
    """The words of a plain text that say something of a business, each once."""
    return [word for word in dict.fromkeys(text.split()) if word not in _IDLE]


def _hinted(phrase: str) -> Sequence[str]:
    """Codes that the synonyms data names for what was said: the longest phrase that is in it decides."""
    inside = [each for each in SYNONYMS.hints if f" {plain(each)} " in f" {phrase} "]
    return SYNONYMS.hints[max(inside, key=len)] if inside else ()


def _words_of(activity: Activity) -> Mapping[str, float]:
    described = activity.description.model_dump().values() if activity.description else ()
    words = {word: 1.0 for text in described for word in plain(text).split()}
    words |= {word: IN_TITLE for text in activity.title.model_dump().values() for word in plain(text).split()}
    return {word: weight for word, weight in words.items() if word not in _IDLE and len(word) > 1}


@cache
def _index() -> Index:
    """Built at the first search: it reads every word of the classification."""
    return Index(KBLI.codes)
