"""A prompt as the body of a chat completions request; definitions are serialised once and kept as bytes."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson
from cachetools import LRUCache

from handlers.backends.local.files import content_type
from handlers.definitions import wire_name
from handlers.labels import LABEL
from schemas.messages import Message
from schemas.plan import INVALID
from schemas.prompt import Prompt, Step
from schemas.tools import ToolDefinition
from scout.render import outcome_value

CHOICES = ("auto", "none", "required")
KEPT = 64
"""Sets of definitions kept as bytes: 104 of them are 60 kB."""


@dataclass(frozen=True, slots=True)
class Toolset:
    """Definitions as a request carries them. `names` maps wire names to dotted ones, `wire_names` back."""

    definitions: tuple[ToolDefinition, ...]
    json: bytes
    names: Mapping[str, str]
    wire_names: Mapping[str, str]


class Toolsets:
    """Toolsets by the identity of their definitions, which live as long as their registry."""

    def __init__(self) -> None:
        self._kept: LRUCache[tuple[int, ...], Toolset] = LRUCache(KEPT)

    def of(self, definitions: Sequence[ToolDefinition]) -> Toolset:
        key = tuple(map(id, definitions))
        kept = self._kept.get(key)
        if kept is None:
            # The toolset holds the definitions: while it is kept, no other object can have their ids.
            kept = self._kept[key] = _toolset(tuple(definitions))
        return kept


def _toolset(definitions: tuple[ToolDefinition, ...]) -> Toolset:
    tools = [
        {
            "type": "function",
            "function": {
                "name": definition.wire_name,
                "description": definition.description,
                "parameters": _without_labels(definition.parameters),
            },
        }
        for definition in definitions
    ]
    names = {definition.wire_name: definition.name for definition in definitions}
    return Toolset(definitions, orjson.dumps(tools), names, {name: wire for wire, name in names.items()})


def _without_labels(schema: Any) -> Any:
    """The model reads the description; the words for people only cost it tokens."""
    if isinstance(schema, list):
        return [_without_labels(part) for part in cast(list[Any], schema)]
    if isinstance(schema, dict):
        return {key: _without_labels(value) for key, value in cast(dict[str, Any], schema).items() if key != LABEL}
    return schema


def body(model: str, prompt: Prompt, tools: Toolset) -> bytes:
    """The JSON body of one streamed request. Without definitions it names no tools at all."""
    head = {
        "model": model,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": messages(prompt, tools.wire_names),
    }
    if not tools.definitions:
        return orjson.dumps(head)
    choice = orjson.dumps(_choice(prompt.tool_choice, tools.wire_names))
    return b"".join((orjson.dumps(head)[:-1], b',"tool_choice":', choice, b',"tools":', tools.json, b"}"))


def _choice(choice: str, wire_names: Mapping[str, str]) -> Any:
    """`auto`, `none`, `required`, or the name of the handler that must be called."""
    if choice in CHOICES:
        return choice
    return {"type": "function", "function": {"name": wire_names.get(choice, wire_name(choice))}}


def question(model: str, text: str, image: bytes | None) -> bytes:
    """One message without tools, as a request's body; an image travels inside it."""
    content: Any = text
    if image is not None:
        url = f"data:{content_type(image)};base64,{b64encode(image).decode()}"
        content = [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": url}}]
    return orjson.dumps({"model": model, "messages": [{"role": "user", "content": content}], "stream": True})


def messages(prompt: Prompt, wire_names: Mapping[str, str]) -> list[dict[str, Any]]:
    """System text, history, the person's message, and what this turn has done so far."""
    said: list[dict[str, Any]] = [{"role": "system", "content": system_text(prompt)}]
    said += [_past(message, wire_names) for message in prompt.history]
    said.append({"role": "user", "content": prompt.message})
    for step in prompt.steps:
        said += _step(step, wire_names)
    return said


def system_text(prompt: Prompt) -> str:
    """The persona first and the time last: servers reuse the longest prefix that two requests share."""
    now = f"It is {prompt.now:%A}, {prompt.now.isoformat(timespec='minutes')} ({prompt.timezone})."
    return f"{prompt.persona.prompt.strip()}\n\n{now}"


def _past(message: Message, wire_names: Mapping[str, str]) -> dict[str, Any]:
    past: dict[str, Any] = {"role": message.role.value, "content": message.content}
    if message.calls:
        past["tool_calls"] = [_call(call.id, call.handler, call.args, wire_names) for call in message.calls]
    if message.call_id is not None:
        past["tool_call_id"] = message.call_id
    return past


def _step(step: Step, wire_names: Mapping[str, str]) -> list[dict[str, Any]]:
    if not step.outcomes:
        return []
    calls = [_call(done.call_id, done.handler, done.args, wire_names) for done in step.outcomes]
    results = [
        {"role": "tool", "tool_call_id": done.call_id, "content": orjson.dumps(outcome_value(done)).decode()}
        for done in step.outcomes
    ]
    return [{"role": "assistant", "content": None, "tool_calls": calls}, *results]


def _call(call_id: str, handler: str, args: Mapping[str, Any], wire_names: Mapping[str, str]) -> dict[str, Any]:
    # Arguments that could not be read stay wrapped: servers refuse a history whose arguments are no JSON.
    arguments = orjson.dumps(args).decode()
    name = wire_names.get(handler, wire_name(handler))
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def arguments_of(text: str) -> dict[str, Any]:
    """Arguments as the model wrote them; what is no JSON object is kept as `{"$invalid": text}`."""
    try:
        read: object = orjson.loads(text) if text.strip() else {}
    except orjson.JSONDecodeError:
        return {INVALID: text}
    return cast(dict[str, Any], read) if isinstance(read, dict) else {INVALID: text}
