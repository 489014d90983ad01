"""Contexts as the runtime hands them to handlers."""

import datetime as dt
from typing import TypeVar
from zoneinfo import ZoneInfo

from handlers.context import Context
from schemas.turn import Principal

PortT = TypeVar("PortT")

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Makassar"))
"""A Saturday morning in Bali."""


def context(port: PortT, *, language: str = "en", key: str = "", now: dt.datetime = NOW) -> Context[PortT]:
    """A call of the tenant `bali` by the principal `ayu`, in the conversation `c-1`."""
    return Context(
        port=port,
        now=now,
        tenant="bali",
        principal=Principal(id="ayu"),
        language=language,
        conversation_id="c-1",
        idempotency_key=key,
    )
