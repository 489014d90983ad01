"""Amounts of money as people say them, made exact: no sum is worked out in binary fractions."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from handlers.errors import InvalidRequest
from handlers.values import Money

LARGEST = 10**15
"""Beyond it a JSON number no longer holds every unit."""


def exact(amount: float, what: str = "amount") -> Decimal:
    """The decimal number that a person wrote. `what` names it in errors.

    Raises InvalidRequest for what is negative, endless or above `LARGEST`.
    """
    if not 0 <= amount <= LARGEST:
        raise InvalidRequest(f"The {what} {amount} cannot be; give one from 0 to {LARGEST:,}.")
    return Decimal(str(amount))


def whole(amount: Fraction | Decimal) -> int:
    """Rounded to a whole unit, halves up, as tax offices and banks do."""
    return int(Fraction(amount) + Fraction(1, 2))


def rupiah(amount: int | Decimal) -> Money:
    """Money in rupiah."""
    return Money(amount=float(amount), currency="IDR")


def rounded(amount: Decimal, smallest: Decimal) -> Decimal:
    """To a multiple of a power of ten, halves up: 633327.049 to 0.01 is 633327.05."""
    return amount.quantize(smallest, ROUND_HALF_UP)


def percent(rate: Decimal) -> float:
    """0.11 -> 11.0."""
    return float(rate * 100)


def share(part: int, of: Decimal) -> float:
    """Percent, to two places; of nothing, none."""
    return round(float(100 * part / of), 2) if of else 0.0
