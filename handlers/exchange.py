"""Exchange rates: one dated snapshot for prices and conversions alike (`data/exchange_rates.yaml`)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from babel import Locale
from pydantic import Field, model_validator

from handlers.amounts import rounded
from handlers.errors import InvalidRequest, NotFound
from handlers.reference import Provenance, load
from handlers.values import Money

Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

LANGUAGES = ("en", "id", "it")


class Rates(Provenance):
    """How much of each currency one unit of `base` buys. Currencies by their ISO 4217 code."""

    base: Code
    rates: Mapping[Code, Annotated[Decimal, Field(gt=0)]]
    whole: frozenset[Code]
    usual: tuple[Code, ...]
    words: Mapping[Code, tuple[str, ...]]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if missing := {self.base, *self.whole, *self.usual, *self.words} - set(self.rates):
            raise ValueError(f"currencies that are named have no rate: {sorted(missing)}")
        if self.rates[self.base] != 1:
            raise ValueError(f"one {self.base} buys {self.rates[self.base]} {self.base}; the base's own rate is 1")
        return self

    def rate(self, source: str, target: str) -> Decimal:
        """How much of `target` one unit of `source` buys."""
        return self.rates[target] / self.rates[source]

    def convert(self, amount: Decimal, source: str, target: str) -> Money:
        """Rounded to what can be paid in `target`."""
        smallest = Decimal(1) if target in self.whole else Decimal("0.01")
        return Money(amount=float(rounded(amount * self.rate(source, target), smallest)), currency=target)

    def code(self, said: str) -> str:
        """The currency that a person means: `CHF`, `chf`, `swiss francs`, `rupiah`, `€`.

        Raises NotFound for a currency without a rate here, InvalidRequest for what is none.
        """
        name = " ".join(said.casefold().split())
        code = _codes().get(name) or next((code for code, words in self.words.items() if name in words), None)
        if code is None:
            raise InvalidRequest(f"{said!r} is no currency that is known; give its code, such as EUR or IDR.")
        if code not in self.rates:
            raise NotFound(
                f"There is no rate for {code} in the snapshot of {self.date}. Known: {', '.join(self.rates)}."
            )
        return code


def currency_name(code: str, language: str) -> str:
    """The currency's name in a language of the house."""
    return _names(language)[code]


def _names(language: str) -> Mapping[str, str]:
    names: Mapping[str, str] = Locale(language).currencies
    return names


@cache
def _codes() -> Mapping[str, str]:
    """Currency by its code and by its name in each language; built on first use, since names take a while to read."""
    names = {name.casefold(): code for language in LANGUAGES for code, name in _names(language).items()}
    return {**names, **{code.lower(): code for code in set(names.values())}}


RATES = load(Path(__file__).parent / "data/exchange_rates.yaml", Rates)
