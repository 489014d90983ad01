"""RFC 9457 problem details: every error that leaves the service over HTTP."""

from pydantic import BaseModel, ConfigDict


class InvalidValue(BaseModel):
    """One value that was refused: where it stands, what is wrong, what would be right."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """`application/problem+json`. Members beyond the standard's five carry what a client can act on."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[InvalidValue] | None = None
