"""Ports that reach back into the running service; the composition root binds them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NewType, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DataDir = NewType("DataDir", Path)
"""The folder in which embedded backends keep their files."""


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
