"""Arithmetic, in signs or in words: `15% of 2.4 million`, `12 kali 350rb`, `(3+4)*2`."""

import re
from functools import cache

from scout.mini.normalise.found import Found, any_of
from scout.mini.normalise.numbers import find_numbers
from scout.mini.words import words

SIGNS = {"×": "*", "·": "*", "÷": "/", ":": "/", "−": "-", "^": "**", "x": "*", "X": "*"}
SIGN = r"\s*(\*\*|[-+*/()%^×·÷−:]|[xX](?=\s*\d))\s*"


def find_expressions(text: str, language: str) -> list[Found[str]]:
    """Every expression with at least one operator, in Python's notation with plain figures: `15% * 2400000`."""
    numbers = {item.start: item for item in find_numbers(_unglued(text), language)}
    found: list[Found[str]] = []
    position = 0
    while position < len(text):
        end, pieces = _expression(text, position, numbers, language)
        said = "".join(pieces).strip()
        if re.search(r"\d.*[-+*/%]|sqrt", said) and not said.endswith("%"):
            found.append(Found(position, end, said))
            position = end
        else:
            position += 1
    return found


def _unglued(text: str) -> str:
    """`3x4`, `2+2-1`: each sign becomes a space, so that both numbers are seen where they stand."""
    spaced = re.sub(r"(?<=\d)[xX](?=\d)", " ", text)
    return re.sub(r"(?<=[\d\s)(%])[-+*/:^×·÷−()](?=[\s\d(])|(?<=\d)[*/^](?=\d)|\((?=\d)|(?<=\d)\)", " ", spaced)


def _expression(text: str, start: int, numbers: dict[int, Found[float]], language: str) -> tuple[int, list[str]]:
    """Read as far as numbers, signs and operator words go; gives back the end and the pieces."""
    pieces: list[str] = []
    position = end = start
    operand_next, root = True, False
    while position < len(text):
        if operand_next and not root and (opened := _root(language).match(text, position)):
            position, root = opened.end(), True
        number = numbers.get(position)
        if number and operand_next:
            raw = text[number.start : number.end]
            figure = f"{number.value}" + ("%" if raw.rstrip().endswith("%") else "")
            pieces.append(f"sqrt({figure})" if root else figure)
            position = end = number.end
            if root and text[end : end + 1] == ")":
                position = end = end + 1
            operand_next = root = False
            continue
        operator = _operator(text, position, language, after_number=not operand_next)
        if operator is None:
            break
        sign, position = operator
        if sign == ")" or sign == "%" or sign.startswith("**2"):
            end = position
        elif operand_next and sign not in ("(", "-"):
            break
        else:
            operand_next = True
        pieces.append(sign)
    while pieces and re.fullmatch(r"\s*[-+*/(]+\s*", pieces[-1]):
        pieces.pop()
    return end, pieces


@cache
def _root(language: str) -> re.Pattern[str]:
    return re.compile(rf"{any_of(words(language).roots)}\s*\(?\s*", re.IGNORECASE)


@cache
def _operator_words(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = words(language)
    return (
        re.compile(rf"\s*({any_of(table.operators)})\s*", re.IGNORECASE),
        re.compile(rf"\s*{any_of(table.of)}\s*", re.IGNORECASE),
        re.compile(rf"\s*{any_of(table.squared)}", re.IGNORECASE),
    )


def _operator(text: str, position: int, language: str, *, after_number: bool) -> tuple[str, int] | None:
    said, of, squared = _operator_words(language)
    if match := re.compile(SIGN).match(text, position):
        sign = SIGNS.get(match.group(1), match.group(1))
        return (sign if sign in "()%" else f" {sign} "), match.end()
    if match := said.match(text, position):
        sign = words(language).operators[" ".join(match.group(1).lower().split())]
        return (f"{sign} " if sign.startswith("%") else f" {sign} "), match.end()
    if after_number and (match := squared.match(text, position)):
        return "**2", match.end()
    # "15% of 200" multiplies; a bare "3 of 4" does not.
    if after_number and text[:position].rstrip().endswith("%") and (match := of.match(text, position)):
        return " * ", match.end()
    return None
