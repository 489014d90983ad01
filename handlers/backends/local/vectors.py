"""One Qdrant: its local mode in a folder, embedded, or a server. Synchronous: its users run in threads."""

from __future__ import annotations  # Qdrant's types are named here long before its package is imported

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, cast

import httpx
import numpy as np

from handlers.errors import Unavailable
from handlers.ports import Vectors

if TYPE_CHECKING:
    from qdrant_client import QdrantClient, models

Where = Mapping[str, str | int | tuple[str, ...]]
"""Payload keys and the value that each must hold; a tuple stands for any of its values."""

TENANT = "tenant"
"""The payload's key that every point has and every query filters by."""

WORDS = "words"
"""The name of the sparse vectors: the words of a text, the rarer the heavier."""

FILTERED = ("collection", "document", "number", "subject")
"""Further keys of payloads that searches filter by: a server indexes them."""


@dataclass(frozen=True, slots=True)
class Point:
    """`id` is a UUID, `vector` a unit vector, `payload` JSON. `words`: weights of its words, for keyword search."""

    id: str
    vector: Vectors
    payload: Mapping[str, Any]
    words: Mapping[int, float] | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A point as it is kept, without its vectors."""

    id: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A stored point and the cosine of its vector and the one looked for."""

    id: str
    payload: Mapping[str, Any]
    score: float


class VectorStore:
    """Collections of points, opened and created when first used. Thread-safe.

    Importing Qdrant's client takes a second and 46 MB: `open` may be called in a thread of the background, so that
    neither the start nor the first search waits for it. Every method raises Unavailable when the store cannot be
    reached or its folder is in use.
    """

    def __init__(self, location: str | Path) -> None:
        """`location`: a folder, the URL of a server, or `:memory:`."""
        self._location = str(location)
        self._served = self._location.startswith(("http://", "https://"))
        self._client: QdrantClient | None = None
        self._ready: set[str] = set()
        # Local mode is not made for threads; a server is, but opening it twice is not.
        self._lock = RLock()

    def open(self) -> None:
        """Connect. Calling it again does nothing."""
        with self._using():
            pass

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None
            self._ready.clear()

    def put(self, collection: str, tenant: str, points: Sequence[Point]) -> None:
        """Add points, or replace those with the same id. Durable on return."""
        if not points:
            return
        with self._using() as client:
            self._prepare(client, collection, len(points[0].vector))
            client.upsert(collection, [_struct(point, tenant) for point in points], wait=True)

    def get(self, collection: str, tenant: str, id: str) -> Mapping[str, Any] | None:
        """The payload of a tenant's point."""
        with self._using() as client:
            if not self._exists(client, collection):
                return None
            found = client.retrieve(collection, [id])
        payload = found[0].payload if found else None
        return payload if payload is not None and payload.get(TENANT) == tenant else None

    def matching(self, collection: str, tenant: str, where: Where | None = None, limit: int = 1_000) -> list[Stored]:
        """The tenant's points whose payload holds `where`, in no particular order."""
        with self._using() as client:
            if not self._exists(client, collection):
                return []
            found, _ = client.scroll(collection, scroll_filter=_filter(tenant, where), limit=limit, with_payload=True)
        return [Stored(str(point.id), point.payload or {}) for point in found]

    def nearest(
        self, collection: str, tenant: str, vector: Vectors, limit: int, where: Where | None = None
    ) -> list[Hit]:
        """The tenant's points whose payload holds `where`, nearest first."""
        with self._using() as client:
            if not self._exists(client, collection):
                return []
            found = client.query_points(
                collection, query=vector.tolist(), query_filter=_filter(tenant, where), limit=limit, with_payload=True
            )
        return [Hit(str(point.id), point.payload or {}, point.score) for point in found.points]

    def sharing(
        self,
        collection: str,
        tenant: str,
        query: tuple[Vectors, Mapping[int, float]],
        limit: int,
        where: Where | None = None,
    ) -> list[Hit]:
        """The tenant's points that share most of the query's words, the rarest counting most, best first.

        `query` is its vector and its words; the scores are the cosines of the vectors, as those of `nearest` are.
        """
        vector, words = query
        with self._using() as client:
            if not words or not self._exists(client, collection):
                return []
            found = client.query_points(
                collection,
                query=_sparse(words),
                using=WORDS,
                query_filter=_filter(tenant, where),
                limit=limit,
                with_payload=True,
                with_vectors=True,
            )
        return [Hit(str(p.id), p.payload or {}, float(np.dot(vector, _dense(p.vector)))) for p in found.points]

    def count(self, collection: str, tenant: str, where: Where | None = None) -> int:
        with self._using() as client:
            if not self._exists(client, collection):
                return 0
            return client.count(collection, count_filter=_filter(tenant, where)).count

    def delete(self, collection: str, tenant: str, where: Where) -> None:
        """Remove the tenant's points whose payload holds `where`."""
        with self._using() as client:
            if self._exists(client, collection):
                client.delete(collection, _models().FilterSelector(filter=_filter(tenant, where)), wait=True)

    def clear(self, tenant: str) -> None:
        """Remove all points of a tenant, whatever collection they are in."""
        with self._using() as client:
            for collection in client.get_collections().collections:
                client.delete(collection.name, _models().FilterSelector(filter=_filter(tenant)), wait=True)

    def values(self, collection: str, tenant: str, key: str, where: Where | None = None) -> dict[str, int]:
        """How many of the tenant's points, of those whose payload holds `where`, hold each value of `key`."""
        with self._using() as client:
            if not self._exists(client, collection):
                return {}
            found = client.facet(collection, key, facet_filter=_filter(tenant, where), limit=1_000, exact=True)
        return {str(hit.value): hit.count for hit in sorted(found.hits, key=lambda hit: str(hit.value))}

    @contextmanager
    def _using(self) -> Generator[QdrantClient]:
        from qdrant_client.http.exceptions import ApiException  # noqa: PLC0415 (kept off start-up)

        try:
            with self._lock:
                client = self._client = self._client or self._connect()
                if not self._served:
                    yield client
                    return
            yield client
        except (ApiException, httpx.HTTPError) as error:
            raise Unavailable(f"Qdrant at {self._location} did not do it: {error}") from error

    def _connect(self) -> QdrantClient:
        from qdrant_client import QdrantClient  # noqa: PLC0415 (kept off start-up: a second and 46 MB)

        if self._served:
            return QdrantClient(url=self._location, timeout=10, check_compatibility=False)
        if self._location == ":memory:":
            return QdrantClient(self._location)
        try:
            # The lock above does what SQLite's check of the thread would do.
            return QdrantClient(path=self._location, force_disable_check_same_thread=True)
        except RuntimeError as error:
            raise Unavailable(
                f"The vector store in {self._location} is in use by another process; stop that one, "
                "choose another ZANTARA_DATA_DIR, or run a Qdrant server and set QDRANT_URL."
            ) from error

    def _exists(self, client: QdrantClient, collection: str) -> bool:
        if collection not in self._ready and client.collection_exists(collection):
            self._ready.add(collection)
        return collection in self._ready

    def _prepare(self, client: QdrantClient, collection: str, width: int) -> None:
        if self._exists(client, collection):
            return
        models = _models()
        client.create_collection(
            collection,
            vectors_config=models.VectorParams(size=width, distance=models.Distance.COSINE),
            sparse_vectors_config={WORDS: models.SparseVectorParams(modifier=models.Modifier.IDF)},
        )
        if self._served:  # local mode has no indexes
            keyword = models.KeywordIndexType.KEYWORD
            for key in (TENANT, *FILTERED):
                index = models.KeywordIndexParams(type=keyword, is_tenant=key == TENANT)
                client.create_payload_index(collection, key, index)
        self._ready.add(collection)


def _filter(tenant: str, where: Where | None = None) -> models.Filter:
    models = _models()
    conditions: list[models.Condition] = [
        models.FieldCondition(key=key, match=_match(value)) for key, value in {TENANT: tenant, **(where or {})}.items()
    ]
    return models.Filter(must=conditions)


def _match(value: str | int | tuple[str, ...]) -> models.MatchAny | models.MatchValue:
    models = _models()
    return models.MatchAny(any=list(value)) if isinstance(value, tuple) else models.MatchValue(value=value)


def _struct(point: Point, tenant: str) -> models.PointStruct:
    vector: dict[str, Any] = {"": point.vector.tolist()}
    if point.words:
        vector[WORDS] = _sparse(point.words)
    return _models().PointStruct(id=point.id, vector=vector, payload={**point.payload, TENANT: tenant})


def _sparse(words: Mapping[int, float]) -> models.SparseVector:
    return _models().SparseVector(indices=list(words), values=list(words.values()))


def _dense(vector: Any) -> Any:
    """The unnamed vector among a point's; where it is the only one it comes alone."""
    return cast(dict[str, Any], vector)[""] if isinstance(vector, dict) else vector


def _models():
    from qdrant_client import models  # noqa: PLC0415 (kept off start-up)

    return models
