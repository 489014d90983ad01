"""Memory in Qdrant: a point per fact, found by meaning and by its words."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.hybrid import HybridSearch
from handlers.backends.local.names import best, name_words
from handlers.backends.local.numbering import MEMORIES
from handlers.backends.local.vectors import Point, Stored, VectorStore, Where
from handlers.errors import NotFound
from handlers.ports import Encoder
from handlers.rag_memory.memory import Fact, Memories, Memory
from handlers.rag_memory.relevance import decisive, keywords

COLLECTION = "facts"

SAME_MEANING = 0.95
"""Least cosine of two wordings of one fact."""

CANDIDATES = 5

RELEVANT = 0.12
"""Least score of a fact that is recalled: a fact is short, and a question about it often shares one word with it."""

MOST = 10_000

WORD = re.compile(r"\w+")


@backend(Memories, honours_keys=True)
class LocalMemories:
    """The id of a point follows from the idempotency key, so that a repeated call finds what it stored."""

    def __init__(self, vectors: VectorStore, encoder: Encoder, database: Database) -> None:
        self._vectors = vectors
        self._encoder = encoder
        self._database = database
        self._search = HybridSearch(vectors, encoder, COLLECTION, lambda payload: payload["content"])

    def store(self, tenant: str, fact: Fact, key: str) -> Memory:
        id = str(uuid5(NAMESPACE_URL, f"{tenant}/{key}") if key else uuid4())
        stored = self._vectors.get(COLLECTION, tenant, id)
        if stored is not None:
            return _memory(stored)
        vector = self._encoder.encode([fact.content])[0]
        same_subject = {"subject": _named(fact.subject)}
        for hit in self._vectors.nearest(COLLECTION, tenant, vector, CANDIDATES, same_subject):
            if hit.score >= SAME_MEANING and _says_the_same(hit.payload, fact):
                return _memory(hit.payload, already_known=True)
        payload = {**_payload(fact), "number": MEMORIES.next(self._database, tenant)}
        self._vectors.put(COLLECTION, tenant, [Point(id, vector, payload, keywords(fact.content))])
        return _memory(payload)

    def recall(self, tenant: str, query: str, subject: str | None, limit: int) -> Sequence[Memory]:
        where = self._about(tenant, subject)
        if where is None:
            return []
        hits = self._search.find(tenant, query, where, limit)
        return [_memory(hit.payload) for hit in hits if hit.score >= RELEVANT]

    def about(self, tenant: str, subject: str | None, limit: int) -> Sequence[Memory]:
        where = self._about(tenant, subject)
        found = [] if where is None else self._vectors.matching(COLLECTION, tenant, where, MOST)
        facts = [_memory(point.payload) for point in found]
        return sorted(facts, key=lambda fact: (fact.said_at, fact.memory_id), reverse=True)[:limit]

    def find(self, tenant: str, said: str) -> Memory | None:
        point = self._point(tenant, said)
        return None if point is None else _memory(point.payload)

    def correct(self, tenant: str, memory_id: str, fact: Fact) -> Memory:
        point = self._point(tenant, memory_id)
        if point is None:
            raise NotFound(f"There is no memory {memory_id!r} any more.")
        kept = {name: point.payload[name] for name in ("number", "subject", "subject_said", "tags")}
        payload = {**_payload(fact), **kept}
        vector = self._encoder.encode([fact.content])[0]
        self._vectors.put(COLLECTION, tenant, [Point(point.id, vector, payload, keywords(fact.content))])
        return _memory(payload)

    def forget(self, tenant: str, memory_id: str) -> None:
        self._vectors.delete(COLLECTION, tenant, {"number": memory_id})

    def _point(self, tenant: str, said: str) -> Stored | None:
        number = MEMORIES.read(said)
        found = [] if number is None else self._vectors.matching(COLLECTION, tenant, {"number": number}, limit=1)
        return found[0] if found else None

    def _about(self, tenant: str, subject: str | None) -> Where | None:
        """The filter for the subjects that a name may mean, or for all; None where nothing is about it."""
        if not subject:
            return {}
        known = [name for name in self._vectors.values(COLLECTION, tenant, "subject") if name]
        meant = best(subject, known, str)
        return {"subject": tuple(meant)} if meant else None


def _named(subject: str | None) -> str:
    """A subject as its facts are found by: 'Pak Budi' is 'budi'."""
    return " ".join(name_words(subject or ""))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _says_the_same(known: Mapping[str, Any], fact: Fact) -> bool:
    """Only a known fact that is trusted as much may stand for a new one."""
    if fact.trusted and not known["trusted"]:
        return False
    before, now = _folded(known["content"]), _folded(fact.content)
    return decisive(before) == decisive(now) and _shared(before, now) == _shared(now, before)


def _shared(text: str, other: str) -> list[str]:
    """The words of a text that the other has too, in order: "tea over coffee" is not "coffee over tea"."""
    words = set(WORD.findall(other))
    return [word for word in WORD.findall(text) if word in words]


def _payload(fact: Fact) -> dict[str, Any]:
    return {
        "content": fact.content,
        "subject": _named(fact.subject),
        "subject_said": fact.subject,
        "tags": list(fact.tags),
        "said_by": fact.said_by,
        "turn_id": fact.turn_id,
        "conversation_id": fact.conversation_id,
        "said_at": fact.said_at.isoformat(),
        "trusted": fact.trusted,
    }


def _memory(held: Mapping[str, Any], *, already_known: bool = False) -> Memory:
    return Memory(
        content=held["content"],
        subject=held["subject_said"],
        tags=held["tags"],
        already_known=already_known,
        trusted=held["trusted"],
        said_by=held["said_by"],
        said_at=dt.datetime.fromisoformat(held["said_at"]),
        memory_id=held["number"],
    )
