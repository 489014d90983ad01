"""What Scout Mini knows of one set of handlers: their cards, examples and parameters as its heads compare them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from handlers.ports import Vectors
from schemas.tools import ToolDefinition
from scout.mini.cards import HandlerCard, card_of
from scout.mini.heads import Heads, nearest
from scout.mini.parameters import Parameter, parameters_of

Embed = Callable[[Sequence[str]], Vectors]
"""Texts -> vectors: (n, 384) by the base encoder, or (n, 256) as the tower and the heads route whole texts."""


SLOPE, OFFSET = 40.0, -4.0
"""From the base encoder's cosine of a message and a new card to a logit beside those of the handlers it learned."""


@dataclass(frozen=True, slots=True)
class KnownParameter:
    """values: what it may be, as JSON text, and (v, 128) vectors; empty for free values."""

    parameter: Parameter
    allowed: tuple[str, ...]
    values: Vectors | None


class KnownHandler:
    """A handler as the heads read it. Its parameters are embedded when it is first read closely.

    is_new: the network has not learned from it.
    """

    def __init__(
        self, definition: ToolDefinition, card: HandlerCard, heads: Heads, embed: Embed, *, is_new: bool
    ) -> None:
        self.definition = definition
        self.is_new = is_new
        self._card = card
        self._heads = heads
        self._embed = embed

    @cached_property
    def parameters(self) -> tuple[KnownParameter, ...]:
        """In the order of the signature."""
        return tuple(
            KnownParameter(
                parameter,
                tuple(words.values),
                self._heads.values(self._embed(list(words.values.values()))) if words.values else None,
            )
            for parameter, words in zip(parameters_of(self.definition), self._card.parameters, strict=True)
        )

    @cached_property
    def asked(self) -> Vectors:
        """(q, 4, 128)."""
        return self._heads.asked(self._texts)

    @cached_property
    def implied(self) -> Vectors:
        """(q, 128)."""
        return self._heads.implied_parameter(self._texts)

    @cached_property
    def _texts(self) -> Vectors:
        """(q, 768): each parameter beside the handler that it belongs to."""
        own = self._embed([parameter.text for parameter in self._card.parameters])
        handler = self._embed([self._card.description])
        return np.concatenate([own, np.repeat(handler, len(own), axis=0)], axis=1)


class Knowledge:
    """Immutable but for what is embedded on first use; thread-safe, since that gives the same each time."""

    def __init__(
        self,
        definitions: Sequence[ToolDefinition],
        heads: Heads,
        embed: Embed,
        route: Embed,
        familiar: Collection[str] = (),
    ) -> None:
        cards = [card_of(definition) for definition in definitions]
        self.handlers = tuple(
            KnownHandler(definition, card, heads, embed, is_new=card.digest not in familiar)
            for definition, card in zip(definitions, cards, strict=True)
        )
        self._heads = heads
        self._embed = embed
        embedded = embed([card.text for card in cards])
        self._cards = heads.cards(embedded)
        self._new = np.array([at for at, each in enumerate(self.handlers) if each.is_new], np.int64)
        self._new_cards = embedded[self._new]
        self._counts = np.array([len(card.examples) for card in cards], np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        self._examples = route([text for card in cards for text in card.examples])

    def logits(self, routed: Vectors, text: str | None = None) -> Vectors:
        """(256,) -> (n + 2,), of the segment whose words are `text`; without them new handlers are not done justice."""
        near = nearest(routed[None], self._examples, self._starts, self._counts)
        logits = self._heads.handler_logits(routed[None], self._cards, near)[0]
        if text is not None and len(self._new):
            # The network has learned to tell its own handlers apart; what a new one is like, the base encoder knows.
            alike = self._new_cards @ self._embed([text])[0]
            examples = self._heads.scale * near[0, self._new]
            logits[self._new] = np.maximum.reduce([logits[self._new], examples, SLOPE * alike + OFFSET])
        return logits


def embedded_texts(definitions: Sequence[ToolDefinition]) -> list[str]:
    """Every text that knowledge of these handlers embeds, to be embedded at once and kept."""
    found: dict[str, None] = {}
    for card in map(card_of, definitions):
        found |= dict.fromkeys((card.text, card.description))
        for parameter in card.parameters:
            found |= dict.fromkeys((parameter.text, *parameter.values.values()))
    return list(found)


def remembered(texts: Sequence[str], vectors: Vectors, embed: Embed) -> Embed:
    """As `embed`, with these texts known."""
    known: Mapping[str, Vectors] = dict(zip(texts, vectors, strict=True))

    def look_up(wanted: Sequence[str]) -> Vectors:
        if all(text in known for text in wanted) and wanted:
            return np.stack([known[text] for text in wanted])
        return embed(wanted)

    return look_up
