"""Memory in Qdrant: a point per fact."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from handlers.backend import backend
from handlers.backends.local.vectors import Point, VectorStore
from handlers.ports import Encoder
from handlers.rag_memory.memory import Fact, Memories, Memory

COLLECTION = "memories"

SAME_MEANING = 0.95
"""Least cosine of two wordings of one fact."""

CANDIDATES = 5

# Embeddings hardly see what these say, and facts that differ in them are different facts.
DECISIVE = re.compile(r"\w*\d[\w.,/-]*|\b(?:not|no|never|\w+n't|tidak|bukan|jangan|belum|gak|ga|nggak|non|mai)\b")

WORD = re.compile(r"\w+")


@backend(Memories, honours_keys=True)
class LocalMemories:
    """The id of a point follows from the idempotency key, so that a repeated call finds what it stored."""

    def __init__(self, vectors: VectorStore, encoder: Encoder) -> None:
        self._vectors = vectors
        self._encoder = encoder

    def store(self, tenant: str, fact: Fact, key: str) -> Memory:
        id = str(uuid5(NAMESPACE_URL, f"{tenant}/{key}") if key else uuid4())
        stored = self._vectors.get(COLLECTION, tenant, id)
        if stored is not None:
            return _memory(id, stored)
        vector = self._encoder.encode([fact.content])[0]
        for hit in self._vectors.nearest(COLLECTION, tenant, vector, CANDIDATES, _about(fact.subject)):
            if hit.score >= SAME_MEANING and _says_the_same(hit.payload, fact):
                return _memory(hit.id, hit.payload, already_known=True)
        payload = _payload(fact)
        self._vectors.put(COLLECTION, tenant, [Point(id, vector, payload)])
        return _memory(id, payload)

    def recall(self, tenant: str, query: str, subject: str | None, limit: int) -> Sequence[Memory]:
        vector = self._encoder.encode([query])[0]
        where = _about(subject) if subject else None
        return [_memory(hit.id, hit.payload) for hit in self._vectors.nearest(COLLECTION, tenant, vector, limit, where)]


def _about(subject: str | None) -> dict[str, str]:
    return {"subject": _folded(subject or "")}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _says_the_same(known: Mapping[str, Any], fact: Fact) -> bool:
    """Only a known fact that is trusted as much may stand for a new one."""
    if fact.trusted and not known["trusted"]:
        return False
    before, now = _folded(known["content"]), _folded(fact.content)
    return DECISIVE.findall(before) == DECISIVE.findall(now) and _shared(before, now) == _shared(now, before)


def _shared(text: str, other: str) -> list[str]:
    """The words of a text that the other has too, in order: "tea over coffee" is not "coffee over tea"."""
    words = set(WORD.findall(other))
    return [word for word in WORD.findall(text) if word in words]


def _payload(fact: Fact) -> dict[str, Any]:
    return {
        "content": fact.content,
        "subject": _folded(fact.subject or ""),
        "subject_said": fact.subject,
        "tags": list(fact.tags),
        "said_by": fact.said_by,
        "turn_id": fact.turn_id,
        "conversation_id": fact.conversation_id,
        "said_at": fact.said_at.isoformat(),
        "trusted": fact.trusted,
    }


def _memory(id: str, held: Mapping[str, Any], *, already_known: bool = False) -> Memory:
    return Memory(
        content=held["content"],
        subject=held["subject_said"],
        tags=held["tags"],
        already_known=already_known,
        trusted=held["trusted"],
        said_by=held["said_by"],
        said_at=dt.datetime.fromisoformat(held["said_at"]),
        memory_id=id,
    )
