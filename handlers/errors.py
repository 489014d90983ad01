"""What a handler raises. The class names who acts; the text names the value and the fix."""

from collections.abc import Sequence
from typing import ClassVar, Literal

Code = Literal["invalid_request", "ambiguous", "not_found", "unavailable", "denied"]


class HandlerError(Exception):
    """Base of the errors that are shown to the model and the person; any other exception is shown as `internal`."""

    code: ClassVar[Code]

    def __init__(self, message: str, *, options: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.options = tuple(options)


class InvalidRequest(HandlerError):
    """An argument is wrong in a way that the model can mend."""

    code = "invalid_request"


class Ambiguous(HandlerError):
    """Several things fit, and only the person can choose: name them in `options`."""

    code = "ambiguous"


class NotFound(HandlerError):
    """What the call is about does not exist."""

    code = "not_found"


class Unavailable(HandlerError):
    """A backend did not answer, or a setting is missing: the runtime retries where the effect allows it."""

    code = "unavailable"


class Denied(HandlerError):
    """The principal may not do this, or a guard forbids it."""

    code = "denied"
