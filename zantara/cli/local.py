"""The service in this process, for `--local`: over a socket file, so that answers stream as they do from a server."""

import asyncio
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from service.telemetry import configure_logging
from zantara.cli.output import errors
from zantara.cli.server import Running, settings_of


@asynccontextmanager
async def service_in_process() -> AsyncIterator[Path]:
    """The address of the service, which runs until the end. Raises Failed when it cannot start."""
    configure_logging("WARNING")
    with tempfile.TemporaryDirectory(prefix="zantara-") as folder, socket.socket(socket.AF_UNIX) as listening:
        address = Path(folder) / "service.sock"
        listening.bind(str(address))
        ready = asyncio.Event()
        running = Running(settings_of(), listening, ready.set)
        task = asyncio.create_task(running.run())
        try:
            await _started(task, ready)
            yield address
        finally:
            running.stop()
            await asyncio.wait([task])


async def _started(task: asyncio.Task[None], ready: asyncio.Event) -> None:
    waiting = asyncio.create_task(ready.wait())
    with errors.status("starting the service in this process") if sys.stderr.isatty() else nullcontext():
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    if not ready.is_set():
        waiting.cancel()
        await task  # it failed, and says why
