"""Arithmetic, to the last digit."""

from decimal import Context as DecimalContext
from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict

from handlers.assistance.arithmetic import Unreadable, evaluate
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

DIGITS = 15
"""What a JSON number keeps of a value without loss; a longer one is rounded to it."""


class Calculation(Value):
    """An expression and its value: a whole number as an integer, else at most 15 significant digits."""

    model_config = ConfigDict(json_schema_extra=titled("Calculation", "Perhitungan", "Calcolo"))

    expression: Annotated[str, Label("expression", id="perhitungan", it="espressione", role="title")]
    value: Annotated[int | float, Label("result", id="hasil", it="risultato")]


@handler(
    "calculator.evaluate",
    effect="read",
    examples=[
        ("what's 2400 * 1.11", {"expression": "2400 * 1.11"}),
        ("15% of 2400?", {"expression": "15% of 2400"}),
        ("800 + 65 + 2500 pls", {"expression": "800 + 65 + 2500"}),
        ("12 dikali 750rb berapa ya", {"expression": "12 * 750000"}),
        ("hitungin (1250 + 300) / 4 dong", {"expression": "(1250 + 300) / 4"}),
        ("berapa 11% dari 5 juta", {"expression": "11% * 5000000"}),
        ("quanto fa 37 per 12?", {"expression": "37 * 12"}),
        ("mi calcoli il 22% di 1.350", {"expression": "22% * 1350"}),
        ("radice di 144", {"expression": "sqrt(144)"}),
    ],
)
def evaluate_expression(
    ctx: Context, expression: Annotated[str, Label("arithmetic expression", id="perhitungan", it="espressione")]
) -> Calculation:
    """Work out an arithmetic expression."""
    try:
        return Calculation(expression=expression.strip(), value=_plain(evaluate(expression)))
    except Unreadable as error:
        raise InvalidRequest(str(error)) from error


def _plain(value: Decimal) -> int | float:
    """0.3 for 0.1 + 0.2, 4 for 4.00."""
    rounded = DecimalContext(prec=DIGITS).plus(value)
    whole = rounded == rounded.to_integral_value() and rounded.adjusted() < DIGITS
    return int(rounded) if whole else float(rounded)
