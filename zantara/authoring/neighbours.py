"""How near a handler's words are to those of the others, measured with the encoder that chooses among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.definitions import card
from handlers.ports import Encoder
from schemas.tools import ToolDefinition
from scout.shortlist import Scored, Shortlist

CONFUSABLE = 0.85
"""Cosine from which a message for one handler may well be taken for another's. Of 94 handlers of our own two come so
near one another (memory.update and memory.forget, 0.88); the median's nearest neighbour is at 0.71."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The handler whose words come nearest. `text` is the description or example of ours, `other` that of theirs."""

    handler: str
    nearest: str
    cosine: float
    text: str
    other: str

    @property
    def confusable(self) -> bool:
        return self.cosine >= CONFUSABLE


def neighbours(
    wanted: Sequence[ToolDefinition], every: Sequence[ToolDefinition], encoder: Encoder, cache: Path
) -> list[Neighbour]:
    """The nearest neighbour of each wanted handler among `every`, which holds them too. `cache` keeps embeddings."""
    shortlist = Shortlist(encoder, every, cache)
    return [_nearest(definition, shortlist) for definition in wanted] if len(every) > 1 else []


def _nearest(definition: ToolDefinition, shortlist: Shortlist) -> Neighbour:
    def other_than_itself(text: str) -> Scored:
        return next(scored for scored in shortlist.rank(text, 2) if scored.definition.name != definition.name)

    texts = [card(definition), *(example.text for example in definition.examples)]
    text, best = max(((text, other_than_itself(text)) for text in texts), key=lambda pair: pair[1].score)
    by_example = best.example is not None and best.example_score >= best.score
    other = best.example.text if best.example is not None and by_example else card(best.definition)
    return Neighbour(definition.name, best.definition.name, round(best.score, 3), text, other)
