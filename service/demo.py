"""The demo tenant: filled when the service starts, and restored on request."""

import datetime as dt
import shutil
from collections.abc import Mapping
from threading import RLock
from typing import Any

import structlog

from handlers.backends.local.database import Database
from handlers.backends.local.datasets import FOLDER as DATASETS
from handlers.backends.local.files import FileStore
from handlers.backends.local.vectors import VectorStore
from handlers.ports import DataDir
from handlers.registry import Registry
from service.engine import journal_store
from service.engine.wiring import Wiring
from service.migrations import SCHEMAS

logger = structlog.stdlib.get_logger("zantara.demo")

RECORDS = [
    table
    for schema in SCHEMAS
    if schema is not journal_store.metadata
    for table in schema.sorted_tables
    if "tenant" in table.c
]
"""Every table with rows of tenants but the journal's; one that refers to another stands later."""


class DemoTenant:
    """Runs the seeds that the registry found. Blocking: call it in a thread."""

    def __init__(self, resources: Mapping[Any, Any], files: FileStore, owner: str) -> None:
        """resources: what backends and seeds ask for, by type. owner: the principal whose reminders they are."""
        self._owner = owner
        self._resources = resources
        self._files = files
        self._lock = RLock()  # a seed of the start may still run when a reset comes

    def seed(self, registry: Registry, tenant: str, now: dt.datetime, *, background: bool) -> None:
        """Run the seeds of one kind, in order."""
        wiring = Wiring(registry.backends, self._resources)
        given = {"tenant": tenant, "now": now, "today": now.date(), "owner": self._owner}
        with self._lock:
            for seed in registry.seeds:
                if seed.background == background:
                    wiring.call(seed.function, **given)

    def reset(self, registry: Registry, tenant: str, now: dt.datetime) -> int:
        """Remove the tenant's rows, files and points, and seed it again; conversations and their journal stay.

        Returns how many rows were removed.
        """
        with self._lock:
            removed = self._clear(tenant)
            for background in (False, True):
                self.seed(registry, tenant, now, background=background)
        logger.info("demo tenant restored", tenant=tenant, removed=removed)
        return removed

    def _clear(self, tenant: str) -> int:
        database: Database = self._resources[Database]
        vectors: VectorStore = self._resources[VectorStore]
        self._files.clear(tenant)
        vectors.clear(tenant)
        shutil.rmtree(self._resources[DataDir] / DATASETS / tenant, ignore_errors=True)
        with database.transaction() as connection:
            removals = [table.delete().where(table.c.tenant == tenant) for table in reversed(RECORDS)]
            return sum(connection.execute(removal).rowcount for removal in removals)
