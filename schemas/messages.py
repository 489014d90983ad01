"""Roles and parts of a conversation, as every model backend reads them."""

from enum import StrEnum

from pydantic import JsonValue

from schemas.base import Record


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class MessageCall(Record):
    """A call inside an assistant's message; `handler` is the dotted name."""

    id: str
    handler: str
    args: dict[str, JsonValue]


class Message(Record):
    """One message. `call_id` ties a tool's message to the call that it answers."""

    role: Role
    content: str = ""
    calls: tuple[MessageCall, ...] = ()
    call_id: str | None = None
