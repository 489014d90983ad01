"""Which examples of others are good enough to learn from: length, language, quality, personal data."""

import re
from functools import cache
from typing import Literal

from lingua import LanguageDetector, LanguageDetectorBuilder
from pydantic import BaseModel, ConfigDict, Field

from handlers.assistance.detection import COMMON_WORDS, LANGUAGES
from training_data_gen.personal_data import find_personal_data
from training_data_gen.quality import quality
from training_data_gen.source_formats import Example
from training_data_gen.tokens import estimated_tokens

Reason = Literal["length", "quality", "language", "personal data"]

SURE = 0.9
"""From this probability on an example is held to be in a language that is not wanted; chats are short and mixed."""
NEIGHBOURS = {"ms": "id"}
"""Malay cannot be told from Indonesian by its letters."""
SAMPLE = 600
"""Characters of an answer whose language is looked at."""
FAMILIAR_WORDS = 5
WORD = re.compile(r"[^\W\d_]+")


class Rules(BaseModel):
    """What is kept. Lengths in tokens, as estimated; an empty `languages` takes all."""

    model_config = ConfigDict(frozen=True)

    min_tokens: int = Field(default=1, ge=0)
    max_tokens: int = Field(default=8192, gt=0)
    min_quality: float = Field(default=5.0, ge=0, le=10)
    languages: tuple[str, ...] = ("en", "id", "it")
    personal_data: bool = Field(default=False, description="Whether examples with personal data are kept")


def rejected(example: Example, rules: Rules) -> Reason | None:
    """Why an example is left out; None keeps it. Examples that use handlers were verified when they were made."""
    if not rules.min_tokens <= estimated_tokens(example.text) <= rules.max_tokens:
        return "length"
    if example.handlers or example.tools:
        return None
    if _quality(example) < rules.min_quality:
        return "quality"
    if rules.languages and _foreign(example, rules.languages):
        return "language"
    if not rules.personal_data and find_personal_data(example.text):
        return "personal data"
    return None


def _quality(example: Example) -> float:
    scored = example.metadata.get("quality_score")
    if isinstance(scored, int | float):
        return float(scored)
    return quality(example.said_by("user"), example.said_by("assistant"))


def _foreign(example: Example, languages: tuple[str, ...]) -> bool:
    answered = example.said_by("assistant")[:SAMPLE]
    if _familiar(answered, languages):
        return False
    likeliest = _detector().compute_language_confidence_values(answered)[0]
    code = likeliest.language.iso_code_639_1.name.lower()
    return NEIGHBOURS.get(code, code) not in languages and likeliest.value >= SURE


@cache
def _detector() -> LanguageDetector:
    """Letter statistics alone: `detection.identify` leans towards the house, as befits a chat and not a filter."""
    return LanguageDetectorBuilder.from_languages(*LANGUAGES).with_low_accuracy_mode().build()


def _familiar(text: str, languages: tuple[str, ...]) -> bool:
    """Whether its common words alone show a wanted language: most texts need no statistics, which take longer."""
    words = set(WORD.findall(text.lower()))
    known = {code: len(words & common) for code, common in COMMON_WORDS.items()}
    best = max(known, key=lambda code: known[code])
    others = max((count for code, count in known.items() if code not in languages), default=0)
    return best in languages and known[best] >= FAMILIAR_WORDS and known[best] >= 2 * others
