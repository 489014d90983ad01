"""What every normaliser returns, and how word tables become patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and the characters `text[start:end]` that say it."""

    start: int
    end: int
    value: T


def any_of(phrases: Iterable[str], *, glued: bool = False) -> str:
    """A pattern for any of the phrases as whole words, longest first. Matches nothing when there are none.

    `glued` phrases may follow a letter or a digit at once, as units do: `2h`.
    """
    ordered = sorted({phrase.lower() for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    # One bound around many phrases: with a bound each, every one of them would be tried at every character.
    bounded: dict[tuple[str, str], list[str]] = {}
    for phrase in ordered:
        left = r"(?<![^\W_])" if phrase[0].isalnum() and not glued else ""
        right = r"(?![^\W_])" if phrase[-1].isalnum() else ""
        bounded.setdefault((left, right), []).append(re.escape(phrase).replace(r"\ ", r"\s+"))
    groups = (f"{left}(?:{'|'.join(bodies)}){right}" for (left, right), bodies in sorted(bounded.items(), reverse=True))
    return f"(?:{'|'.join(groups)})" if ordered else r"(?!)"


def outermost(found: Iterable[Found[T]]) -> list[Found[T]]:
    """Without those that overlap a longer one; in order of the text."""
    kept: list[Found[T]] = []
    for item in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)
