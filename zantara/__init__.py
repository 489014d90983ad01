"""What a handler's author imports."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handlers.backend import backend
    from handlers.context import Context
    from handlers.demo import demo_seed
    from handlers.errors import Ambiguous, Denied, InvalidRequest, NotFound, Unavailable
    from handlers.handler import handler
    from handlers.labels import Label, titled
    from handlers.ports import DataDir
    from handlers.values import Money, Source, Value

__all__ = [
    "Ambiguous",
    "Context",
    "DataDir",
    "Denied",
    "InvalidRequest",
    "Label",
    "Money",
    "NotFound",
    "Source",
    "Unavailable",
    "Value",
    "backend",
    "demo_seed",
    "handler",
    "titled",
]

_MODULES = ("backend", "context", "errors", "handler", "labels", "values", "demo", "ports")


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: `zantara --help` runs without any of them (PEP 562)."""
    if name in __all__:
        for module in _MODULES:
            found = getattr(import_module(f"handlers.{module}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"zantara has no {name!r}; it has {', '.join(__all__)}")
