"""Handlers as a model and a client see them: effects, definitions, and the outcome of a call."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, JsonValue

from schemas.base import Record


class Effect(StrEnum):
    """What a handler does to the world; retry, approval, recovery and taint rules follow from it."""

    READ = "read"  # changes nothing anywhere
    WRITE = "write"  # changes our own records
    SEND = "send"  # leaves the house, cannot be taken back
    DESTROY = "destroy"  # removes or cancels something


class CallStatus(StrEnum):
    """Where a call stands. The last six never change again."""

    PLANNED = "planned"
    WAITING = "waiting"  # for the person's approval
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DENIED = "denied"  # by policy or by the person
    SKIPPED = "skipped"  # a call that it needs did not succeed
    CANCELLED = "cancelled"
    IN_DOUBT = "in_doubt"  # it may have happened; it is never done twice

    @property
    def final(self) -> bool:
        return self not in (CallStatus.PLANNED, CallStatus.WAITING, CallStatus.RUNNING)


class Example(Record):
    """An utterance as a person would type it, and the arguments it states."""

    text: str
    args: dict[str, JsonValue]


class ToolDefinition(Record):
    """A handler, derived from its function. `parameters` and `result` are JSON schemas (draft 2020-12)."""

    name: str
    wire_name: str
    effect: Effect
    egress: bool = False
    untrusted: bool = False
    domain: str
    description: str
    parameters: dict[str, Any]
    result: dict[str, Any]
    examples: tuple[Example, ...] = ()
    scope: str
    timeout_s: float

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(self.parameters.get("required", ()))


class CallError(Record):
    """Why a call did not succeed, in a form that the model and the person can act on.

    `code` names who acts: the model mends `invalid_request`, the person chooses among the `options` of `ambiguous`,
    the runtime has already retried `unavailable`, `timeout` and `rate_limited`.
    """

    code: Literal[
        "invalid_request",
        "ambiguous",
        "not_found",
        "unavailable",
        "denied",
        "timeout",
        "rate_limited",
        "cancelled",
        "in_doubt",
        "dependency",
        "internal",
    ]
    message: str
    options: tuple[str, ...] = Field(default=(), description="What the person may choose from")
    retry_after_s: float | None = None
