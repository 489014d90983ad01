"""Ports that reach back into the running service; the composition root binds them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NewType, Protocol

import numpy as np
from numpy.typing import NDArray

from handlers.values import File

Vectors = NDArray[np.float32]

DataDir = NewType("DataDir", Path)
"""The folder in which embedded backends keep their files."""


SearchAddress = NewType("SearchAddress", str)
"""The web search server that is configured, such as `http://127.0.0.1:8888`; empty where there is none."""


class Encoder(Protocol):
    """Texts -> unit vectors of shape (len(texts), 384), float32. Thread-safe."""

    def encode(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class HandlerUse:
    """How one handler was used in a span of time. Durations in milliseconds."""

    handler: str
    calls: int
    failed: int
    median_ms: float
    p95_ms: float


class UsageLog(Protocol):
    """Reads this service's own journal."""

    def handler_use(self, tenant: str, since: dt.datetime, handler: str | None) -> Sequence[HandlerUse]: ...


class Files(Protocol):
    """The files that people uploaded and handlers made. What a person downloads at `File.url`."""

    def keep(self, tenant: str, name: str, content: bytes, key: str = "") -> File:
        """Keep a file; a key that was used before gives the file that was kept then.

        Raises InvalidRequest when it is empty, too large, or a program.
        """
        ...

    def kept(self, tenant: str, key: str) -> File | None:
        """The file that was kept under a key."""
        ...

    def find(self, tenant: str, said: str) -> Sequence[File]:
        """Those with this id or this name, in any case; the newest first."""
        ...

    def read(self, tenant: str, file_id: str) -> bytes:
        """What a file holds. Raises NotFound."""
        ...


class LanguageModel(Protocol):
    """A model on a server, asked for a text."""

    async def complete(self, prompt: str, *, image: bytes | None = None) -> str:
        """The model's answer, whole; with `image` (JPEG, PNG, WebP or GIF) one that reads images is asked.

        Raises Unavailable naming the setting where no such model is configured, or when it does not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Component:
    """A part of this service. `detail` is what is wrong with it, or how it is set up."""

    name: str
    healthy: bool
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """This service now. `handlers` is how many are loaded."""

    version: str
    started: dt.datetime
    handlers: int
    components: Sequence[Component]


class SystemHealth(Protocol):
    """Asks the parts of this service how they are."""

    async def check(self) -> Health: ...


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation with this service. `at` is aware; `person`: they said it, not the assistant."""

    conversation_id: str
    turn_id: str
    person: bool
    text: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class DayOfTurns:
    """How the turns of one day went. `day` is in the time zone that was asked for. Durations in milliseconds."""

    day: dt.date
    conversations: int
    turns: int
    completed: int
    failed: int
    cancelled: int
    calls: int


@dataclass(frozen=True, slots=True)
class TurnFigures:
    """How the turns of a span went. `waiting`: for an approval. `languages`: turns by language, the most used first."""

    conversations: int
    turns: int
    completed: int
    failed: int
    cancelled: int
    waiting: int
    median_ms: float | None
    languages: Sequence[tuple[str, int]]
    days: Sequence[DayOfTurns]


class Conversations(Protocol):
    """Reads what was said to this service and answered by it, out of its own journal."""

    def history(self, tenant: str, conversation_id: str, limit: int) -> Sequence[Said]:
        """The last messages of a conversation, the oldest first."""
        ...

    def search(self, tenant: str, query: str, since: dt.datetime | None, owner: str | None) -> Sequence[Said]:
        """Messages that have most of the words, best first; of one principal's conversations, or of all."""
        ...

    def figures(self, tenant: str, since: dt.datetime, until: dt.datetime) -> TurnFigures:
        """How the turns went that were received from `since` on and before `until`."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """A text for everybody who is connected; `channel` says which clients are to show it, None all of them."""

    text: str
    channel: str | None
    sender: str
    at: dt.datetime


class Broadcasts(Protocol):
    """The chat clients that are connected to this service."""

    async def send(self, tenant: str, notice: Notice) -> int | None:
        """Push a notice to a tenant's clients; how many are connected, None where the service cannot tell."""
        ...
