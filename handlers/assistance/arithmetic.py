"""Exact arithmetic on what people type: decimal numbers, bounded, and nothing but numbers."""

import decimal
import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, TypeVar

_Nested = TypeVar("_Nested")

LONGEST = 300
"""Characters of an expression."""

DEEPEST = 40
"""Brackets, signs and powers within each other."""

# Fifty digits hide the last one's rounding; beyond 10^300 no result is of use, and none is waited for.
_CONTEXT = decimal.Context(
    prec=50,
    Emax=300,
    Emin=-300,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d[\d.,]*(?:e[+-]?\d+)?|\.\d+)"
    r"|(?P<word>[a-z]+)"
    r"|(?P<sign>\*\*|//|[-+*/^%()√]))",
)
_SPELLINGS = str.maketrans({"×": "*", "·": "*", "÷": "/", ":": "/", "−": "-", "–": "-", "²": "^2", "³": "^3"})
_TIMES_WORDS = frozenset({"x", "of", "dari", "di", "del", "times", "kali", "per"})
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GROUPED_BY_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")


class Unreadable(Exception):
    """The expression is none, or has no value; the text names the part at fault."""


class _Term(NamedTuple):
    """A value, and whether it was written as a percentage: `200 + 10%` adds a tenth of the 200."""

    value: Decimal
    percent: bool = False


def evaluate(expression: str) -> Decimal:
    """The value of `expression`: + - * / ^ ** %, brackets, sqrt, abs, round, `15% of 2400`. Raises Unreadable."""
    if len(expression) > LONGEST:
        raise Unreadable(f"the expression has {len(expression)} characters; the most is {LONGEST}")
    with decimal.localcontext(_CONTEXT):
        try:
            return _Reader(expression).read()
        except decimal.DivisionByZero:
            raise Unreadable(f"{expression!r} divides by zero") from None
        except decimal.Overflow:
            raise Unreadable(f"{expression!r} is larger than 10^{_CONTEXT.Emax}") from None
        except decimal.InvalidOperation:
            raise Unreadable(f"{expression!r} has no value among the real numbers") from None


def number(written: str) -> Decimal:
    """`1,250.50`, `1.250,50`, `1.250.000`, `1,250`, `0,5`, `1e6`. A lone dot is a decimal point. Raises Unreadable."""
    plain = written
    if _GROUPED_BY_DOTS.fullmatch(written):
        plain = written.replace(".", "").replace(",", ".")
    elif _GROUPED.fullmatch(written):
        plain = written.replace(",", "")
    elif written.count(",") == 1:
        plain = written.replace(",", ".")
    try:
        return Decimal(plain)
    except decimal.InvalidOperation:
        raise Unreadable(f"{written!r} is no number") from None


class _Reader:
    """Recursive descent over the tokens, one method per rank of operator."""

    def __init__(self, expression: str) -> None:
        self.tokens = _tokens(expression)
        self.position = 0
        self.depth = 0

    def read(self) -> Decimal:
        value = self._sum().value
        if self._next is not None:
            raise Unreadable(f"{self._next!r} is not expected there: an operator is missing, or a bracket too many")
        return +value

    @property
    def _next(self) -> str | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def _take(self, *accepted: str) -> str | None:
        token = self._next
        if token is None or token not in accepted:
            return None
        self.position += 1
        return token

    def _sum(self) -> _Term:
        left = self._product()
        while sign := self._take("+", "-"):
            right = self._product()
            share = left.value * right.value if right.percent and not left.percent else right.value
            total = left.value + share if sign == "+" else left.value - share
            left = _Term(total, left.percent and right.percent)
        return left

    def _product(self) -> _Term:
        left = self._signed()
        while sign := self._take("*", "/", "//"):
            right = self._signed().value
            left = _Term(_OPERATIONS[sign](left.value, right))
        return left

    def _signed(self) -> _Term:
        sign = self._take("+", "-")
        if sign is None:
            return self._power()
        term = self._nested(self._signed)
        return _Term(-term.value, term.percent) if sign == "-" else term

    def _power(self) -> _Term:
        base = self._percentage()
        if self._take("^", "**") is None:
            return base
        return _Term(base.value ** self._nested(self._signed).value)

    def _percentage(self) -> _Term:
        value = self._operand()
        percent = False
        while self._take("%"):
            value, percent = value / 100, True
        return _Term(value, percent)

    def _operand(self) -> Decimal:
        part = self._next
        if part is None:
            raise Unreadable("the expression ends where a number is expected")
        self.position += 1
        if part == "(":
            value = self._nested(self._sum).value
            if self._take(")") is None:
                raise Unreadable("a bracket is not closed")
            return value
        if part in _FUNCTIONS:
            return _FUNCTIONS[part](self._nested(self._operand))
        if part[0].isdigit() or part[0] == ".":
            return number(part)
        raise Unreadable(f"{part!r} is not expected there: a number is missing")

    def _nested(self, read: Callable[[], _Nested]) -> _Nested:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(f"more than {DEEPEST} levels within each other")
        value = read()
        self.depth -= 1
        return value


_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
}
_FUNCTIONS: dict[str, Callable[[Decimal], Decimal]] = {
    "sqrt": Decimal.sqrt,
    "√": Decimal.sqrt,
    "abs": abs,
    "round": lambda value: value.to_integral_value(decimal.ROUND_HALF_UP),
}


def _tokens(expression: str) -> list[str]:
    text = expression.translate(_SPELLINGS).lower().rstrip(" \t\n=?")
    tokens: list[str] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise Unreadable(f"{text[position:].strip()[:20]!r} cannot be read; write numbers and + - * / ^ % ( )")
        tokens.append(_token(found))
        position = found.end()
    return tokens


def _token(found: re.Match[str]) -> str:
    token = found.group(found.lastgroup or 0)
    if found.lastgroup != "word" or token in _FUNCTIONS:
        return token
    if token in _TIMES_WORDS:
        return "*"
    raise Unreadable(f"{token!r} is no number; the words that can be used are {', '.join(sorted(_FUNCTIONS))} and 'of'")
