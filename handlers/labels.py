"""Words for fields, in the languages of the house: what an answer or a question calls them."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

LABEL = "x-label"
"""The JSON schema key under which a label travels."""

Role = Literal["title", "detail", "flag", "hidden"]


@dataclass(frozen=True, slots=True)
class Label:
    """Annotates a parameter or a result's field: `amount: Annotated[float, Label("price", id="harga", it="prezzo")]`.

    The English words are the description that the model reads. `role` says how an answer shows a result's field:
    `title` heads it, a `flag` (that something was cut short) is told only where it is true, `hidden` (ids, digests)
    stays out of it.
    """

    en: str
    id: str | None = None
    it: str | None = None
    role: Role = "detail"

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = dict(handler(core))
        schema.setdefault("description", self.en)
        schema[LABEL] = self.words()
        return schema

    def words(self) -> dict[str, str]:
        named = {"en": self.en, "id": self.id, "it": self.it, "role": self.role if self.role != "detail" else None}
        return {key: value for key, value in named.items() if value is not None}


def titled(en: str, id: str, it: str) -> dict[str, Any]:
    """The `json_schema_extra` of a result model: what the answer calls the whole thing."""
    return {LABEL: {"en": en, "id": id, "it": it}}
