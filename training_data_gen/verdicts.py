"""What became of a real turn: what the engine, and then the person, made of it."""

from collections.abc import Sequence
from typing import Literal, get_args

from schemas.tools import CallStatus
from schemas.turn import ApprovalGiven, TurnStatus
from service.engine.state import TurnState
from training_data_gen.reactions import reaction

BROKEN = (CallStatus.FAILED, CallStatus.IN_DOUBT)

Verdict = Literal["approved", "corrected", "failed", "unjudged"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


def judge(state: TurnState, following: str) -> tuple[Verdict, str]:
    """What became of a turn, and how that is known. `following` is the person's next message, if there is one."""
    decisions = [call.given for call in state.calls.values() if call.given]
    if state.status is TurnStatus.FAILED:
        return "failed", state.error.message if state.error else "the turn failed"
    if broken := _broken(state):
        return "failed", broken
    if state.status is TurnStatus.CANCELLED:
        return "corrected", "the person cancelled it"
    if any(given.decision == "deny" for given in decisions):
        return "corrected", _denied(decisions)
    said = reaction(following)
    if said == "corrects":
        return "corrected", "the next message corrects it"
    if decisions:
        return "approved", "the person approved its call"
    if said == "thanks":
        return "approved", "the next message thanks for it"
    return "unjudged", "nobody said anything about it"


def _broken(state: TurnState) -> str | None:
    """A call that failed and that no later step made up for."""
    last = state.plans[-1].plan.calls if state.plans else ()
    broken = [state.calls[call.id] for call in last if state.calls[call.id].status in BROKEN]
    if not broken:
        return None
    error = broken[0].finished.error if broken[0].finished else None
    return f"{broken[0].planned.handler} {broken[0].status.value}: {error.message if error else 'no reason given'}"


def _denied(decisions: Sequence[ApprovalGiven]) -> str:
    said = next((given.reason for given in decisions if given.reason), None)
    return f"the person denied a call: {said}" if said else "the person denied a call"
