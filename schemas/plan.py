"""What a model wants done: a typed DAG of calls, what is missing, and how sure it is."""

from pydantic import Field, JsonValue

from schemas.base import Record

INVALID = "$invalid"
"""The only argument of a call whose arguments could not be read; its value is the text that the model wrote."""


class PlannedCall(Record):
    """One call. An argument may be a reference to an earlier result, `{"$from": "c1", "path": "/phone"}`
    (RFC 6901 pointer, default the whole), or a text with references in it, `{"$text": "Price: {c1/amount} EUR"}`.
    """

    id: str
    handler: str
    args: dict[str, JsonValue] = Field(default_factory=dict)
    after: tuple[str, ...] = ()


class MissingCall(Record):
    """A call that the person asked for without saying everything it requires; `params` are the missing names."""

    handler: str
    args: dict[str, JsonValue] = Field(default_factory=dict)
    params: tuple[str, ...]


class Route(Record):
    """Which model answered, how sure it was (0 to 1; null where it cannot tell) and why it was chosen."""

    model: str
    confidence: float | None = None
    reason: str


class Plan(Record):
    """`confidence` is the probability that the whole plan is right; null where the model reports none."""

    calls: tuple[PlannedCall, ...] = ()
    missing: tuple[MissingCall, ...] = ()
    confidence: float | None = Field(default=None, ge=0, le=1)
    route: Route

    @property
    def empty(self) -> bool:
        return not self.calls and not self.missing
