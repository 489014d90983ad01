"""Bodies of the HTTP and WebSocket interface."""

from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, JsonValue

from schemas.base import Record, Request
from schemas.messages import Role
from schemas.plan import MissingCall, PlannedCall, Route
from schemas.problem import Problem
from schemas.tools import Effect, Example
from schemas.turn import Turn

MESSAGE_CHARACTERS = 32_768
"""Longest message of a person. About 8,000 tokens; a longer text belongs in a file."""


@cache
def _timezones() -> frozenset[str]:
    # Finding them reads hundreds of files: 15 ms.
    return frozenset(available_timezones())


def _known_timezone(name: str) -> str:
    if name not in _timezones():
        raise ValueError(f"{name!r} is no IANA time zone; write one such as 'Asia/Makassar' or 'Europe/Rome'")
    return name


def _this_age(moment: datetime) -> datetime:
    if not 1900 <= moment.year <= 2200:
        raise ValueError(f"{moment.isoformat()} is outside the years 1900 to 2200, in which time zones can be told")
    return moment


Timezone = Annotated[str, AfterValidator(_known_timezone)]
Text = Annotated[str, Field(min_length=1, max_length=MESSAGE_CHARACTERS)]
Moment = Annotated[AwareDatetime, Field(strict=False), AfterValidator(_this_age)]
ConversationId = Annotated[str, Field(pattern=r"^[\w.:-]{1,80}$")]


class ChatRequest(Request):
    """One message of a person. `model` names a configured model; without it the routes decide."""

    message: Text
    conversation_id: ConversationId | None = None
    stream: bool = False
    persona: str | None = None
    model: str | None = None
    now: Moment | None = None
    timezone: Timezone | None = None
    locale: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")] | None = None


class PastMessage(Request):
    role: Annotated[Role, Field(strict=False)]
    content: str


class ToolParameter(Record):
    """The JSON schema of one value: what a planner reads of it, and whatever else it says."""

    model_config = ConfigDict(extra="allow")

    type: str | list[str] = ""
    description: str = ""
    format: str = ""
    pattern: str = ""
    enum: list[JsonValue] = Field(default_factory=list)
    label: dict[str, str] = Field(default_factory=dict, alias="x-label")


class ToolParameters(Record):
    """The JSON schema of an object: what a planner reads of it, and whatever else it says."""

    model_config = ConfigDict(extra="allow")

    type: Literal["object"] = "object"
    properties: dict[str, ToolParameter] = Field(default_factory=dict)
    required: list[str] = Field(default_factory=list)


class OpenAIFunction(Record):
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,128}$")]
    description: str = ""
    parameters: ToolParameters = ToolParameters()
    strict: bool | None = None


class OpenAITool(Record):
    type: Literal["function"]
    function: OpenAIFunction


class PlanRequest(Request):
    """Plan, and run nothing. With `tools`, plan over those instead of the registry."""

    message: Text
    conversation_id: ConversationId | None = None
    messages: Annotated[list[PastMessage], Field(max_length=200)] | None = None
    now: Moment | None = None
    timezone: Timezone | None = None
    persona: str | None = None
    model: str | None = None
    tools: Annotated[list[OpenAITool], Field(max_length=512)] | None = None


class PlanResponse(Record):
    calls: tuple[PlannedCall, ...]
    missing: tuple[MissingCall, ...]
    confidence: float | None
    route: Route


class ApprovalRequest(Request):
    call_id: str
    decision: Literal["approve", "deny"]
    reason: Annotated[str, Field(max_length=2_000)] | None = None


class InvokeRequest(Request):
    args: dict[str, JsonValue] = Field(default_factory=dict)


class InvokeResponse(Record):
    result: JsonValue
    simulated: bool
    duration_ms: float


class HandlerView(Record):
    """A handler as `GET /v1/handlers` shows it."""

    name: str
    effect: Effect
    egress: bool
    domain: str
    description: str
    parameters: dict[str, Any]
    result: dict[str, Any]
    examples: tuple[Example, ...]
    scope: str
    timeout_s: float


class TurnSummary(Record):
    turn_id: str
    conversation_id: str
    status: str
    received_at: datetime


class ConversationSummary(Record):
    conversation_id: str
    turns: int
    last_at: datetime


class StoredFile(Record):
    """A file that was uploaded or made by a handler. `size` in bytes; `type` is told by its content."""

    id: str
    name: str
    type: str
    size: int
    created_at: datetime


class ConversationView(Record):
    """A conversation whole: its turns, the oldest first."""

    conversation_id: str
    turns: tuple[Turn, ...]


class SocketChat(ChatRequest):
    """A message over the socket; its turn's events come back on the same socket."""

    type: Literal["chat"]


class SocketApprove(ApprovalRequest):
    type: Literal["approve"]
    turn_id: str


class SocketCancel(Request):
    type: Literal["cancel"]
    turn_id: str


class SocketFollow(Request):
    """`after`: the number of the last event that the client has."""

    type: Literal["follow"]
    turn_id: str
    after: Annotated[int, Field(ge=0)] = 0


SocketRequest = Annotated[SocketChat | SocketApprove | SocketCancel | SocketFollow, Field(discriminator="type")]


class SocketError(Record):
    """A request over the socket that was refused; the socket stays open."""

    type: Literal["error"] = "error"
    problem: Problem
    turn_id: str | None = None
