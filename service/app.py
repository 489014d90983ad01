"""The composition root: the only place that binds ports to backends."""

import asyncio
import datetime as dt
import gc
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
import structlog
from fastapi import FastAPI

from handlers.assistance.detection import detect
from handlers.backends.local.database import Database
from handlers.backends.local.reminders import LocalReminders
from handlers.backends.local.vectors import VectorStore
from handlers.backends.web.client import WebClient
from handlers.ports import DataDir, Encoder, UsageLog
from handlers.registry import Registry, RegistryError, load
from scout.encoder import OnnxEncoder
from service import openapi, problems
from service.archive import Archive, JournalUsageLog
from service.composition import DEFAULT_PERSONA, Service
from service.data_lock import data_lock
from service.demo import DemoTenant
from service.engine.dispatch import Dispatcher
from service.engine.in_process import InProcessBus, InProcessCache, InProcessLimits
from service.engine.journal import Journal
from service.engine.journal_store import JournalStore
from service.engine.ports import Bus, Cache, Limits, Model
from service.engine.turn import Plugins
from service.engine.turns import Turns
from service.engine.workers import Workers
from service.files import FileStore
from service.guard import Guard
from service.migrations import migrate
from service.models.mini import ScoutMini
from service.models.routes import EMBEDDED, Models, RoutesFile, read_routes, server_model
from service.personas import load_personas
from service.redis_state import RedisBus, RedisCache, RedisLimits, connect
from service.redis_state import failures as redis_failures
from service.reminders import AlarmClock
from service.routes import bodies, chat, conversations, files, handlers, operations, socket, turns
from service.routes.identity import DEFAULT_TENANT, OPERATOR
from service.settings import Settings
from service.telemetry import EventLogger, Metrics
from service.wiring import Wiring

logger = structlog.stdlib.get_logger("zantara")

DRAIN_SECONDS = 20.0
"""How long a stopping service lets turns end; the others are taken up at its next start."""


class SharedState(NamedTuple):
    """What several processes may share: on Redis, or in this one."""

    cache: Cache
    limits: Limits
    bus: Bus


def create_app(settings: Settings) -> FastAPI:
    """The ASGI application. Its stores are opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as closing:
            app.state.service = await compose(settings, closing)
            _settle_memory()
            yield

    app = FastAPI(
        title="Zantara",
        version=version("zantara"),
        summary="One message in, the right typed handlers run, an answer out.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        # What the guard refuses, and problem documents in place of FastAPI's own shape of a validation error.
        responses=bodies.problems(403, 413, 422, 431),
    )
    app.add_middleware(Guard, hosts=("127.0.0.1", "localhost", "::1", settings.host))
    problems.install(app)
    for module in (chat, turns, handlers, conversations, files, operations, socket):
        app.include_router(module.router)
    openapi.install(app)
    return app


def _settle_memory() -> None:
    """What a start leaves behind stays: looking through it again and again was a fifth of the CPU of a turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def compose(settings: Settings, closing: AsyncExitStack) -> Service:
    """Open the stores, load the handlers, bind every port, start what runs beside the turns.

    Raises RegistryError, RoutesError, PersonaError, DataFolderInUse: a service with a fault in it does not start.
    """
    routes = read_routes(settings.routes)
    personas = load_personas(settings.personas)
    if settings.database_url is None or settings.qdrant_url is None:
        closing.enter_context(data_lock(settings.data_dir))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.sql_url)
    closing.callback(database.close)
    vectors = VectorStore(settings.qdrant_url or settings.data_dir / "qdrant")
    closing.callback(vectors.close)
    plugins = str(settings.plugins) if settings.plugins else None
    cache_dir = settings.data_dir / "cache"
    encoder, registry, _ = await asyncio.gather(
        asyncio.to_thread(OnnxEncoder, cache_dir),
        asyncio.to_thread(load, plugins),
        asyncio.to_thread(migrate, database),
    )
    state = await _shared_state(settings, closing)
    store = JournalStore(database)
    journal = Journal(store, state.bus, clock)
    closing.push_async_callback(journal.close)
    metrics = Metrics(version("zantara"))
    metrics.registry.register(redis_failures)
    journal.watch(metrics.observe)
    journal.watch(EventLogger(metrics.known, contents=settings.log_contents).observe)
    resources: dict[Any, Any] = {
        Database: database,
        VectorStore: vectors,
        Encoder: encoder,
        DataDir: DataDir(settings.data_dir),
        UsageLog: JournalUsageLog(store),
        WebClient: WebClient(),
    }
    build_plugins = _plugins_builder(resources, state, closing)
    mini = ScoutMini(encoder, cache_dir)
    files = FileStore(database, settings.data_dir / "files")
    models = Models(_models(routes, mini, encoder, cache_dir), routes.primary)
    closing.push_async_callback(models.close)
    service = Service(
        settings=settings,
        turns=Turns(journal, build_plugins(registry), personas, models.choose),
        models=models,
        archive=Archive(journal),
        files=files,
        demo=DemoTenant(resources, files, OPERATOR.principal.id) if settings.seed_demo else None,
        metrics=metrics,
        bus=state.bus,
        build_plugins=build_plugins,
        detect_language=lambda text: detect(text).code,
        probes={"database": partial(_probe, database), "knowledge": vectors.open},
    )
    metrics.effects({name: handler.effect for name, handler in registry.items()})
    offered = service.turns.plugins.definitions(personas[DEFAULT_PERSONA])
    await asyncio.to_thread(mini.warm, offered)
    await _start(service, database, vectors, closing)
    return service


def clock() -> dt.datetime:
    """The service's clock."""
    return dt.datetime.now(dt.UTC)


async def _shared_state(settings: Settings, closing: AsyncExitStack) -> SharedState:
    if settings.redis_url is None:
        return SharedState(InProcessCache(), InProcessLimits(), InProcessBus())
    client = connect(settings.redis_url)
    closing.push_async_callback(client.aclose)
    bus = RedisBus(client)
    closing.push_async_callback(bus.aclose)
    return SharedState(RedisCache(client), RedisLimits(client), bus)


def _plugins_builder(
    resources: dict[Any, Any], state: SharedState, closing: AsyncExitStack
) -> Callable[[Registry], Plugins]:
    """How a registry becomes a generation of plugins. Generations share limits, cache and worker threads."""
    workers = Workers()
    closing.callback(workers.close)

    def build(registry: Registry) -> Plugins:
        ports = Wiring(registry.backends, resources).bind(registry)
        return Plugins(registry, Dispatcher(ports, state.cache, state.limits, workers))

    return build


def _models(routes: RoutesFile, mini: ScoutMini, encoder: Encoder, cache_dir: Path) -> dict[str, Model]:
    servers = {name: server_model(name, route, encoder, cache_dir) for name, route in routes.models.items()}
    return {EMBEDDED: mini, **servers}


def _probe(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(sa.select(1))


async def _start(service: Service, database: Database, vectors: VectorStore, closing: AsyncExitStack) -> None:
    """What happens once the parts are there: demo data, unfinished turns, reminders, SIGHUP."""
    await _seed_demo(service, background=False)
    background = asyncio.create_task(_prepare_knowledge(service, vectors))
    closing.push_async_callback(_stop, background)
    recovered = await service.turns.recover()
    if recovered:
        logger.info("turns recovered", turns=recovered)
    alarm = AlarmClock(LocalReminders(database), service.bus, now=clock)
    watch = asyncio.create_task(alarm.run())
    closing.push_async_callback(_stop, watch)
    closing.push_async_callback(service.turns.drain, DRAIN_SECONDS)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(_reload(service)))
    closing.callback(loop.remove_signal_handler, signal.SIGHUP)


async def _seed_demo(service: Service, *, background: bool) -> None:
    if service.demo is not None:
        seed = partial(service.demo.seed, background=background)
        await asyncio.to_thread(seed, service.turns.plugins.registry, DEFAULT_TENANT, clock())


async def _prepare_knowledge(service: Service, vectors: VectorStore) -> None:
    """Opening the vector store takes a second that nobody needs to wait for."""
    try:
        await asyncio.to_thread(vectors.open)
        await _seed_demo(service, background=True)
    except Exception:  # searches will say what is wrong; everything else works
        logger.exception("the knowledge base is not ready")


async def _reload(service: Service) -> None:
    try:
        logger.info("plugins reloaded", handlers=await service.reload())
    except RegistryError as error:
        logger.error("plugins not reloaded", faults=[str(fault) for fault in error.faults])


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
