"""Server-sent events of a turn: `id:` is the event's number, `event:` its type, `data:` its JSON."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi.responses import StreamingResponse

from service.engine.journal import Line

HEARTBEAT = 15.0
"""Seconds of silence after which a comment keeps proxies from closing the stream."""

DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "the turn, or its events"}
}
"""For the OpenAPI document of a route that streams."""


def stream(lines: AsyncIterator[Line]) -> StreamingResponse:
    """The response that streams the lines until they end."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(lines), media_type="text/event-stream", headers=headers)


async def _events(lines: AsyncIterator[Line]) -> AsyncIterator[bytes]:
    async for line in with_heartbeat(lines):
        yield b": still here\n\n" if line is None else _encode(line)


def _encode(line: Line) -> bytes:
    number = b"id: %d\n" % line.number if line.number else b""
    return b"%sevent: %s\ndata: %s\n\n" % (number, line.type.encode(), line.data)


async def with_heartbeat(lines: AsyncIterator[Line], seconds: float = HEARTBEAT) -> AsyncIterator[Line | None]:
    """The lines, and None whenever none came for some seconds."""
    upcoming: asyncio.Task[Line] | None = None
    try:
        while True:
            upcoming = upcoming or asyncio.ensure_future(_next(lines))
            done, _ = await asyncio.wait([upcoming], timeout=seconds)
            if not done:
                yield None
                continue
            try:
                line = upcoming.result()
            except StopAsyncIteration:
                return
            finally:
                upcoming = None
            yield line
    finally:
        if upcoming is not None:
            upcoming.cancel()


async def _next(lines: AsyncIterator[Line]) -> Line:
    return await anext(lines)
