"""The stream of a chat completion, read as it comes: server-sent events, pieces of text, pieces of calls."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from pydantic import BaseModel, JsonValue, ValidationError

from schemas.turn import Usage
from service.engine.ports import ModelError

LINE_BYTES = 4 * 2**20
"""Longest event of a stream."""
ANSWER_CHARACTERS = 1_000_000
"""Most text and arguments of one step."""
CALLS = 128
"""Most calls of one step."""
END_S = 0.1
"""How long to wait for the end of a response that is complete: only then its connection can be used again."""


class Function(BaseModel):
    name: str | None = None
    arguments: str | None = None


class CallPiece(BaseModel):
    index: int | None = None
    function: Function = Function()


class Delta(BaseModel):
    content: str | None = None
    tool_calls: list[CallPiece] | None = None


class Choice(BaseModel):
    delta: Delta = Delta()


class Tokens(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Chunk(BaseModel):
    """One `chat.completion.chunk`, as far as we read it. `error` is what a server sends when it breaks off."""

    choices: list[Choice] = []
    usage: Tokens | None = None
    error: JsonValue = None


async def chunks(pieces: AsyncIterator[bytes]) -> AsyncIterator[Chunk]:
    """The chunks of a stream, up to `[DONE]`. Raises ModelError for one that ends before, or is something else."""
    rest = b""
    async for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):
                data = line[5:].strip()
                if data == b"[DONE]":
                    await _read_to_end(pieces)
                    return
                yield _chunk(data)
        if len(rest) > LINE_BYTES:
            raise ModelError(f"the model server sent an event of more than {LINE_BYTES:,} bytes")
    raise ModelError("the model server ended the stream before its answer was complete")


async def _read_to_end(pieces: AsyncIterator[bytes]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(END_S):
            async for _ in pieces:
                pass


def _chunk(data: bytes) -> Chunk:
    try:
        chunk = Chunk.model_validate_json(data)
    except ValidationError as error:
        raise ModelError("the model server sent an event that is no piece of a chat completion") from error
    if chunk.error:
        raise ModelError(f"the model server broke off: {error_text(chunk.error)}")
    return chunk


@dataclass(slots=True)
class WrittenCall:
    """A call as the model has written it so far. `name` is the wire name, `arguments` pieces of JSON text."""

    name: str = ""
    arguments: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Assembly:
    """What a stream has said so far. `calls` are by the index that the server gives them."""

    calls: dict[int, WrittenCall] = field(default_factory=dict[int, WrittenCall])
    usage: Usage | None = None
    _characters: int = 0

    def take(self, chunk: Chunk) -> str:
        """Take in one chunk; returns its piece of the answer's text. Raises ModelError."""
        if chunk.usage is not None:
            self.usage = Usage(input_tokens=chunk.usage.prompt_tokens, output_tokens=chunk.usage.completion_tokens)
        if not chunk.choices:
            return ""
        delta = chunk.choices[0].delta
        for position, piece in enumerate(delta.tool_calls or ()):
            self._add(position if piece.index is None else piece.index, piece.function)
        return self._bounded(delta.content)

    def _add(self, index: int, function: Function) -> None:
        call = self.calls.setdefault(index, WrittenCall())
        if len(self.calls) > CALLS:
            raise ModelError(f"the model wrote more than {CALLS} calls in one step")
        call.name = call.name or self._bounded(function.name)
        call.arguments.append(self._bounded(function.arguments))

    def _bounded(self, text: str | None) -> str:
        self._characters += len(text or "")
        if self._characters > ANSWER_CHARACTERS:
            raise ModelError(f"the model wrote more than {ANSWER_CHARACTERS:,} characters in one step")
        return text or ""


def error_text(document: JsonValue) -> str:
    """The message in an error of any of the shapes that servers use; shortened, on one line."""
    for key in ("error", "message", "detail"):
        if isinstance(document, dict) and key in document:
            document = cast(dict[str, JsonValue], document)[key]
    text = " ".join(str(document).split())
    return text if len(text) <= 300 else text[:297] + "..."
