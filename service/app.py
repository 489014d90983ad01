"""The composition root: the only place that binds ports to backends."""

import asyncio
import datetime as dt
import gc
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any

import structlog
from fastapi import FastAPI

from handlers.assistance.detection import detect
from handlers.backends.local.database import Database
from handlers.backends.local.files import FileStore
from handlers.backends.local.reminders import LocalReminders
from handlers.backends.local.vectors import VectorStore
from handlers.backends.web.client import WebClient
from handlers.backends.web.guard import Guard as WebGuard
from handlers.ports import (
    Broadcasts,
    Conversations,
    DataDir,
    Encoder,
    LanguageModel,
    SearchAddress,
    SystemHealth,
    UsageLog,
)
from handlers.registry import Registry, RegistryError
from scout.mini.network import Network
from scout.personas import load_personas
from service import openapi, problems
from service.archive import Archive
from service.composition import DEFAULT_PERSONA, Service, office_time
from service.demo import DemoTenant
from service.engine.conversations import BusBroadcasts, JournalConversations
from service.engine.dispatch import Dispatcher
from service.engine.in_process import InProcessBus
from service.engine.journal import Journal
from service.engine.journal_store import JournalStore
from service.engine.ports import Model
from service.engine.turn import Plugins
from service.engine.turns import Turns
from service.engine.usage import JournalUsageLog
from service.engine.wiring import Wiring
from service.engine.workers import Workers
from service.guard import Guard
from service.health import ServiceHealth, models_probe
from service.models.completion import RoutedLanguageModel
from service.models.mini import ScoutMini
from service.models.routes import EMBEDDED, Models, RoutesFile, read_routes, server_model
from service.redis_state import failures as redis_failures
from service.reminders import AlarmClock
from service.routes import bodies, chat, conversations, files, handlers, operations, socket, turns
from service.routes.identity import DEFAULT_TENANT, OPERATOR
from service.settings import Settings
from service.stores import SharedState, Stores, open_stores
from service.telemetry import EventLogger, Metrics

logger = structlog.stdlib.get_logger("zantara")

DRAIN_SECONDS = 20.0
"""How long a stopping service lets turns end; the others are taken up at its next start."""


def create_app(settings: Settings) -> FastAPI:
    """The ASGI application. Its stores are opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as closing:
            app.state.service = await compose(settings, closing)
            _settle_memory()
            yield
            gc.unfreeze()  # some libraries report what is never collected as leaked

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
    stores = await open_stores(settings, closing)
    metrics = Metrics(version("zantara"))
    metrics.registry.register(redis_failures)
    journal = Journal(JournalStore(stores.database), stores.state.bus, clock)
    closing.push_async_callback(journal.close)
    journal.watch(metrics.observe)
    journal.watch(EventLogger(metrics.known, contents=settings.log_contents).observe)
    network = await asyncio.to_thread(Network, stores.encoder, stores.cache_dir)
    mini = ScoutMini(network, stores.cache_dir)
    models = Models(_models(routes, mini, stores), routes.primary)
    closing.push_async_callback(models.close)
    language_model = RoutedLanguageModel(routes)
    closing.push_async_callback(language_model.aclose)
    probes = {**stores.probes, "models": partial(models_probe, routes)}
    health = ServiceHealth(version("zantara"), clock(), lambda: len(service.turns.plugins.registry), probes)
    resources = _resources(settings, stores, journal) | {LanguageModel: language_model, SystemHealth: health}
    build_plugins = _plugins_builder(resources, stores.state, closing)
    kept_files = FileStore(stores.database, settings.data_dir / "files")
    service = Service(
        settings=settings,
        turns=Turns(
            journal, build_plugins(stores.registry), personas, models.choose, alone=settings.database_url is None
        ),
        models=models,
        archive=Archive(journal),
        files=kept_files,
        demo=DemoTenant(resources, kept_files, OPERATOR.principal.id) if settings.seed_demo else None,
        metrics=metrics,
        bus=stores.state.bus,
        build_plugins=build_plugins,
        detect_language=lambda text: detect(text).code,
        health=health,
    )
    metrics.effects({name: handler.effect for name, handler in stores.registry.items()})
    offered = service.turns.plugins.definitions(personas[DEFAULT_PERSONA])
    await asyncio.to_thread(mini.warm, offered)
    await _start(service, stores.database, stores.vectors, closing)
    return service


def _resources(settings: Settings, stores: Stores, journal: Journal) -> dict[Any, Any]:
    """What backends and seeds may ask for, by type."""
    bus = stores.state.bus
    return {
        Database: stores.database,
        VectorStore: stores.vectors,
        Encoder: stores.encoder,
        DataDir: DataDir(settings.data_dir),
        WebClient: WebClient(WebGuard(exempt=settings.intranet)),
        SearchAddress: SearchAddress(settings.searxng_url),
        UsageLog: JournalUsageLog(journal.store),
        Conversations: JournalConversations(journal.store),
        Broadcasts: BusBroadcasts(bus, bus.listeners if isinstance(bus, InProcessBus) else None),
    }


def clock() -> dt.datetime:
    """The service's clock."""
    return dt.datetime.now(dt.UTC)


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


def _models(routes: RoutesFile, mini: ScoutMini, stores: Stores) -> dict[str, Model]:
    servers = {
        name: server_model(name, route, stores.encoder, stores.cache_dir) for name, route in routes.models.items()
    }
    return {EMBEDDED: mini, **servers}


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
        await asyncio.to_thread(seed, service.turns.plugins.registry, DEFAULT_TENANT, office_time())


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
