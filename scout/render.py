"""The prompt's text: our chat template for Llama 4, the same bytes in training and in serving.

    <|begin_of_text|><|header_start|>system<|header_end|>

    the persona, how calls are written, a definition a line, the time<|eot|><|header_start|>user<|header_end|>

    the message<|eot|><|header_start|>assistant<|header_end|>

    [bali_zero_pricing(service="E23 KITAS")]<|eot|><|header_start|>ipython<|header_end|>

    {"c1":{"amount":800}}<|eot|><|header_start|>assistant<|header_end|>

    the answer<|eot|>

Calls are c1, c2 ... by their order in the turn, whatever their ids are elsewhere. A special token that somebody typed
is broken up, so that no message can end itself.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import Any, cast

import orjson
from pydantic import JsonValue

from handlers.labels import LABEL
from schemas.messages import Message, Role
from schemas.plan import PlannedCall
from schemas.prompt import Outcome, Prompt, Step
from schemas.tools import CallStatus, ToolDefinition
from scout.pythonic import calls_text, renumbered
from scout.render_specimen import ANSWER, SPECIMEN

BEGIN, END = "<|begin_of_text|>", "<|eot|>"

INSTRUCTIONS = """\
To act, write nothing but a list of calls: [name(parameter="value"), other_name(parameter=1)]
Calls run at once unless one needs another. They are c1, c2, c3 ... in the order of this turn.
An argument taken from the result of a call: {"$from": "c1", "path": "/field"}. A text with such values in it: \
{"$text": "Price: {c1/amount} EUR"}. A call that only has to wait: _after=["c1"].
A required parameter that was not said: parameter=...
The results come back as one object by call. Answer in words when nothing more is to be called.
Functions:"""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole turn as text. `written` are the characters `start:end` that the model wrote, each with its end token."""

    text: str
    written: tuple[tuple[int, int], ...]


def render(prompt: Prompt) -> str:
    """The text that the model goes on from: it ends where the assistant's next message begins."""
    return "".join([_before_steps(prompt), *map("".join, _steps(prompt)), header(Role.ASSISTANT)])


def transcript(prompt: Prompt, answer: str) -> Transcript:
    """The turn with all that the model wrote in it. What `render` gave at any of its steps is a beginning of it."""
    pieces = [piece for step in _steps(prompt) for piece in step]
    if answer:
        pieces.append(_message(Role.ASSISTANT, _plain(answer)))
    text = _before_steps(prompt)
    written: list[tuple[int, int]] = []
    for piece in pieces:
        if piece.startswith(opening := header(Role.ASSISTANT)):
            written.append((len(text) + len(opening), len(text) + len(piece)))
        text += piece
    return Transcript(text, tuple(written))


@cache
def template_hash() -> str:
    """16 hex digits that change whenever the bytes do: of a rendered specimen that shows all a prompt may hold."""
    return sha256(transcript(SPECIMEN, ANSWER).text.encode()).hexdigest()[:16]


def header(role: str) -> str:
    """What stands before a message."""
    return f"<|header_start|>{role}<|header_end|>\n\n"


def without_labels(schema: Any) -> Any:
    """A JSON schema as a model reads it: the words that only people read cost it tokens."""
    if isinstance(schema, list):
        return [without_labels(part) for part in cast(list[Any], schema)]
    if isinstance(schema, dict):
        return {key: without_labels(value) for key, value in cast(dict[str, Any], schema).items() if key != LABEL}
    return schema


def function(definition: ToolDefinition) -> dict[str, Any]:
    """A definition as a model reads it."""
    return {
        "name": definition.wire_name,
        "description": definition.description,
        "parameters": without_labels(definition.parameters),
    }


def time_text(now: dt.datetime, timezone: str) -> str:
    """The sentence that tells a model the time; `now` is aware, in the person's time zone."""
    return f"It is {now:%A}, {now.isoformat(timespec='minutes')} ({timezone})."


def outcome_value(outcome: Outcome) -> JsonValue:
    """What the model reads of a call: its result, or what went wrong and what may be done about it."""
    if outcome.status is CallStatus.DONE:
        return {"simulated": True, "result": outcome.result} if outcome.simulated else outcome.result
    if outcome.error is None:
        return {"status": outcome.status.value}
    error: dict[str, JsonValue] = {"code": outcome.error.code, "message": outcome.error.message}
    if outcome.error.options:
        error["options"] = list(outcome.error.options)
    return {"error": error}


def _before_steps(prompt: Prompt) -> str:
    past = _history(prompt.history, _wire_names(prompt))
    return "".join([BEGIN, _message(Role.SYSTEM, _system(prompt)), *past, _message(Role.USER, _plain(prompt.message))])


def _system(prompt: Prompt) -> str:
    """What many prompts share comes first and the time last: servers reuse the longest common beginning."""
    parts = [_plain(prompt.persona.prompt.strip())]
    if prompt.definitions:
        lines = (_json(function(definition)) for definition in prompt.definitions)
        parts.append("\n".join([INSTRUCTIONS, *lines]))
    return "\n\n".join([*parts, time_text(prompt.now, prompt.timezone)])


def _wire_names(prompt: Prompt) -> dict[str, str]:
    return {definition.name: definition.wire_name for definition in prompt.definitions}


def _history(messages: Sequence[Message], names: Mapping[str, str]) -> Iterator[str]:
    """Earlier messages. Calls and results look as they do within a turn, so that either teaches the other."""
    ids: dict[str, str] = {}
    for role, group in groupby(messages, key=lambda message: message.role):
        if role is Role.USER:
            ids = {}
        if role is Role.TOOL:
            results = {ids.get(one.call_id or "", one.call_id or ""): _read(one.content) for one in group}
            yield _message("ipython", _json(results))
            continue
        for message in group:
            text = _plain(message.content)
            if message.calls:
                ids |= {call.id: f"c{len(ids) + number}" for number, call in enumerate(message.calls, 1)}
                planned = [PlannedCall(id=call.id, handler=call.handler, args=call.args) for call in message.calls]
                written = _harmless(calls_text([renumbered(call, ids) for call in planned], names=names))
                text = f"{text}\n{written}" if text else written
            yield _message(role, text)


def _read(content: str) -> JsonValue:
    """A result that came as text: a value where it is JSON, the text where it is not."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return content


def _steps(prompt: Prompt) -> Iterator[tuple[str, str]]:
    """For each step what the model wrote, and what it was given back."""
    names = _wire_names(prompt)
    planned = [call.id for step in prompt.steps for call in step.plan.calls]
    ids = {call_id: f"c{number}" for number, call_id in enumerate(planned, 1)}
    for step in prompt.steps:
        calls = [renumbered(call, ids) for call in step.plan.calls]
        written = calls_text(calls, step.plan.missing, names)
        yield _message(Role.ASSISTANT, _harmless(written)), _message("ipython", _results(step, ids))


def _results(step: Step, ids: Mapping[str, str]) -> str:
    """One object by call; what was not called says what it lacks."""
    results: dict[str, Any] = {ids[outcome.call_id]: outcome_value(outcome) for outcome in step.outcomes}
    if step.plan.missing:
        results["missing"] = [param for one in step.plan.missing for param in one.params]
    return _json(results)


def _message(role: str, text: str) -> str:
    return f"{header(role)}{text}{END}"


def _json(value: Any) -> str:
    return _harmless(orjson.dumps(value).decode())


def _harmless(code: str) -> str:
    """JSON or Python in which no special token stands; it means the same, as `<|` stands in strings alone."""
    return code.replace("<|", "\\u003c|")


def _plain(text: str) -> str:
    """Text in which no special token stands."""
    return text.replace("<|", "< |")
