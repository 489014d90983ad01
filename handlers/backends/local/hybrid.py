"""Hybrid search: what is near in meaning and what shares words with the query, in one ranking."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.backends.local.vectors import Hit, VectorStore, Where
from handlers.ports import Encoder
from handlers.rag_memory.relevance import blend, keywords, word_shares

CANDIDATES = 40
"""Points nearest in meaning, and as many that share words, of which the best are chosen."""

Text = Callable[[Mapping[str, Any]], str]
"""A payload -> the text in which the query's words are looked for."""


class HybridSearch:
    """Searches one collection of the vector store."""

    def __init__(self, vectors: VectorStore, encoder: Encoder, collection: str, text: Text) -> None:
        self._vectors = vectors
        self._encoder = encoder
        self._collection = collection
        self._text = text

    def find(self, tenant: str, query: str, where: Where | None, limit: int) -> Sequence[Hit]:
        """Best first; the scores, up to 1, blend meaning and words."""
        vector = self._encoder.encode([query])[0]
        most = max(CANDIDATES, limit)
        near = self._vectors.nearest(self._collection, tenant, vector, most, where)
        sharing = self._vectors.sharing(self._collection, tenant, (vector, keywords(query)), most, where)
        hits = list({hit.id: hit for hit in (*sharing, *near)}.values())
        shares = word_shares(query, [self._text(hit.payload) for hit in hits])
        scored = [replace(hit, score=blend(hit.score, share)) for hit, share in zip(hits, shares, strict=True)]
        return sorted(scored, key=lambda hit: (-hit.score, hit.id))[:limit]
