"""Bali Zero's services and their prices as reference data (`data/services.yaml`)."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handlers.business.lookup import find
from handlers.reference import Provenance, Translated, load
from handlers.values import Money, Value

Currency = Literal["EUR", "USD", "IDR"]
Category = Literal["visa", "kitas", "company", "tax", "legal", "property"]


class Service(Provenance):
    """Something that the house does for a price, in major units of `currency`."""

    code: str
    category: Category
    name: Translated
    aliases: tuple[str, ...]
    price: Annotated[Decimal, Field(gt=0)]
    currency: Currency

    @property
    def money(self) -> Money:
        return Money(amount=float(self.price), currency=self.currency)


class Services(Value):
    services: tuple[Service, ...]

    @model_validator(mode="after")
    def _no_code_twice(self) -> Self:
        codes = [service.code for service in self.services]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"services stand there twice: {sorted(twice)}")
        return self

    def find(self, said: str, language: str) -> Service:
        """The service that a person means. Raises Ambiguous, NotFound and InvalidRequest."""
        return find(said, self.services, "service", language)


SERVICES = load(Path(__file__).parent / "data/services.yaml", Services)
