"""The forms in which data sets come: conversations, instructions with responses, ShareGPT. All are read as one.

{"messages": [{"role": "user", "content": ...}, {"role": "assistant", "content": ...}], "tools": [...]}
{"instruction": ..., "input": ..., "response": ..., "metadata": {"quality_score": 8.2, ...}}   or "output"
{"conversations": [{"from": "human", "value": ...}, {"from": "gpt", "value": ...}], "tools": "[...]"}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, cast

import orjson
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, Json, JsonValue, StringConstraints, ValidationError

from training_data_gen.document_format import CALL

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Metadata = dict[str, JsonValue]

FIX = 'write {"messages": [...]}, {"instruction": ..., "response": ...} or {"conversations": [...]}'


class FormatError(ValueError):
    """A line that is no training example; the message says what is wrong with it."""


class Foreign(BaseModel):
    """Files of others may hold more than is read here, and what is read must be right."""

    model_config = ConfigDict(extra="ignore", strict=True)


class Function(Foreign):
    name: Text
    arguments: Json[dict[str, JsonValue]]


class ToolCall(Foreign):
    id: str = ""
    function: Function


class ChatMessage(Foreign):
    role: Literal["system", "user", "assistant", "tool"]
    content: str | None = None
    tool_calls: list[ToolCall] = Field(default_factory=list[ToolCall])
    tool_call_id: str | None = None


class ChatLine(Foreign):
    messages: list[ChatMessage] = Field(min_length=1)
    tools: list[dict[str, JsonValue]] = Field(default_factory=list[dict[str, JsonValue]])
    metadata: Metadata = Field(default_factory=Metadata)


class InstructionLine(Foreign):
    instruction: Text
    input: str = ""
    response: Text = Field(validation_alias=AliasChoices("response", "output"))
    system: str = ""
    metadata: Metadata = Field(default_factory=Metadata)


class ShareGptMessage(Foreign):
    speaker: Literal["human", "gpt", "function_call", "observation", "system"] = Field(validation_alias="from")
    value: str


class ShareGptLine(Foreign):
    conversations: list[ShareGptMessage] = Field(min_length=1)
    system: str = ""
    tools: Json[list[dict[str, JsonValue]]] | Literal[""] = ""
    metadata: Metadata = Field(default_factory=Metadata)


@dataclass(frozen=True, slots=True)
class Example:
    """One line, whatever its form. `handlers` are the names of what it calls, as written there."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, JsonValue]] = field(default_factory=list[dict[str, JsonValue]])
    metadata: Metadata = field(default_factory=Metadata)
    handlers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the person and the assistant said and called: what makes one example the same as another."""
        said = [one.get("content") or "" for one in self.messages if one["role"] in ("user", "assistant")]
        called = [call["function"]["arguments"] for one in self.messages for call in one.get("tool_calls", ())]
        return "\n".join([*said, *called])

    def said_by(self, role: str) -> str:
        return "\n".join(one.get("content") or "" for one in self.messages if one["role"] == role)


def read_example(data: bytes) -> Example:
    """Read a line. Raises FormatError."""
    try:
        line: object = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise FormatError(f"no JSON: {error}") from error
    if not isinstance(line, dict):
        raise FormatError(f"no JSON object; {FIX}")
    record = cast(dict[str, Any], line)
    try:
        if "messages" in record:
            return _chat(ChatLine.model_validate(record))
        if "instruction" in record:
            return _instruction(InstructionLine.model_validate(record))
        if "conversations" in record:
            return _sharegpt(ShareGptLine.model_validate(record))
    except ValidationError as error:
        found = error.errors()[0]
        raise FormatError(f"{'.'.join(map(str, found['loc']))}: {found['msg']}") from error
    if "turns" in record:
        raise FormatError("a trajectory; `zantara data export FILE --format openai` makes examples of it")
    raise FormatError(f"none of the known forms; {FIX}")


def _chat(line: ChatLine) -> Example:
    roles = [message.role for message in line.messages]
    if "user" not in roles or roles[-1] != "assistant":
        raise FormatError("messages: there must be one of the user, and the last must be the assistant's")
    asked: set[str] = set()
    for number, message in enumerate(line.messages):
        if not (message.content or "").strip() and not message.tool_calls:
            raise FormatError(f"messages.{number}: it says nothing and calls nothing")
        if message.role == "tool" and message.tool_call_id not in asked:
            raise FormatError(f"messages.{number}: no call before it has the id {message.tool_call_id!r}")
        asked |= {call.id for call in message.tool_calls}
    return Example([_message(message) for message in line.messages], line.tools, line.metadata, _called(line.messages))


def _message(message: ChatMessage) -> dict[str, Any]:
    shown: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        shown["tool_calls"] = [_tool_call(call) for call in message.tool_calls]
    if message.tool_call_id is not None:
        shown["tool_call_id"] = message.tool_call_id
    return shown


def _tool_call(call: ToolCall) -> Mapping[str, Any]:
    arguments = orjson.dumps(call.function.arguments).decode()
    return {"id": call.id, "type": "function", "function": {"name": call.function.name, "arguments": arguments}}


def _called(messages: list[ChatMessage]) -> tuple[str, ...]:
    """In typed calls, and in the `[CALL]` lines of a text."""
    names = [call.function.name for message in messages for call in message.tool_calls]
    for message in messages:
        if message.role == "assistant" and message.content:
            names += CALL.findall(message.content)
    return tuple(names)


def _instruction(line: InstructionLine) -> Example:
    asked = f"{line.instruction}\n\n{line.input.strip()}" if line.input.strip() else line.instruction
    messages = [ChatMessage(role="user", content=asked), ChatMessage(role="assistant", content=line.response)]
    if line.system.strip():
        messages.insert(0, ChatMessage(role="system", content=line.system))
    return _chat(ChatLine(messages=messages, metadata=line.metadata))


def _sharegpt(line: ShareGptLine) -> Example:
    said = line.conversations
    for number, (one, mine) in enumerate(zip(said, ("person", "model") * len(said), strict=False)):
        if (one.speaker in ("gpt", "function_call")) != (mine == "model"):
            raise FormatError(f"conversations.{number}: {one.speaker!r} where the {mine} should speak")
    messages: list[ChatMessage] = [ChatMessage(role="system", content=line.system)] if line.system.strip() else []
    calls: list[ToolCall] = []
    for number, one in enumerate(said):
        match one.speaker:
            case "function_call":
                calls = _sharegpt_calls(one.value, number)
                messages.append(ChatMessage(role="assistant", tool_calls=calls))
            case "observation":
                messages += _sharegpt_results(one.value, calls)
            case _:
                role = "user" if one.speaker == "human" else "assistant"
                messages.append(ChatMessage(role=role, content=one.value))
    tools: list[dict[str, JsonValue]] = [{"type": "function", "function": tool} for tool in line.tools or ()]
    return _chat(ChatLine(messages=messages, tools=tools, metadata=line.metadata))


def _sharegpt_calls(value: str, number: int) -> list[ToolCall]:
    try:
        written: Any = orjson.loads(value)
        calls = cast(list[dict[str, Any]], written if isinstance(written, list) else [written])
        return [
            ToolCall(id=f"c{n}", function=Function(name=call["name"], arguments=orjson.dumps(call["arguments"])))  # pyright: ignore[reportArgumentType] (Json is given as JSON)
            for n, call in enumerate(calls, 1)
        ]
    except (orjson.JSONDecodeError, TypeError, KeyError, ValidationError) as error:
        problem = 'no {"name": ..., "arguments": {...}}, nor a list of them'
        raise FormatError(f"conversations.{number}: {problem}") from error


def _sharegpt_results(value: str, calls: list[ToolCall]) -> list[ChatMessage]:
    """One observation answers all calls before it: by id or in their order, where it can be told apart."""
    try:
        results: object = orjson.loads(value)
    except orjson.JSONDecodeError:
        results = value
    ids = [call.id for call in calls]
    if isinstance(results, dict) and set(cast(dict[str, Any], results)) == set(ids):
        parts = [orjson.dumps(cast(dict[str, Any], results)[one]).decode() for one in ids]
    elif isinstance(results, list) and len(cast(list[Any], results)) == len(ids):
        parts = [orjson.dumps(part).decode() for part in cast(list[Any], results)]
    else:
        parts = [value] * len(ids)
    return [ChatMessage(role="tool", content=part, tool_call_id=one) for one, part in zip(ids, parts, strict=True)]
