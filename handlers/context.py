"""What the runtime hands a handler beside its arguments; the model never sees it."""

import datetime as dt
from dataclasses import dataclass
from typing import Generic

from typing_extensions import TypeVar

from schemas.turn import Principal

PortT = TypeVar("PortT", covariant=True, default=None)


@dataclass(frozen=True, slots=True)
class Context(Generic[PortT]):
    """`Context[DrivePort]` asks for the backend that is bound to `DrivePort`; a bare `Context` asks for none.

    `now` is aware and in the person's time zone: a handler reads no clock of its own. `idempotency_key` is the same
    when the runtime repeats a call; a backend that honours keys does the thing once for it. `language` is en, id or it.
    `untrusted` says that an argument traces to text of the open world.
    """

    port: PortT
    now: dt.datetime
    tenant: str
    principal: Principal
    language: str = "en"
    persona: str = "zantara"
    conversation_id: str | None = None
    turn_id: str | None = None
    call_id: str | None = None
    idempotency_key: str = ""
    untrusted: bool = False
