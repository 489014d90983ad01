"""Indonesia's visas as reference data (`data/visas.yaml`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handlers.business.lookup import find
from handlers.reference import Provenance, Translated, load
from handlers.values import Value

Kind = Literal["visa_free", "on_arrival", "single_entry", "multiple_entry", "limited_stay"]
Work = Literal["none", "employment", "own_company", "remote"]


class Visa(Provenance):
    """One index. Days count from entry; null is what is not known. `purposes` are what it may be used for.

    documents and conditions are keys of the texts that visas share, or texts of its own.
    """

    code: Annotated[str, Field(pattern=r"^[A-F]\d{1,2}[A-Z]?$")]
    kind: Kind
    name: Translated
    aliases: tuple[str, ...]
    purposes: tuple[str, ...]
    stay_days: Annotated[int, Field(gt=0)]
    extensions: int | None
    extension_days: int | None
    work: Work
    guarantor: bool
    documents: tuple[str | Translated, ...]
    conditions: tuple[str | Translated, ...]
    open_to: Literal["everyone", "visa_free", "on_arrival"]

    @property
    def longest_days(self) -> int | None:
        """The stay with every extension; None where it is not known."""
        if self.extensions is None:
            return None
        return self.stay_days + self.extensions * (self.extension_days or 0)


class Visas(Value):
    """All visas, and the texts that they share."""

    visas: tuple[Visa, ...]
    documents: Mapping[str, Translated]
    conditions: Mapping[str, Translated]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        codes = [visa.code for visa in self.visas]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"visas stand there twice: {sorted(twice)}")
        for visa in self.visas:
            missing = [key for key in visa.documents if isinstance(key, str) and key not in self.documents]
            missing += [key for key in visa.conditions if isinstance(key, str) and key not in self.conditions]
            if missing:
                raise ValueError(f"{visa.code} names texts that are not there: {missing}")
        return self

    def find(self, said: str, language: str) -> Visa:
        """The visa that a person means. Raises Ambiguous, NotFound and InvalidRequest."""
        return find(said, self.visas, "visa", language)

    def documents_of(self, visa: Visa, language: str) -> tuple[str, ...]:
        return _texts(visa.documents, self.documents, language)

    def conditions_of(self, visa: Visa, language: str) -> tuple[str, ...]:
        return _texts(visa.conditions, self.conditions, language)


def _texts(wanted: tuple[str | Translated, ...], shared: Mapping[str, Translated], language: str) -> tuple[str, ...]:
    return tuple((shared[text] if isinstance(text, str) else text).to(language) for text in wanted)


VISAS = load(Path(__file__).parent / "data/visas.yaml", Visas)
