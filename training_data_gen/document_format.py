"""Trajectories as text: `[THINK]`, `[CALL]`, `[RESULT]` and `[RESPONSE]`, each at the beginning of a line.

[THINK] Need to use bali.zero.pricing
[CALL] bali.zero.pricing(service="E23 KITAS")
[RESULT] {"amount":800}
[RESPONSE] The E23 KITAS is EUR 800.
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from schemas.trajectory import TrajectoryStep, TrajectoryTurn
from scout.pythonic import call_text
from scout.render import outcome_value
from training_data_gen.shown import Shown, outcome

CALL = re.compile(r"^\[CALL\] ([\w.]+)\(", re.MULTILINE)
"""A call in such a text; its group is the handler's name."""


def document_records(shown: Shown) -> Iterator[dict[str, Any]]:
    """`{"messages"}`: the person's messages, and what the assistant thought, called, got and said as one text each."""
    messages: list[dict[str, str]] = []
    for turn in shown.turns:
        messages.append({"role": "user", "content": turn.message})
        messages.append({"role": "assistant", "content": "\n".join(_turn(shown, turn))})
    yield {"messages": messages}


def _turn(shown: Shown, turn: TrajectoryTurn) -> Iterator[str]:
    for step in turn.steps:
        yield from _step(shown, step)
    if not turn.steps:
        yield "[THINK] No handler is needed"
    yield f"[RESPONSE] {turn.answer}"


def _step(shown: Shown, step: TrajectoryStep) -> Iterator[str]:
    names = shown.trajectory.masked_names
    used = dict.fromkeys(names.get(one.handler, one.handler) for one in (*step.calls, *step.missing))
    lacking = [param for one in step.missing for param in one.params]
    yield f"[THINK] Need to use {', '.join(used)}" + (f"; not said: {', '.join(lacking)}" if lacking else "")
    for call in step.calls:
        yield f"[CALL] {call_text(names.get(call.handler, call.handler), call)}"
    for result in step.results:
        yield f"[RESULT] {orjson.dumps(outcome_value(outcome(result))).decode()}"
