"""Scout Mini's network, loaded: the tower, the heads, and the base encoder that reads cards."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from handlers.ports import Encoder, Vectors
from schemas.tools import ToolDefinition
from scout.embedding_cache import EmbeddingCache
from scout.mini.heads import Heads
from scout.mini.knowledge import Knowledge, embedded_texts, remembered
from scout.mini.tower import Tower
from scout.mini.weights import TrainedWeights, read

KEPT_AT_MOST = 500
"""Handlers whose every text is embedded ahead and kept on disk; of larger ones parameters wait until they are read."""


class Network:
    """Immutable, thread-safe. `folder` keeps the tower's graph, built there on the first start."""

    def __init__(self, encoder: Encoder, folder: Path, weights: TrainedWeights | None = None) -> None:
        weights = weights or read()
        self.tower = Tower(folder, weights.layers, weights.digest)
        self.heads = Heads(weights.heads)
        self._familiar = weights.familiar
        self._encoder = encoder

    def knowledge(self, definitions: Sequence[ToolDefinition], cache_dir: Path | None = None) -> Knowledge:
        """What is known of these handlers. With `cache_dir` a restart encodes nothing that it knows."""
        if cache_dir is None:
            return Knowledge(definitions, self.heads, self._encoder.encode, self.encode, self._familiar)
        ahead = definitions if len(definitions) <= KEPT_AT_MOST else ()
        texts = embedded_texts(ahead)
        vectors = EmbeddingCache(self._encoder, cache_dir / "cards").encode(texts)
        routed = EmbeddingCache(self, cache_dir / "routed")
        return Knowledge(
            definitions, self.heads, remembered(texts, vectors, self._encoder.encode), routed.encode, self._familiar
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, 256): whole texts as segments that could be routed."""
        if not texts:
            return np.empty((0, self.heads.route_width), np.float32)
        return self.heads.routed(np.stack([self.tower.read(text).mean for text in texts]))
