"""What the engine needs of the world. Backends stand elsewhere; the composition root binds them."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from schemas.plan import Plan
from schemas.prompt import Prompt, TextDelta
from schemas.turn import Usage


class ModelError(Exception):
    """The model did not answer, or answered what cannot be read. The message is safe to show to a client."""


class Model(Protocol):
    """One planner and writer. A step that yields a `Plan` is executed and followed by another; text alone answers."""

    name: str

    def step(self, prompt: Prompt) -> AsyncIterator[TextDelta | Plan | Usage]:
        """Stream one step. Raises ModelError."""
        ...


class Cache(Protocol):
    """Results of reads, for a while. Losing an entry is never an error."""

    async def get(self, key: str) -> bytes | None: ...

    async def put(self, key: str, value: bytes, ttl: dt.timedelta) -> None: ...


class Limits(Protocol):
    """Counts hits in a sliding window."""

    async def hit(self, rate: str, *key: str) -> float:
        """Count one hit against `rate` (`"60/minute"`) for `key`: 0 when it is allowed, else the seconds to wait."""
        ...


class Bus(Protocol):
    """Messages between the parts of a service, also across processes. At most once, in order per channel."""

    async def publish(self, channel: str, message: bytes) -> None: ...

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[bytes | None]]:
        """Messages from now on. `None` says that some were lost (the reader was slow): read the journal again."""
        ...
