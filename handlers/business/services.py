"""Bali Zero's services, their prices and the exchange rates, as reference data (`data/services.yaml`, `rates.yaml`)."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handlers.business.lookup import find
from handlers.reference import Provenance, Translated, load
from handlers.values import Money, Value

Currency = Literal["EUR", "USD", "IDR"]
Category = Literal["visa", "kitas", "company", "tax", "legal", "property"]

SMALLEST: Mapping[Currency, Decimal] = {"EUR": Decimal("0.01"), "USD": Decimal("0.01"), "IDR": Decimal(1)}
"""The smallest amount that is stated in each currency."""


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


class Rates(Provenance):
    """How much of each currency one unit of `base` buys."""

    base: Currency
    rates: Mapping[Currency, Annotated[Decimal, Field(gt=0)]]

    def rate(self, source: Currency, target: Currency) -> Decimal:
        """How much of `target` one unit of `source` buys."""
        return self.rates[target] / self.rates[source]

    def convert(self, amount: Decimal, source: Currency, target: Currency) -> Money:
        converted = amount * self.rate(source, target)
        return Money(amount=float(converted.quantize(SMALLEST[target], ROUND_HALF_UP)), currency=target)


_DATA = Path(__file__).parent / "data"
SERVICES = load(_DATA / "services.yaml", Services)
RATES = load(_DATA / "rates.yaml", Rates)
