"""The shortlist: which of the handlers the model gets to see for this message."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from handlers.definitions import card
from handlers.ports import Encoder, Vectors
from schemas.tools import Example, ToolDefinition
from scout.embedding_cache import EmbeddingCache


@dataclass(frozen=True, slots=True)
class Scored:
    """A handler and how near the message it is.

    score: cosine, -1 to 1, of the message and the nearest of the handler's card and examples. example: the nearest
    example, None where the handler has none. example_score: its cosine, -1 without one.
    """

    definition: ToolDefinition
    score: float
    example: Example | None
    example_score: float


class Shortlist:
    """Ranks handlers by the embeddings of their cards and of their example utterances. Immutable, thread-safe.

    With `cache_dir` embeddings are kept on disk, so that a restart encodes nothing that it knows. Without it, as for
    definitions that came with a request, they are computed and forgotten with the shortlist.
    """

    def __init__(self, encoder: Encoder, definitions: Sequence[ToolDefinition], cache_dir: Path | None = None) -> None:
        self.definitions = tuple(definitions)
        self._encoder = encoder
        texts = [text for definition in self.definitions for text in _texts(definition)]
        self._vectors = EmbeddingCache(encoder, cache_dir).encode(texts) if cache_dir else encoder.encode(texts)
        # Rows of one handler lie together: its card first, then its examples.
        sizes = [1 + len(definition.examples) for definition in self.definitions]
        self._starts = np.cumsum([0, *sizes])

    def embed(self, text: str) -> Vectors:
        """The message's unit vector, shape (384,): encode once, then `nearest` as often as needed."""
        return self._encoder.encode([text])[0]

    def rank(self, text: str, limit: int) -> list[Scored]:
        """The `limit` nearest handlers, best first; equals keep the order of the definitions."""
        return self.nearest(self.embed(text), limit)

    def nearest(self, embedding: Vectors, limit: int) -> list[Scored]:
        """As `rank`, for a message that is already embedded."""
        if not self.definitions:
            return []
        # Rounded, so that equal texts are equal whatever order BLAS adds them in.
        scores = np.round(self._vectors @ embedding, 6)
        best = np.maximum.reduceat(scores, self._starts[:-1])
        order = np.argsort(-best, kind="stable")[:limit]
        return [self._scored(int(index), scores) for index in order]

    def _scored(self, index: int, scores: Vectors) -> Scored:
        definition = self.definitions[index]
        rows = scores[self._starts[index] : self._starts[index + 1]]
        if len(rows) == 1:
            return Scored(definition, float(rows[0]), None, -1.0)
        nearest = int(rows[1:].argmax())
        return Scored(definition, float(rows.max()), definition.examples[nearest], float(rows[1 + nearest]))


def _texts(definition: ToolDefinition) -> list[str]:
    return [card(definition), *(example.text for example in definition.examples)]
