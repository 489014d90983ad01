"""A turn is a log: the journal's events, and the turn that they fold into."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, JsonValue

from schemas.base import Record
from schemas.plan import MissingCall, Plan, Route
from schemas.tools import CallError, CallStatus, Effect

JOURNAL_VERSION = 1


class TurnStatus(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"  # for an approval
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self not in (TurnStatus.RUNNING, TurnStatus.WAITING)


class Principal(Record):
    """Who acts: a member of the house or an end client, and what they may use (`*`, `domain:effect` ...)."""

    id: str
    kind: Literal["staff", "client"] = "staff"
    scopes: tuple[str, ...] = ("*",)


class Usage(Record):
    """Tokens of the model calls of a turn; zero for a model that counts none."""

    input_tokens: int = 0
    output_tokens: int = 0


class TurnEvent(Record):
    """One entry of a turn's journal: numbered from 1 without gaps, versioned."""

    turn_id: str
    number: int
    version: int = JOURNAL_VERSION
    at: AwareDatetime


class TurnReceived(TurnEvent):
    """`kind` is `chat` for a message, `call` for one handler called by name."""

    type: Literal["turn.received"] = "turn.received"
    kind: Literal["chat", "call"] = "chat"
    message: str
    conversation_id: str
    persona: str
    model: str | None = None
    now: AwareDatetime
    timezone: str
    language: str
    principal: Principal
    tenant: str
    registry: str = Field(description="Digest of the registry that the turn ran on")


class PlanMade(TurnEvent):
    """`usage` is that of the step which made the plan."""

    type: Literal["plan.made"] = "plan.made"
    step: int
    plan: Plan
    usage: Usage = Usage()


class CallStarted(TurnEvent):
    """Durable before a call that is no `read` is dispatched. `args` have their references resolved."""

    type: Literal["call.started"] = "call.started"
    call_id: str
    handler: str
    effect: Effect
    args: dict[str, JsonValue]
    idempotency_key: str


class CallFinished(TurnEvent):
    type: Literal["call.finished"] = "call.finished"
    call_id: str
    handler: str
    status: CallStatus
    result: JsonValue = None
    error: CallError | None = None
    simulated: bool = False
    untrusted: bool = False
    cached: bool = False
    attempts: int = 0
    duration_ms: float | None = None


class ApprovalAsked(TurnEvent):
    """`args_digest` binds the approval to the exact arguments that were shown."""

    type: Literal["approval.asked"] = "approval.asked"
    call_id: str
    handler: str
    effect: Effect
    args: dict[str, JsonValue]
    args_digest: str
    reason: str
    expires_at: AwareDatetime


class ApprovalGiven(TurnEvent):
    type: Literal["approval.given"] = "approval.given"
    call_id: str
    decision: Literal["approve", "deny"]
    by: str
    reason: str | None = None


class AnswerMade(TurnEvent):
    """`usage` is that of the step which wrote the answer."""

    type: Literal["answer.made"] = "answer.made"
    text: str
    usage: Usage = Usage()


class TurnFinished(TurnEvent):
    type: Literal["turn.finished"] = "turn.finished"
    status: TurnStatus
    error: CallError | None = None


Event = Annotated[
    TurnReceived | PlanMade | CallStarted | CallFinished | ApprovalAsked | ApprovalGiven | AnswerMade | TurnFinished,
    Field(discriminator="type"),
]


class AnswerDelta(Record):
    """A piece of text while the model writes: streamed, never journaled."""

    type: Literal["answer.delta"] = "answer.delta"
    turn_id: str
    text: str


class Call(Record):
    """A call of a turn, as it stands."""

    id: str
    handler: str
    args: dict[str, JsonValue]
    after: tuple[str, ...] = ()
    status: CallStatus
    result: JsonValue = None
    error: CallError | None = None
    simulated: bool = False
    started_at: AwareDatetime | None = None
    duration_ms: float | None = None


class Turn(Record):
    """A turn, folded from its events: the answer of `POST /v1/chat` and of `GET /v1/turns/{id}`."""

    turn_id: str
    conversation_id: str
    status: TurnStatus
    message: str
    answer: str | None = None
    calls: tuple[Call, ...] = ()
    missing: tuple[MissingCall, ...] = ()
    approvals: tuple[ApprovalAsked, ...] = ()
    route: Route | None = None
    usage: Usage = Usage()
    error: CallError | None = None
    received_at: AwareDatetime
