"""The value that a stretch of a message states: the person's own words, without marks and politeness around them."""

import re
from functools import lru_cache

from pydantic import JsonValue

from scout.mini.normalise.found import any_of
from scout.mini.normalise.quotes import find_quotes
from scout.mini.parameters import Kind, Parameter
from scout.mini.tokens import Token
from scout.mini.words import Words


def stated(parameter: Parameter, tokens: list[Token], text: str, table: Words, joints: frozenset[str]) -> JsonValue:
    """The words of a span as the person wrote them, without what was read as a typed value, fillers and marks."""
    pieces: list[str] = []
    for token in tokens:
        if token.marks:
            pieces.append("\n")
        elif pieces and pieces[-1] != "\n":
            pieces[-1] += text[token.start - _gap(text, token.start) : token.end]
        else:
            pieces.append(text[token.start : token.end])
    said = " ".join(piece.strip() for piece in pieces if piece != "\n").strip()
    quotes = find_quotes(said)
    if len(quotes) == 1 and quotes[0].end - quotes[0].start >= len(said) - 1:
        return [quotes[0].value] if parameter.kind is Kind.LIST else quotes[0].value
    said = re.sub(r"(?<=\w)['’]s$", "", _without_fillers(said, table).strip(" ,;:-"))
    if not re.search(r"\w", said):
        return None
    if parameter.kind is Kind.LIST:
        between = any_of(joint for joint in (*table.boundaries, *joints) if joint[0].isalnum())
        items = re.split(rf"\s*[,;]\s*(?:{between}\s+)?|\s+{between}\s+", said)
        return [bare for item in items if (bare := re.sub(rf"^{any_of(table.definite)}\s*", "", item, flags=re.I))]
    return said


def _gap(text: str, start: int) -> int:
    return len(text[:start]) - len(text[:start].rstrip())


@lru_cache(maxsize=8)
def _filler_pattern(fillers: tuple[str, ...]) -> re.Pattern[str]:
    bodies = "|".join(re.escape(filler) for filler in sorted(fillers, key=len, reverse=True))
    return re.compile(rf"(?:[\s,]+(?:{bodies}))+[\s.!?]*$|[\s.?!]+$", re.IGNORECASE)


def _without_fillers(said: str, table: Words) -> str:
    """`Budi dong` -> `Budi`: politeness at the end is no part of a value. A question mark alone goes too."""
    return _filler_pattern(table.fillers).sub("", said)
