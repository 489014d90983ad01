"""Trajectories as OpenAI fine-tuning JSONL: a conversation a line, with its tools."""

from collections.abc import Iterator
from typing import Any

import orjson

from handlers.definitions import wire_name
from schemas.trajectory import TrajectoryStep, TrajectoryTurn
from scout.render import function, outcome_value
from training_data_gen.shown import Shown, outcome


def openai_records(shown: Shown) -> Iterator[dict[str, Any]]:
    """`{"messages", "tools", "parallel_tool_calls"}`. A question for a missing parameter is a text and no call."""
    messages = [{"role": "system", "content": shown.system}]
    for turn in shown.turns:
        messages += _turn(shown, turn)
    tools = [{"type": "function", "function": function(definition)} for definition in shown.definitions]
    yield {"messages": messages, "tools": tools, "parallel_tool_calls": True}


def _turn(shown: Shown, turn: TrajectoryTurn) -> Iterator[dict[str, Any]]:
    yield {"role": "user", "content": turn.message}
    for step in turn.steps:
        if step.calls:
            yield from _step(shown, step)
    if turn.answer:
        yield {"role": "assistant", "content": turn.answer}


def _step(shown: Shown, step: TrajectoryStep) -> Iterator[dict[str, Any]]:
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {
                "name": shown.wire_names.get(call.handler, wire_name(call.handler)),
                "arguments": orjson.dumps(call.args).decode(),
            },
        }
        for call in step.calls
    ]
    yield {"role": "assistant", "content": None, "tool_calls": calls}
    for result in step.results:
        content = orjson.dumps(outcome_value(outcome(result))).decode()
        yield {"role": "tool", "tool_call_id": result.call_id, "content": content}
