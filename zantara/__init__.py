"""What a handler's author imports."""

from handlers.backend import backend
from handlers.context import Context
from handlers.errors import Ambiguous, Denied, InvalidRequest, NotFound, Unavailable
from handlers.handler import handler
from handlers.labels import Label
from handlers.values import Money, Source, Value

__all__ = [
    "Ambiguous",
    "Context",
    "Denied",
    "InvalidRequest",
    "Label",
    "Money",
    "NotFound",
    "Source",
    "Unavailable",
    "Value",
    "backend",
    "handler",
]
