"""Folds a turn's events into its state: the one way to know how a turn stands, live, after a restart, or in replay."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from schemas.plan import MissingCall, PlannedCall, Route
from schemas.prompt import Outcome, Step
from schemas.tools import CallError, CallStatus
from schemas.turn import (
    AnswerMade,
    ApprovalAsked,
    ApprovalGiven,
    Call,
    CallFinished,
    CallStarted,
    Event,
    PlanMade,
    Turn,
    TurnFinished,
    TurnReceived,
    TurnStatus,
    Usage,
)
from service.engine.references import needs


@dataclass
class CallState:
    """One call as it stands; `args` are the planned ones until the call starts with its references resolved."""

    planned: PlannedCall
    step: int
    status: CallStatus = CallStatus.PLANNED
    args: dict[str, Any] = field(default_factory=dict)
    started: CallStarted | None = None
    finished: CallFinished | None = None
    asked: ApprovalAsked | None = None
    given: ApprovalGiven | None = None

    @cached_property
    def needs(self) -> frozenset[str]:
        """Ids of the calls that must have succeeded before this one can start."""
        return frozenset(needs(self.planned))

    @property
    def untrusted(self) -> bool:
        return self.finished is not None and self.finished.untrusted

    def outcome(self) -> Outcome:
        done = self.finished
        return Outcome(
            call_id=self.planned.id,
            handler=self.planned.handler,
            args=self.args,
            status=self.status,
            result=done.result if done else None,
            error=done.error if done else None,
            simulated=done.simulated if done else False,
        )

    def view(self) -> Call:
        done = self.finished
        return Call(
            id=self.planned.id,
            handler=self.planned.handler,
            args=self.args,
            after=self.planned.after,
            status=self.status,
            result=done.result if done else None,
            error=done.error if done else None,
            simulated=done.simulated if done else False,
            started_at=self.started.at if self.started else None,
            duration_ms=done.duration_ms if done else None,
        )


@dataclass(slots=True)
class TurnState:
    """A turn in the middle of its life."""

    received: TurnReceived
    status: TurnStatus = TurnStatus.RUNNING
    plans: list[PlanMade] = field(default_factory=list)
    calls: dict[str, CallState] = field(default_factory=dict)
    answer: AnswerMade | None = None
    finished: TurnFinished | None = None

    @property
    def open_calls(self) -> list[CallState]:
        return [call for call in self.calls.values() if not call.status.final]

    @property
    def missing(self) -> tuple[MissingCall, ...]:
        return self.plans[-1].plan.missing if self.plans else ()

    @property
    def route(self) -> Route | None:
        if not self.plans:
            return None
        plan = self.plans[-1].plan
        return plan.route.model_copy(update={"confidence": plan.confidence})

    def steps(self) -> tuple[Step, ...]:
        """The plans so far with what came of them, as a model reads them."""
        return tuple(
            Step(made.plan, tuple(self.calls[call.id].outcome() for call in made.plan.calls)) for made in self.plans
        )

    def apply(self, event: Event) -> None:
        """Take in the next event. Unknown call ids are impossible: a call is planned before anything happens to it."""
        match event:
            case PlanMade():
                self.plans.append(event)
                for call in event.plan.calls:
                    self.calls[call.id] = CallState(call, event.step, args=dict(call.args))
            case ApprovalAsked():
                self.calls[event.call_id].asked = event
                self.calls[event.call_id].status = CallStatus.WAITING
            case ApprovalGiven():
                self.calls[event.call_id].given = event
                self.calls[event.call_id].status = CallStatus.PLANNED
                self.status = TurnStatus.RUNNING
            case CallStarted():
                self.calls[event.call_id].started = event
                self.calls[event.call_id].args = event.args
                self.calls[event.call_id].status = CallStatus.RUNNING
            case CallFinished():
                self.calls[event.call_id].finished = event
                self.calls[event.call_id].status = event.status
            case AnswerMade():
                self.answer = event
            case TurnFinished():
                self.finished = event
                self.status = event.status
            case TurnReceived():
                self.received = event

    def view(self) -> Turn:
        waiting = [call for call in self.calls.values() if call.status is CallStatus.WAITING]
        stuck = waiting and not any(call.status is CallStatus.RUNNING for call in self.calls.values())
        return Turn(
            turn_id=self.received.turn_id,
            conversation_id=self.received.conversation_id,
            status=TurnStatus.WAITING if stuck and not self.status.final else self.status,
            message=self.received.message,
            answer=self.answer.text if self.answer else None,
            calls=tuple(call.view() for call in self.calls.values()),
            missing=self.missing,
            approvals=tuple(call.asked for call in waiting if call.asked),
            route=self.route,
            usage=self.usage,
            error=self.error,
            received_at=self.received.at,
        )

    @property
    def usage(self) -> Usage:
        """Of all steps of the model so far."""
        steps = [made.usage for made in self.plans] + ([self.answer.usage] if self.answer else [])
        return Usage(
            input_tokens=sum(usage.input_tokens for usage in steps),
            output_tokens=sum(usage.output_tokens for usage in steps),
        )

    @property
    def error(self) -> CallError | None:
        return self.finished.error if self.finished else None


def fold(events: list[Event]) -> TurnState:
    """Fold a turn's events; the first is `turn.received`. Raises ValueError for a journal that does not begin so."""
    if not events or not isinstance(events[0], TurnReceived):
        raise ValueError("a turn's journal begins with turn.received")
    state = TurnState(events[0])
    for event in events[1:]:
        state.apply(event)
    return state
