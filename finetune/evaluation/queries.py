"""Annotated messages: what a person wrote, and the calls that would be right."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue, ValidationError

from schemas.base import Record

Kind = Literal["single", "parallel", "sequential", "none", "missing"]


class WantedCall(Record):
    """args and optional: parameter -> acceptable values; `{"from": i}` is a reference to call i.

    What stands in `optional` may be there or not. missing: what the person did not say and has to be asked for.
    """

    handler: str
    args: dict[str, list[JsonValue]] = Field(default_factory=dict)
    optional: dict[str, list[JsonValue]] = Field(default_factory=dict)
    after: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()


class Query(Record):
    """A message and what it asks for."""

    id: str
    lang: Literal["en", "id", "it"]
    kind: Kind
    query: str
    calls: tuple[WantedCall, ...] = ()


def read_queries(path: Path) -> Iterator[Query]:
    """The messages of a file, one JSON object a line. Raises ValueError naming file and line."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield Query.model_validate(json.loads(line))
            except (ValidationError, json.JSONDecodeError) as error:
                raise ValueError(f"{path}:{number}: no annotated message: {error}") from error
