"""Values with a fixed pattern: case numbers, classification codes, whatever a schema or the examples show."""

import re
from collections.abc import Sequence

from scout.mini.normalise.found import Found

LONGEST_SCHEME = 5


def find_pattern(text: str, pattern: str) -> list[Found[str]]:
    """Every word that matches a JSON schema `pattern`; the anchors of the schema bind to the word."""
    body = pattern.removeprefix("^").removesuffix("$")
    matches = re.finditer(rf"(?<![\w.,/-])(?:{body})(?![\w/-]|[.,]\d)", text)
    return [Found(match.start(), match.end(), match.group()) for match in matches]


def shape_of(values: Sequence[str]) -> str | None:
    """A pattern for codes that look alike, or None: `56101`, `93293` -> five digits; `C-102` -> a letter, `-`, digits.

    Only values with a digit and without a space are codes.
    """
    if not values or not all(re.fullmatch(r"(?=\S*\d)[\w-]+", value) for value in values):
        return None
    shapes = {_shape(value) for value in values}
    return next(iter(shapes)) if len(shapes) == 1 else None


def _shape(value: str) -> str:
    pieces = re.findall(r"\d+|[^\W\d_]+|[-_]", value)
    if len(pieces) == 1:
        # Long numbers are counted on and on; short ones belong to a scheme of so many digits.
        return rf"\d{{{len(value)}}}" if len(value) <= LONGEST_SCHEME else rf"\d{{{LONGEST_SCHEME},}}"
    return "".join(r"\d+" if piece.isdigit() else re.escape(piece) for piece in pieces)
