"""The knowledge base in Qdrant: a point per passage, found by meaning and by its words."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from handlers.backend import backend
from handlers.backends.local import verdicts
from handlers.backends.local.database import Database
from handlers.backends.local.hybrid import HybridSearch
from handlers.backends.local.numbering import DOCUMENTS
from handlers.backends.local.vectors import Hit, Point, Stored, VectorStore
from handlers.ports import Encoder
from handlers.rag_memory.rag import Document, Knowledge, Passage
from handlers.rag_memory.rag_documents import Documents, KnownDocument, SimilarDocument
from handlers.rag_memory.relevance import decisive, keywords, sentences
from handlers.values import Source

COLLECTION = "passages"
"""Qdrant's collection; those that people name are a key of its payloads."""

PASSAGE_CHARACTERS = 700
"""About 150 tokens: well within the encoder's 256, and short enough to quote."""

RELEVANT = 0.2
"""Least score of a passage that is shown; what is about something else mostly lies below."""

PARAGRAPH = "\n\n"

SAME_TEXT = 92.0
"""Similarity of two texts, 0 to 100, from which one is the other with a few letters changed."""

NEAR = 40
"""Passages near to a document that are looked at for its likes."""

MOST_PASSAGES = 10_000


@backend(Knowledge, honours_keys=True)
@backend(Documents, honours_keys=True)
class LocalKnowledge:
    """Splits documents at paragraphs; each passage is embedded with its document's title. Thread-safe."""

    def __init__(self, vectors: VectorStore, encoder: Encoder, database: Database) -> None:
        self._vectors = vectors
        self._encoder = encoder
        self._database = database
        self._search = HybridSearch(vectors, encoder, COLLECTION, _in_context)

    def add(self, tenant: str, document: Document) -> str:
        texts = list(passages(document.text))
        embedded = self._encoder.encode([f"{document.title}. {text}" for text in texts])
        earlier = self._heads(tenant, {"title": document.title, "collection": document.collection})
        number = earlier[0].payload["number"] if earlier else DOCUMENTS.next(self._database, tenant)
        points = [
            _point(_payload(document, number, part, text), vector, tenant)
            for part, (text, vector) in enumerate(zip(texts, embedded, strict=True), 1)
        ]
        # A new edition may have fewer passages than the one before, and what was said of that one is said no more.
        self.remove(tenant, number)
        self._vectors.put(COLLECTION, tenant, points)
        return number

    def search(self, tenant: str, query: str, collection: str | None, limit: int) -> Sequence[Passage]:
        where = {"collection": collection} if collection else None
        hits = self._search.find(tenant, query, where, 2 * limit)
        with self._database.reading() as connection:
            lifts = verdicts.lifts(connection, tenant, [hit.payload["passage"] for hit in hits])
        moved = [replace(hit, score=hit.score + lifts[hit.payload["passage"]]) for hit in hits]
        best = sorted((hit for hit in moved if hit.score >= RELEVANT), key=lambda hit: -hit.score)
        return [_passage(hit) for hit in best[:limit]]

    def collections(self, tenant: str) -> Mapping[str, int]:
        return self._vectors.values(COLLECTION, tenant, "collection")

    def counted(self, tenant: str) -> Mapping[str, int]:
        return self._vectors.values(COLLECTION, tenant, "collection", {"part": 1})

    def find(self, tenant: str, said: str, collection: str | None) -> Sequence[KnownDocument]:
        within = {"collection": collection} if collection else {}
        number = DOCUMENTS.read(said)
        if number is not None:
            return [self._known(tenant, head) for head in self._heads(tenant, {"number": number, **within})]
        wanted = said.strip().casefold()
        heads = self._heads(tenant, within)
        return [self._known(tenant, head) for head in heads if head.payload["title"].casefold() == wanted]

    def duplicate(self, tenant: str, document: Document) -> KnownDocument | None:
        own = (document.title, document.collection)
        first = next(passages(document.text))
        for hit in self._vectors.nearest(COLLECTION, tenant, self._encoder.encode([first])[0], NEAR):
            if (hit.payload["title"], hit.payload["collection"]) == own:
                continue
            # The nearest passage says which document to compare; only the whole text decides.
            if _says_the_same(self._text(tenant, hit.payload["number"]), document.text):
                return self._known(tenant, Stored(hit.id, hit.payload))
        return None

    def remove(self, tenant: str, document_id: str) -> None:
        self._vectors.delete(COLLECTION, tenant, {"number": document_id})
        with self._database.transaction() as connection:
            verdicts.forget(connection, tenant, document_id)

    def similar(self, tenant: str, document_id: str, limit: int) -> Sequence[SimilarDocument]:
        own = self._parts(tenant, document_id)
        middle = np.mean(self._encoder.encode([_in_context(point.payload) for point in own]), axis=0)
        hits = self._vectors.nearest(COLLECTION, tenant, middle / np.linalg.norm(middle), NEAR + len(own))
        best: dict[str, Hit] = {}
        for hit in hits:
            best.setdefault(hit.payload["number"], hit)
        best.pop(document_id, None)
        return [
            SimilarDocument(**dict(self._known(tenant, Stored(hit.id, hit.payload))), score=round(hit.score, 4))
            for hit in list(best.values())[:limit]
        ]

    def _heads(self, tenant: str, where: Mapping[str, str]) -> Sequence[Stored]:
        """The first passage of each document that fits."""
        return self._vectors.matching(COLLECTION, tenant, {**where, "part": 1}, MOST_PASSAGES)

    def _parts(self, tenant: str, number: str) -> Sequence[Stored]:
        found = self._vectors.matching(COLLECTION, tenant, {"number": number}, MOST_PASSAGES)
        return sorted(found, key=lambda point: point.payload["part"])

    def _text(self, tenant: str, number: str) -> str:
        return PARAGRAPH.join(point.payload["text"] for point in self._parts(tenant, number))

    def _known(self, tenant: str, point: Stored) -> KnownDocument:
        held = point.payload
        return KnownDocument(
            title=held["title"],
            document_id=held["number"],
            collection=held["collection"],
            passages=self._vectors.count(COLLECTION, tenant, {"number": held["number"]}),
            source=_source(held),
            trusted=held["trusted"],
        )


def passages(text: str) -> Iterator[str]:
    """Neighbouring paragraphs together, up to 700 characters; a longer paragraph is cut between its sentences."""
    paragraphs = (part.strip() for part in text.split(PARAGRAPH) if part.strip())
    pieces = ((piece, number) for number, paragraph in enumerate(paragraphs) for piece in _pieces(paragraph))
    held, last = "", -1
    for piece, number in pieces:
        if held and len(held) + len(piece) > PASSAGE_CHARACTERS:
            yield held
            held = ""
        held = f"{held}{(' ' if number == last else PARAGRAPH) if held else ''}{piece}"
        last = number
    if held:
        yield held


def _pieces(paragraph: str) -> Sequence[str]:
    """A paragraph whole, or the sentences of a long one; what has no sentences is cut anywhere."""
    if len(paragraph) <= PASSAGE_CHARACTERS:
        return [paragraph]
    return [piece for sentence in sentences(paragraph) for piece in wrap(sentence, PASSAGE_CHARACTERS)]


def _says_the_same(known: str, text: str) -> bool:
    alike = fuzz.ratio(known, text, processor=default_process) >= SAME_TEXT
    return alike and decisive(known) == decisive(text)


def _payload(document: Document, number: str, part: int, text: str) -> dict[str, Any]:
    return {
        "number": number,
        "part": part,
        "passage": f"{number}-{part}",
        "collection": document.collection,
        "title": document.title,
        "language": document.language,
        "source": document.source,
        "url": document.url,
        "date": document.date.isoformat(),
        "added_by": document.added_by,
        "trusted": document.trusted,
        "text": text,
    }


def _point(payload: Mapping[str, Any], vector: Any, tenant: str) -> Point:
    id = str(uuid5(NAMESPACE_URL, f"{tenant}/{payload['passage']}"))
    return Point(id, vector, payload, keywords(_in_context(payload)))


def _in_context(payload: Mapping[str, Any]) -> str:
    return f"{payload['title']}. {payload['text']}"


def _source(held: Mapping[str, Any]) -> Source:
    return Source(name=held["source"], date=dt.date.fromisoformat(held["date"]), url=held["url"])


def _passage(hit: Hit) -> Passage:
    held = hit.payload
    return Passage(
        title=held["title"],
        text=held["text"],
        source=_source(held),
        collection=held["collection"],
        score=round(min(hit.score, 1.0), 4),
        passage_id=held["passage"],
        document_id=held["number"],
        trusted=held["trusted"],
    )
