"""What a reference stands for, in the form that the parameter takes: a price is "800 EUR" in a text, 800 as a number.

Only what can be meant in one way is turned; anything else goes on as it is, and the arguments' validation tells why.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

MONEY = "money"
"""Format of a record of `amount` and `currency` in a result's schema; see `handlers.values.Money`."""


def fits(part: Mapping[str, Any], wanted: str | None) -> bool:
    """Whether a record of a result can be made what a parameter of type `wanted` takes."""
    return wanted in ("object", None) or (part.get("format") == MONEY and wanted in ("string", "number", "array"))


def fitted(value: JsonValue, schema: Mapping[str, Any]) -> JsonValue:
    """The value of a reference for a parameter with this schema."""
    match schema.get("type"):
        case "string":
            return as_text(value)
        case "number" if isinstance(value, dict) and set(value) == {"amount", "currency"}:
            return value["amount"]
        case "array" if not isinstance(value, list):
            return [fitted(value, schema.get("items", {}))]
        case "array" if isinstance(value, list):
            return [fitted(item, schema.get("items", {})) for item in value]
        case _:
            return value


def as_text(value: JsonValue) -> JsonValue:
    """A single value, an amount of money or a list of such as a person writes them; a record stays a record."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return f"{value:,.10g}" if abs(value) >= 10_000 else f"{value:g}"
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return f"{as_text(value['amount'])} {value['currency']}"
    if isinstance(value, list):
        texts = [as_text(item) for item in value]
        return "\n".join(map(str, texts)) if texts and all(isinstance(text, str) for text in texts) else value
    return value
