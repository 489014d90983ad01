"""The knowledge base in Qdrant: a point per passage."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from handlers.backend import backend
from handlers.backends.local.vectors import Hit, Point, VectorStore
from handlers.ports import Encoder
from handlers.rag_memory.rag import Document, Knowledge, Passage
from handlers.values import Source

COLLECTION = "knowledge"
"""Qdrant's collection; those that people name are a key of its payloads."""

PASSAGE_CHARACTERS = 700
"""About 150 tokens: well within the encoder's 256, and short enough to quote."""

CANDIDATES = 40
"""Passages nearest in meaning, of which the best are chosen."""

WORDS = 0.15
"""Share of the query's own words in a passage's score: the encoder knows few terms such as KITAS and LKPM. With them
the right one of the demo's articles comes first for 18 of 22 questions, by meaning alone for 15."""

RELEVANT = 0.2
"""Least score of a passage that is shown; what is about something else mostly lies below."""

STEM = re.compile(r"\b(\w{2,5})\w*")
"""The beginning of a word, so that "affitto" finds "affitti"."""


@backend(Knowledge, honours_keys=True)
class LocalKnowledge:
    """Splits documents at paragraphs; each passage is embedded with its document's title."""

    def __init__(self, vectors: VectorStore, encoder: Encoder) -> None:
        self._vectors = vectors
        self._encoder = encoder

    def add(self, tenant: str, document: Document) -> str:
        document_id = str(uuid5(NAMESPACE_URL, f"{tenant}/{document.collection}/{document.title}"))
        texts = list(passages(document.text))
        embedded = self._encoder.encode([f"{document.title}. {text}" for text in texts])
        points = [
            Point(str(uuid5(NAMESPACE_URL, f"{document_id}/{number}")), vector, _payload(document, document_id, text))
            for number, (text, vector) in enumerate(zip(texts, embedded, strict=True))
        ]
        # A new edition may have fewer passages than the one before.
        self._vectors.delete(COLLECTION, tenant, {"document": document_id})
        self._vectors.put(COLLECTION, tenant, points)
        return document_id

    def search(self, tenant: str, query: str, collection: str | None, limit: int) -> Sequence[Passage]:
        where = {"collection": collection} if collection else None
        vector = self._encoder.encode([query])[0]
        hits = self._vectors.nearest(COLLECTION, tenant, vector, max(CANDIDATES, limit), where)
        shares = word_shares(query, [f"{hit.payload['title']} {hit.payload['text']}" for hit in hits])
        found = [_passage(hit, share) for hit, share in zip(hits, shares, strict=True)]
        return sorted((p for p in found if p.score >= RELEVANT), key=lambda p: -p.score)[:limit]

    def collections(self, tenant: str) -> Mapping[str, int]:
        return self._vectors.values(COLLECTION, tenant, "collection")


def passages(text: str) -> Iterator[str]:
    """Neighbouring paragraphs together, up to 700 characters; a longer paragraph stays whole."""
    held: list[str] = []
    for paragraph in (part.strip() for part in text.split("\n\n") if part.strip()):
        if held and sum(map(len, held)) + len(paragraph) > PASSAGE_CHARACTERS:
            yield "\n\n".join(held)
            held = []
        held.append(paragraph)
    if held:
        yield "\n\n".join(held)


def _payload(document: Document, document_id: str, text: str) -> dict[str, Any]:
    return {
        "document": document_id,
        "collection": document.collection,
        "title": document.title,
        "language": document.language,
        "source": document.source,
        "date": document.date.isoformat(),
        "text": text,
    }


def _passage(hit: Hit, share: float) -> Passage:
    held = hit.payload
    return Passage(
        title=held["title"],
        text=held["text"],
        source=Source(name=held["source"], date=dt.date.fromisoformat(held["date"])),
        collection=held["collection"],
        score=round((1 - WORDS) * hit.score + WORDS * share, 4),
        passage_id=hit.id,
        document_id=held["document"],
    )


def word_shares(query: str, texts: Sequence[str]) -> list[float]:
    """The share of the query's words that each text has, 0 to 1; the fewer texts have a word, the more it counts."""
    wanted = set(STEM.findall(query.casefold()))
    held = [wanted & set(STEM.findall(text.casefold())) for text in texts]
    counts = Counter(word for words in held for word in words)
    weights = {word: log((len(texts) + 1) / (counts[word] + 1)) for word in wanted}
    total = sum(weights.values())
    return [sum(weights[word] for word in words) / total if total else 0.0 for words in held]
