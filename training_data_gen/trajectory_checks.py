"""What can be wrong with a trajectory beyond its form: handlers, arguments, references, results, annotation, kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import JsonValue

from handlers.registry import Registry
from schemas.persona import Persona
from schemas.plan import MissingCall, Plan, Route
from schemas.tools import CallStatus
from schemas.trajectory import Annotation, Kind, Trajectory, TrajectoryStep, TrajectoryTurn
from service.engine.checks import check
from service.engine.references import BadReference, needs, resolve

ROUTE = Route(model="trajectory", reason="checked")


@dataclass(frozen=True, slots=True)
class TrajectoryChecks:
    """Checks trajectories against the handlers that there are."""

    registry: Registry
    personas: Mapping[str, Persona]

    def faults(self, trajectory: Trajectory) -> Iterator[str]:
        """All that is wrong, in words that name the place and the value."""
        if trajectory.persona not in self.personas:
            yield f"there is no persona {trajectory.persona!r}; there are {', '.join(self.personas)}"
        if not _is_timezone(trajectory.timezone):
            yield f"there is no time zone {trajectory.timezone!r}"
        yield from self._masked_names(trajectory.masked_names)
        for number, turn in enumerate(trajectory.turns):
            yield from (f"turns.{number}: {fault}" for fault in self._turn(turn))
        if kind := kind_fault(trajectory):
            yield kind

    def _masked_names(self, names: Mapping[str, str]) -> Iterator[str]:
        yield from (f"masked_names: there is no handler {name!r}" for name in names if name not in self.registry)
        if len(set(names.values())) < len(names):
            yield "masked_names: two handlers have one name"

    def _turn(self, turn: TrajectoryTurn) -> Iterator[str]:
        if not turn.message.strip():
            yield "the message is empty"
        if not turn.answer.strip():
            yield "there is no answer"
        if turn.annotation is not None:
            yield from (f"annotation: {fault}" for fault in self._annotation(turn.annotation, len(turn.message)))
        known: dict[str, str] = {}
        results: dict[str, JsonValue] = {}
        for number, step in enumerate(turn.steps):
            done = {one.call_id: one.result for one in step.results if one.status is CallStatus.DONE}
            yield from (f"steps.{number}: {fault}" for fault in self._step(step, known, results | done))
            known |= {call.id: call.handler for call in step.calls}
            results |= done

    def _step(self, step: TrajectoryStep, known: Mapping[str, str], results: Mapping[str, JsonValue]) -> Iterator[str]:
        ids = [call.id for call in step.calls]
        yield from (f"two calls are called {one!r}" for one in sorted({one for one in ids if ids.count(one) > 1}))
        yield from (f"{one!r} is the id of an earlier call" for one in ids if one in known)
        answered = [result.call_id for result in step.results]
        if sorted(answered) != sorted(ids):
            yield f"its calls are {', '.join(ids) or 'none'}, and its results those of {', '.join(answered) or 'none'}"
            return
        ended = {result.call_id: result for result in step.results}
        refused = check(Plan(calls=step.calls, route=ROUTE), self.registry, known)
        for call_id, error in refused.items():
            # A plan that the engine refused is a lesson, if the record shows the refusal.
            if ended[call_id].error is None:
                yield f"{call_id}: {error.message}"
        for call in step.calls:
            if call.id in refused:
                continue
            result = ended[call.id]
            if result.handler != call.handler:
                yield f"{call.id}: {call.handler} was called, and {result.handler} answered"
            if result.status is CallStatus.DONE and needs(call) <= set(results):
                yield from _unresolved(call.id, dict(call.args), results)
            if result.status is CallStatus.DONE and not needs(call) <= set(results):
                yield f"{call.id}: it is done, though {', '.join(sorted(needs(call) - set(results)))} is not"
            yield from (f"{call.id}: {fault}" for fault in self._result(call.handler, result.status, result.result))
        for missing in step.missing:
            yield from self._missing(missing)

    def _result(self, name: str, status: CallStatus, result: JsonValue) -> Iterator[str]:
        if not status.final:
            yield f"the call is {status.value}, and no result"
        if status is not CallStatus.DONE or name not in self.registry:
            return
        required = set(self.registry[name].definition.result.get("required", ()))
        lacking = required - set(result) if isinstance(result, dict) else required
        if lacking:
            yield f"its result lacks {', '.join(sorted(lacking))}"

    def _missing(self, missing: MissingCall) -> Iterator[str]:
        if missing.handler not in self.registry:
            yield f"missing: there is no handler {missing.handler!r}"
            return
        required = set(self.registry[missing.handler].definition.required)
        if not missing.params:
            yield f"missing: {missing.handler} lacks nothing"
        for param in missing.params:
            if param not in required:
                yield f"missing: {missing.handler} does not require {param!r}"
            if param in missing.args:
                yield f"missing: {param!r} of {missing.handler} is among its arguments"

    def _annotation(self, annotation: Annotation, length: int) -> Iterator[str]:
        wishes = annotation.wishes
        yield from (f"there is no handler {wish.handler!r}" for wish in wishes if wish.handler not in self.registry)
        for span in (*annotation.mentions, *annotation.segments):
            if not span.start < span.end <= length:
                yield f"characters {span.start}:{span.end} are not within the message of {length}"
        named = {mention.wish for mention in annotation.mentions} | {
            wish for segment in annotation.segments for wish in segment.wishes
        }
        yield from (f"there is no wish {number}" for number in sorted(named) if number not in range(len(wishes)))


def kind_of(turns: tuple[TrajectoryTurn, ...]) -> Kind:
    """The kind of a conversation, by what happened in it; `approval` cannot be seen in it."""
    first, *others = turns
    if others:
        return "multi_turn"
    steps = first.steps
    calls = [call for step in steps for call in step.calls]
    if any(step.missing for step in steps):
        return "missing"
    if not calls:
        return "none"
    if any(result.status is not CallStatus.DONE for step in steps for result in step.results):
        return "error_recovery"
    if any(needs(call) for call in calls):
        return "dependent"
    return "single" if len(calls) == 1 else "parallel"


def kind_fault(trajectory: Trajectory) -> str | None:
    """Kinds that a record contradicts. Several steps, errors and approvals occur within most of them."""
    calls = [call for turn in trajectory.turns for step in turn.steps for call in step.calls]
    missing = any(step.missing for turn in trajectory.turns for step in turn.steps)
    wrong = {
        "none": bool(calls) or missing,
        "single": len(calls) != 1,
        "parallel": len(calls) < 2,
        "dependent": len(calls) < 2,
        "missing": not missing,
        "multi_turn": len(trajectory.turns) < 2,
        "error_recovery": not calls,
        "approval": not calls,
    }
    if not wrong[trajectory.kind]:
        return None
    return f"kind: {trajectory.kind!r} does not fit {len(trajectory.turns)} turn(s) with {len(calls)} call(s)"


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _unresolved(call_id: str, args: dict[str, JsonValue], results: Mapping[str, JsonValue]) -> Iterator[str]:
    for name, value in args.items():
        try:
            resolve(value, results)
        except BadReference as error:
            yield f"{call_id}: {name}: {error}"
