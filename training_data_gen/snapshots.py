"""Stores that go back to how they were: each example finds the world as on its first day."""

import sqlite3
from collections.abc import Sequence
from typing import cast

from sqlalchemy import event

from handlers.backends.local import schema
from handlers.backends.local.database import Database
from handlers.backends.local.vectors import Point, VectorStore, Where
from service.engine import journal_store


class KeptDatabase(Database):
    """An SQLite database with every table of the service. `keep` notes its state, `restore` (2 ms) goes back to it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        event.listen(self.engine, "connect", _without_sync)
        for metadata in (*schema.SCHEMAS, journal_store.metadata):
            metadata.create_all(self.engine)
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)

    def keep(self) -> None:
        with self.engine.connect() as connection:
            _driver(connection.connection.driver_connection).backup(self._kept)

    def restore(self) -> None:
        with self.engine.connect() as connection:
            self._kept.backup(_driver(connection.connection.driver_connection))

    def close(self) -> None:
        self._kept.close()
        super().close()


class KeptVectors(VectorStore):
    """A store in memory. What was put before `keep` is there again after `restore`, and nothing else."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self._put: list[tuple[str, str, Sequence[Point]]] = []
        self._kept = False
        self._changed = False

    def put(self, collection: str, tenant: str, points: Sequence[Point]) -> None:
        if self._kept:
            self._changed = True
        else:
            self._put.append((collection, tenant, points))
        super().put(collection, tenant, points)

    def delete(self, collection: str, tenant: str, where: Where) -> None:
        self._changed = True
        super().delete(collection, tenant, where)

    def keep(self) -> None:
        self._kept = True

    def restore(self) -> None:
        """Costs nothing where nothing was changed."""
        if not self._changed:
            return
        for tenant in {tenant for _, tenant, _ in self._put}:
            self.clear(tenant)
        for collection, tenant, points in self._put:
            super().put(collection, tenant, points)
        self._changed = False


def _without_sync(connection: sqlite3.Connection, _record: object) -> None:
    """Nothing in a sandbox outlives it: there is no power failure to survive."""
    connection.execute("PRAGMA synchronous=OFF")


def _driver(connection: object) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection)
