"""Values that results of many handlers share."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from handlers.labels import Label


class Value(BaseModel):
    """Base of results and of their parts: immutable."""

    model_config = ConfigDict(frozen=True)


class Money(Value):
    """An amount in a currency (ISO 4217), in major units: 800.0 EUR, 1000000.0 IDR."""

    model_config = ConfigDict(json_schema_extra={"format": "money"})

    amount: float
    currency: str


class Source(Value):
    """Where a figure comes from, and the day on which it was checked."""

    model_config = ConfigDict(json_schema_extra={"format": "source"})

    name: str
    date: Annotated[dt.date, Label("as of", id="per", it="al")]
    url: str | None = None


class File(Value):
    """A file of the service, uploaded or made by a handler. `url` is a path of this service, `size` is in bytes."""

    name: Annotated[str, Label("file", id="berkas", it="file", role="title")]
    url: Annotated[str, Label("download", id="unduh", it="scarica")]
    id: Annotated[str, Label("file id", role="hidden")]
    type: Annotated[str, Label("media type", role="hidden")]
    size: Annotated[int, Label("size", role="hidden")]
