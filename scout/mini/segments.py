"""Several wishes in one message: where it could be cut, and which cuts hold."""

import re
from collections.abc import Callable
from functools import cache

from scout.mini.normalise.found import any_of
from scout.mini.normalise.quotes import find_quotes
from scout.mini.words import words

MOST_PIECES = 8
"""A message with more possible cuts keeps the rest in its last piece."""


@cache
def _boundary(language: str) -> re.Pattern[str]:
    joint = any_of(words(language).boundaries)
    return re.compile(
        rf"(?:[;\n]+|[?!.]+(?=\s|$)|,(?!\d))(?:\s*{joint})*(?:\s*,)?\s*|\s+{joint}(?:\s*{joint})*\s*,?\s+", re.I
    )


def pieces(message: str, language: str) -> list[tuple[int, int, bool]]:
    """The stretches between possible cuts, each `message[start:end]`, and whether but a comma stands before it.

    Nothing inside quotation marks is cut.
    """
    quotes = find_quotes(message)
    found: list[tuple[int, int, bool]] = []
    start, comma = 0, False
    for match in _boundary(language).finditer(message):
        if any(quote.start < match.end() and match.start() < quote.end for quote in quotes):
            continue
        if len(found) == MOST_PIECES - 1:
            break
        if message[start : match.start()].strip():
            # A question mark belongs to what it ends.
            end = match.start() + len(re.match(r"[?!]*", match.group()).group())  # pyright: ignore[reportOptionalMemberAccess]
            found.append((start, end, comma))
            start, comma = match.end(), match.group().strip() == ","
    if message[start:].strip():
        found.append((start, len(message), comma))
    return found


def split(
    message: str, language: str, stands: Callable[[str, bool], bool], completes: Callable[[str, str], bool]
) -> list[str]:
    """Cut where both sides stand as wishes of their own; any other piece belongs to the one before it.

    `stands` tells whether a text is a call by itself (surely so, where but a comma parts it), `completes` whether the
    longer of two texts is the call of the shorter with more said. A message without two pieces that stand comes back
    whole.
    """
    spans = pieces(message, language)
    if len(spans) < 2:
        return [message]
    groups: list[tuple[int, int]] = []
    for start, end, comma in spans:
        before = message[slice(*groups[-1])] if groups else ""
        apart = stands(message[start:end], comma) and stands(before, comma) if groups else True
        if apart and not (groups and completes(before, message[groups[-1][0] : end])):
            groups.append((start, end))
        else:
            groups[-1] = (groups[-1][0], end)
    return [message[start:end].strip() for start, end in groups]
