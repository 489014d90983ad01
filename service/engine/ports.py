"""What the engine needs of the world. Backends stand elsewhere; the composition root binds them."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import JsonValue

from schemas.messages import Message
from schemas.persona import Persona
from schemas.plan import MissingCall, Plan
from schemas.tools import CallError, CallStatus, ToolDefinition
from schemas.turn import Usage


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one call of an earlier step of this turn ended."""

    call_id: str
    handler: str
    args: Mapping[str, Any]
    status: CallStatus
    result: JsonValue = None
    error: CallError | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A plan that was made in this turn, and what came of it."""

    plan: Plan
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """All that a model may read for one step. `now` is aware, in the person's time zone; `language` is en, id or it.

    `pending` is the call that the previous turn of this conversation asked the person to complete.
    """

    message: str
    persona: Persona
    now: dt.datetime
    timezone: str
    language: str
    definitions: Sequence[ToolDefinition]
    history: Sequence[Message] = ()
    steps: Sequence[Step] = ()
    pending: MissingCall | None = None
    tool_choice: str = "auto"


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer."""

    text: str


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
