"""Runs the service under uvicorn: on an address for `serve`, on a socket file for `--local`."""

import asyncio
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn
from pydantic import ValidationError

from handlers.registry import RegistryError
from scout.personas import PersonaError
from service.app import create_app
from service.data_lock import DataFolderInUse
from service.models.routes import RoutesError
from service.settings import Settings
from zantara.cli.session import Failed

GRACE_SECONDS = 10
"""How long requests under way may take once the service was asked to stop."""
FRAME_BYTES = 2**20
STOPPING = (signal.SIGINT, signal.SIGTERM)


class _Server(uvicorn.Server):
    """Uvicorn, with signals left to us and word given when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


class Running:
    """One run of the service. `stop` may come at any moment, from a signal too."""

    def __init__(self, settings: Settings, listening: socket.socket, ready: Callable[[], None]) -> None:
        self._app = create_app(settings)
        config = uvicorn.Config(
            self._app,
            http="httptools",
            ws="websockets-sansio",
            ws_max_size=FRAME_BYTES,
            lifespan="off",
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = _Server(config, ready)
        self._listening = listening
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Serve until stopped. Raises Failed when the service cannot start as it is configured."""
        self._task = asyncio.create_task(self._serve())
        try:
            await self._task
        except asyncio.CancelledError:
            if not self._server.should_exit:
                raise

    async def _serve(self) -> None:
        # The lifespan is ours, not uvicorn's: what stops the start comes out as the exception that it is.
        try:
            async with self._app.router.lifespan_context(self._app):
                await self._server.serve([self._listening])
        except (RegistryError, RoutesError, PersonaError, DataFolderInUse) as error:
            raise explained(error) from error

    @property
    def stopping(self) -> bool:
        return self._server.should_exit

    def stop(self) -> None:
        """Let what is under way end, then stop; before the service listens, at once."""
        if self._task is not None and not self._server.started:
            self._task.cancel()
        self._server.should_exit = True


async def until_signalled(running: Running, told_to_stop: Callable[[], None]) -> None:
    """Run until the process is told to stop; a second signal forces it. Raises Failed."""
    loop = asyncio.get_running_loop()

    def react(number: signal.Signals) -> None:
        if running.stopping:
            # As after a crash: whatever had to be durable is, and the next start takes the turns up again.
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        running.stop()
        told_to_stop()

    for number in STOPPING:
        loop.add_signal_handler(number, react, number)
    try:
        await running.run()
    finally:
        for number in STOPPING:
            loop.remove_signal_handler(number)


def settings_of(host: str | None = None, port: int | None = None) -> Settings:
    """The settings of the environment, with what the command line overrides. Raises Failed naming each bad value."""
    given = {"ZANTARA_HOST": host, "ZANTARA_PORT": port}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = tuple(f"{fault['loc'][0]}: {fault['msg'].removeprefix('Value error, ')}" for fault in error.errors())
        raise Failed("the service is not configured as it could run", wrong) from error


def explained(error: Exception) -> Failed:
    """What stops the service from starting, for a person."""
    if isinstance(error, RegistryError):
        faults = tuple(str(fault) for fault in error.faults)
        return Failed(f"the handlers have {len(faults)} fault(s); the service does not start", faults)
    return Failed(str(error))
