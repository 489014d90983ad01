"""All that a model reads for one step, and what it streams back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from schemas.messages import Message
from schemas.persona import Persona
from schemas.plan import MissingCall, Plan
from schemas.tools import CallError, CallStatus, ToolDefinition


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
