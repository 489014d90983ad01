"""Trajectories as a generator would write them, for tests of what is done with them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from handlers.registry import Registry, load
from schemas.persona import Persona
from schemas.plan import MissingCall, PlannedCall
from schemas.tools import CallError, CallStatus
from schemas.trajectory import Kind, Trajectory, TrajectoryResult, TrajectoryStep, TrajectoryTurn
from scout.personas import load_personas

NOW = dt.datetime(2026, 5, 4, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PHONE = "+393331112204"


@cache
def registry() -> Registry:
    return load(entry_points=False)


@cache
def personas() -> dict[str, Persona]:
    return load_personas()


def call(id: str, handler: str, *, after: Sequence[str] = (), **args: JsonValue) -> PlannedCall:
    return PlannedCall(id=id, handler=handler, args=args, after=tuple(after))


def done(call: PlannedCall, **result: JsonValue) -> TrajectoryResult:
    """A result that has all that the handler promises."""
    required = registry()[call.handler].definition.result.get("required", ())
    whole: dict[str, Any] = {**dict.fromkeys(required, "-"), **result}
    return TrajectoryResult(call_id=call.id, handler=call.handler, status=CallStatus.DONE, result=whole)


def failed(call: PlannedCall, error: CallError) -> TrajectoryResult:
    return TrajectoryResult(call_id=call.id, handler=call.handler, status=CallStatus.FAILED, error=error)


def step(*pairs: tuple[PlannedCall, TrajectoryResult], missing: Sequence[MissingCall] = ()) -> TrajectoryStep:
    calls, results = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    return TrajectoryStep(calls=calls, results=results, missing=tuple(missing))


def turn(message: str, answer: str, *steps: TrajectoryStep) -> TrajectoryTurn:
    return TrajectoryTurn(message=message, steps=steps, answer=answer)


def trajectory(kind: Kind, *turns: TrajectoryTurn, id: str = "t1", **more: Any) -> Trajectory:
    return Trajectory(id=id, language="en", kind=kind, now=NOW, turns=turns, **more)


def single(id: str = "t1", **more: Any) -> Trajectory:
    fine = call("c1", "visa.overstay_fine", days=5)
    first = turn("fine for 5 days of overstay?", "It is IDR 5,000,000.", step((fine, done(fine, days=5))))
    return trajectory("single", first, id=id, **more)


def dependent(**more: Any) -> Trajectory:
    """Two calls of which the second takes its address from the first, with ids that are not c1 and c2."""
    find = call("find", "client.find", query="Maria Rossi")
    send = call("send", "whatsapp.send", to={"$from": "find", "path": "/phone"}, text="Ready", after=["find"])
    both = step((find, done(find, phone=PHONE)), (send, done(send, phone=PHONE)))
    return trajectory("dependent", turn("tell Maria Rossi it's ready", "Told.", both), **more)


def small_talk(**more: Any) -> Trajectory:
    return trajectory("none", turn("good morning!", "Good morning. What can I do?"), **more)


def asking(**more: Any) -> Trajectory:
    missing = MissingCall(handler="whatsapp.send", args={"to": "Maria"}, params=("text",))
    return trajectory("missing", turn("write to Maria", "What shall I write?", step(missing=[missing])), **more)


def conversation(**more: Any) -> Trajectory:
    first, second = call("c1", "visa.overstay_fine", days=5), call("c1", "visa.overstay_fine", days=9)
    return trajectory(
        "multi_turn",
        turn("fine for 5 days?", "IDR 5,000,000.", step((first, done(first)))),
        turn("and for 9?", "IDR 9,000,000.", step((second, done(second)))),
        **more,
    )


def one_per_handler() -> list[Trajectory]:
    """Every handler, with the words and arguments of its own first example."""
    made: list[Trajectory] = []
    for name, handler in registry().items():
        example = handler.definition.examples[0]
        made_call = call("c1", name, **example.args)
        made.append(trajectory("single", turn(example.text, "Done.", step((made_call, done(made_call)))), id=name))
    return made


def write(path: Path, records: Iterable[Trajectory]) -> Path:
    path.write_text("".join(record.model_dump_json() + "\n" for record in records), "utf-8")
    return path
