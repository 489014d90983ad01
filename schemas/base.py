"""The two bases of every schema: what we write ourselves, and what a client sends us."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A value between rooms: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Request(BaseModel):
    """A body from a client: strict, so that `"7"` is no number and a misspelt field is told, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
