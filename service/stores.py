"""Opens what the service stands on: SQL, vectors, the encoder, and what several processes may share."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from handlers.backends.local.database import Database
from handlers.backends.local.vectors import VectorStore
from handlers.ports import Encoder
from handlers.registry import Registry, load
from scout.encoder import OnnxEncoder
from service.data_lock import data_lock
from service.engine.in_process import InProcessBus, InProcessCache, InProcessLimits
from service.engine.ports import Bus, Cache, Limits
from service.health import Probe
from service.migrations import migrate
from service.redis_state import RedisBus, RedisCache, RedisLimits, connect
from service.settings import Settings


class SharedState(NamedTuple):
    """On Redis, or in this process alone."""

    cache: Cache
    limits: Limits
    bus: Bus
    probe: Probe


class Stores(NamedTuple):
    """Open, migrated and ready; `cache_dir` keeps what can be made again."""

    database: Database
    vectors: VectorStore
    encoder: Encoder
    registry: Registry
    state: SharedState
    cache_dir: Path

    @property
    def probes(self) -> Mapping[str, Probe]:
        """How each store is asked whether it is well."""
        return {"database": partial(_ask, self.database), "knowledge": self.vectors.open, "cache": self.state.probe}


async def open_stores(settings: Settings, closing: AsyncExitStack) -> Stores:
    """Raises RegistryError, DataFolderInUse."""
    if settings.database_url is None or settings.qdrant_url is None:
        closing.enter_context(data_lock(settings.data_dir))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.sql_url)
    closing.callback(database.close)
    vectors = VectorStore(settings.qdrant_url or settings.data_dir / "qdrant")
    closing.callback(vectors.close)
    cache_dir = settings.data_dir / "cache"
    encoder, registry, _ = await asyncio.gather(
        asyncio.to_thread(OnnxEncoder, cache_dir),
        asyncio.to_thread(load, str(settings.plugins) if settings.plugins else None),
        asyncio.to_thread(migrate, database),
    )
    return Stores(database, vectors, encoder, registry, await _shared_state(settings, closing), cache_dir)


async def _shared_state(settings: Settings, closing: AsyncExitStack) -> SharedState:
    if settings.redis_url is None:
        return SharedState(InProcessCache(), InProcessLimits(), InProcessBus(), lambda: "in this process")
    client = connect(settings.redis_url)
    closing.push_async_callback(client.aclose)
    bus = RedisBus(client)
    closing.push_async_callback(bus.aclose)
    probe: Probe = client.ping  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return SharedState(RedisCache(client), RedisLimits(client), bus, probe)


def _ask(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(sa.select(1))
