"""Trajectories as LLaMA-Factory reads ShareGPT: persons and results in odd places, the model in even ones."""

from collections.abc import Iterator
from typing import Any

import orjson

from handlers.definitions import wire_name
from schemas.trajectory import TrajectoryTurn
from scout.render import function, outcome_value
from training_data_gen.shown import Shown, outcome

DATASET_INFO = {
    "formatting": "sharegpt",
    "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
}
"""What `dataset_info.json` says of such a file, beside its name."""


def sharegpt_records(shown: Shown) -> Iterator[dict[str, Any]]:
    """`{"conversations", "system", "tools"}`. Calls of one step are one list, as are their results; `tools` is JSON."""
    conversations = [entry for turn in shown.turns for entry in _turn(shown, turn)]
    tools = [function(definition) for definition in shown.definitions]
    yield {"conversations": conversations, "system": shown.system, "tools": orjson.dumps(tools).decode()}


def _turn(shown: Shown, turn: TrajectoryTurn) -> Iterator[dict[str, str]]:
    yield {"from": "human", "value": turn.message}
    for step in turn.steps:
        if not step.calls:
            continue
        calls = [
            {"name": shown.wire_names.get(call.handler, wire_name(call.handler)), "arguments": call.args}
            for call in step.calls
        ]
        results = {result.call_id: outcome_value(outcome(result)) for result in step.results}
        yield {"from": "function_call", "value": orjson.dumps(calls).decode()}
        yield {"from": "observation", "value": orjson.dumps(results).decode()}
    # The format wants the model in every even place, so that a turn cannot end with a result.
    yield {"from": "gpt", "value": turn.answer}
