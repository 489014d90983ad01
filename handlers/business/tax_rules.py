"""Indonesian taxes as arithmetic, exact to the rupiah, and the figures behind it (`data/taxes.yaml`)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self, get_args

from pydantic import Field, model_validator

from handlers.amounts import whole
from handlers.errors import InvalidRequest
from handlers.reference import Provenance, Translated, load
from handlers.values import Value

Status = Literal["TK/0", "TK/1", "TK/2", "TK/3", "K/0", "K/1", "K/2", "K/3"]
"""TK: not married, K: married; the digit counts dependants."""

Rate = Annotated[Decimal, Field(ge=0, le=1)]

THOUSAND = 1000
"""Taxable income and profit are rounded down to it (Income Tax Law, article 17 (4))."""


class Slice(Value):
    """A part of the taxable income and its rate. `up_to` is absent in the last one."""

    up_to: int | None
    rate: Rate


class Brackets(Provenance):
    slices: tuple[Slice, ...]

    @model_validator(mode="after")
    def _rising(self) -> Self:
        ends = [each.up_to for each in self.slices]
        bounded = [end for end in ends if end is not None]
        if ends[-1] is not None or len(bounded) != len(ends) - 1 or bounded != sorted(set(bounded)):
            raise ValueError(f"brackets must rise and the last one be open; they end at {ends}")
        return self


class Allowance(Provenance):
    """Income that is not taxed (PTKP), a year."""

    self_: Annotated[int, Field(alias="self")]
    married: int
    dependant: int

    def of(self, status: Status) -> int:
        marital, dependants = status.split("/")
        return self.self_ + (self.married if marital == "K" else 0) + int(dependants) * self.dependant


class Occupation(Provenance):
    rate: Rate
    most: int


class Surcharge(Provenance):
    rate: Rate


class IncomeRules(Value):
    brackets: Brackets
    allowance: Allowance
    occupation: Occupation
    surcharge: Surcharge
    notes: Mapping[Literal["employee", "assumed", "with_number", "nik"], Translated]


class VatRule(Provenance):
    """`base`: numerator and denominator of the part of the price that the rate is applied to."""

    since: int
    rate: Rate
    base: tuple[int, int]
    note: Translated | None = None

    @property
    def effective(self) -> Fraction:
        """The rate on the whole price: 12% of 11/12 is 11%."""
        return Fraction(self.rate) * Fraction(*self.base)


class VatRules(Value):
    """In order of their first years."""

    rules: tuple[VatRule, ...]

    def of(self, year: int) -> VatRule:
        """The rule of a year. Raises InvalidRequest for years before the tax."""
        first = self.rules[0].since
        if year < first:
            raise InvalidRequest(f"Indonesia has had VAT since {first}; give a year from {first} on, not {year}.")
        return next(rule for rule in reversed(self.rules) if rule.since <= year)


class CorporateRules(Provenance):
    rate: Rate
    reduction: Rate
    most_turnover: int
    reduced_turnover: int
    final_rate: Rate
    notes: Mapping[Literal["unknown", "final", "loss", "large"], Translated]

    @property
    def reduced_rate(self) -> Decimal:
        return self.rate * (1 - self.reduction)


class Taxes(Value):
    income: IncomeRules
    vat: VatRules
    corporate: CorporateRules


TAXES = load(Path(__file__).parent / "data/taxes.yaml", Taxes)
STATUSES: tuple[Status, ...] = get_args(Status)


class Taxed(NamedTuple):
    """What of the income lies in a bracket, and the tax on it."""

    income: int
    rate: Decimal
    tax: int


class Vat(NamedTuple):
    """`net` without the tax, `base` what the rate is applied to; `net` + `tax` is the price that is paid."""

    net: Decimal
    base: int
    tax: int


class Corporate(NamedTuple):
    """The profit that is taxed, the part of it at the reduced rate, and the tax."""

    taxable: int
    reduced: int
    tax: int


def taxable_income(gross: Decimal, status: Status) -> int:
    """A year's gross income less the occupational cost and the untaxed income, down to full thousands."""
    income = gross - occupational_cost(gross) - TAXES.income.allowance.of(status)
    return max(0, int(income) // THOUSAND * THOUSAND)


def occupational_cost(gross: Decimal) -> int:
    return min(whole(gross * TAXES.income.occupation.rate), TAXES.income.occupation.most)


def by_bracket(taxable: int) -> Iterator[Taxed]:
    """The tax on each part of the taxable income; only the brackets that it reaches."""
    below = 0
    for bracket in TAXES.income.brackets.slices:
        part = (taxable if bracket.up_to is None else min(taxable, bracket.up_to)) - below
        if part <= 0:
            return
        yield Taxed(part, bracket.rate, whole(part * bracket.rate))
        below += part


def vat(amount: Decimal, rule: VatRule, *, inclusive: bool) -> Vat:
    """VAT on a price, or inside it; rounded once, to the rupiah."""
    share = rule.effective / (1 + rule.effective) if inclusive else rule.effective
    tax = whole(Fraction(amount) * share)
    net = amount - tax if inclusive else amount
    return Vat(net, whole(Fraction(net) * Fraction(*rule.base)), tax)


def corporate_tax(profit: Decimal, turnover: Decimal | None) -> Corporate:
    """Tax on a year's profit; the reduction needs the turnover, and shares the profit by it (article 31E)."""
    rules = TAXES.corporate
    taxable = max(0, int(profit) // THOUSAND * THOUSAND)
    reduced = 0
    if turnover and turnover <= rules.most_turnover:
        share = min(Fraction(1), Fraction(rules.reduced_turnover) / Fraction(turnover))
        reduced = whole(taxable * share)
    tax = Fraction(rules.reduced_rate) * reduced + Fraction(rules.rate) * (taxable - reduced)
    return Corporate(taxable, reduced, whole(tax))
