"""Drafts -> trajectories: every plan is run by the engine in a sandbox, and what came of it is kept."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from schemas.prompt import Step
from schemas.trajectory import Kind, Trajectory, TrajectoryResult, TrajectoryStep, TrajectoryTurn, Wish
from service.engine.references import BadReference, needs, resolve
from service.engine.state import TurnState
from service.engine.turns import Opening
from training_data_gen.drafts import Draft, DraftTurn
from training_data_gen.sandbox import STAFF, TENANT, TIMEZONE, Dictated, Sandbox

Results = Mapping[str, JsonValue]


async def run(draft: Draft, sandbox: Sandbox) -> Trajectory:
    """Run a conversation in the world as it stands.

    It ends early where a turn needs what the one before did not bring.
    """
    turns: list[TrajectoryTurn] = []
    results: Results = {}
    asked = False
    for number, turn in enumerate(draft.turns, 1):
        try:
            state = await _say(draft, number, turn, results, sandbox)
        except BadReference:
            break
        results = {f"w{call.planned.id[1:]}": call.outcome().result for call in state.calls.values()}
        turns.append(_written(turn, state))
        asked |= any(call.asked for call in state.calls.values())
    return Trajectory(
        id=f"{draft.task.sort}-{draft.task.number:06}",
        language=draft.task.language,
        kind=_kind(draft, turns, asked=asked),
        persona=draft.persona,
        now=draft.now,
        timezone=TIMEZONE,
        turns=tuple(turns),
        sources=draft.sources,
    )


async def _say(draft: Draft, number: int, turn: DraftTurn, results: Results, sandbox: Sandbox) -> TurnState:
    wishes = [_resolved(wish, results) for wish in turn.wishes] if turn.earlier else turn.wishes
    opening = Opening(
        message=turn.message.text,
        conversation_id=f"conv_{draft.task.number:06}",
        persona=draft.persona,
        model=None,
        now=draft.now,
        timezone=TIMEZONE,
        language=draft.task.language,
        principal=STAFF,
        tenant=TENANT,
    )
    turn_id = f"turn_{draft.task.number:06}_{number}"
    return await sandbox.say(Dictated((turn.plan(wishes),), draft.decision), turn_id, opening)


def _resolved(wish: Wish, results: Results) -> Wish:
    return wish.model_copy(
        update={"args": {name: resolve(value, results) for name, value in wish.args.items()}, "after": ()}
    )


def _written(turn: DraftTurn, state: TurnState) -> TrajectoryTurn:
    return TrajectoryTurn(
        message=turn.message.text,
        # What stands from the turn before is not said in this message, so that no annotation could show it.
        annotation=turn.message.annotation if (not turn.context and not turn.earlier) or turn.message.repeats else None,
        steps=tuple(_step(step) for step in state.steps() if not step.plan.empty),
        answer=state.answer.text if state.answer else "",
    )


def _step(step: Step) -> TrajectoryStep:
    results = tuple(
        TrajectoryResult(
            call_id=outcome.call_id,
            handler=outcome.handler,
            status=outcome.status,
            result=outcome.result,
            error=outcome.error,
            simulated=outcome.simulated,
        )
        for outcome in step.outcomes
    )
    return TrajectoryStep(calls=step.plan.calls, missing=step.plan.missing, results=results)


def _kind(draft: Draft, turns: Sequence[TrajectoryTurn], *, asked: bool) -> Kind:
    """As the record calls it. Of several handlers it is `dependent` where one needs another; else `parallel`."""
    calls = [call for turn in turns for step in turn.steps for call in step.calls]
    match draft.task.sort:
        case "multiple":
            return "dependent" if any(needs(call) for call in calls) else "parallel"
        case "single":
            return "approval" if asked else "single"
        case sort:
            return sort
