"""What tests of a handler need: a context as the runtime makes one, and the handler's own examples."""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from typing_extensions import TypeVar

from handlers.context import Context
from handlers.definitions import Compiler
from handlers.handler import DECLARATION, Declaration
from handlers.registry import RegistryError
from schemas.turn import Principal

PortT = TypeVar("PortT", default=None)

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Makassar"))
"""A Saturday morning in Bali."""


def context(port: PortT = None, *, language: str = "en", now: dt.datetime = NOW, key: str = "") -> Context[PortT]:
    """The context of a call by a member of the staff. `key` is the idempotency key, `now` is aware."""
    return Context(
        port=port,
        now=now,
        tenant="bali",
        principal=Principal(id="ayu"),
        language=language,
        conversation_id="c-1",
        idempotency_key=key,
    )


def examples(function: Callable[..., Any]) -> list[dict[str, Any]]:
    """The arguments of each of a handler's examples, as the runtime hands them over.

    Raises TypeError for what is no handler, RegistryError for one that the service would not take.
    """
    declaration = inspect.getattr_static(function, DECLARATION, None)
    if not isinstance(declaration, Declaration):
        raise TypeError(f"{function!r} is no handler; put @handler(...) on it")
    compiler = Compiler(declaration, foreign=True)
    compiled = compiler.compile()
    if compiled is None:
        raise RegistryError(compiler.faults)
    return [compiled.parse(example.args) for example in declaration.examples]
