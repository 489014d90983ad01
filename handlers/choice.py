"""One thing out of those that fit what a person said: never a silent guess among several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.errors import Ambiguous, NotFound

T = TypeVar("T")

MOST_OPTIONS = 10


@dataclass(frozen=True, slots=True)
class Matches(Generic[T]):
    """`fitting`: all that a name fits equally well. `near`: where nothing fits, what has a name like it, nearest first.

    A name that is merely like another one never stands in for it: 'Budget 2025' is not 'Budget 2026'.
    """

    fitting: tuple[T, ...]
    near: tuple[T, ...] = ()


def only(found: Sequence[T], said: str, noun: str, tell: Callable[[T], str]) -> T:
    """The one thing found. `noun` names its kind in the singular, `tell` words an option so that a person can choose.

    Raises NotFound when nothing fits and Ambiguous when several things do.
    """
    if not found:
        raise NotFound(f"No {noun} fits {said!r}; check the spelling, or say it another way.")
    if len(found) == 1:
        return found[0]
    options = [tell(thing) for thing in found[:MOST_OPTIONS]]
    listed = "; ".join(options)
    more = f" and {len(found) - len(options)} more" if len(found) > len(options) else ""
    raise Ambiguous(f"{len(found)} {noun}s fit {said!r}: {listed}{more}. Say which one is meant.", options=options)


def the_match(matches: Matches[T], said: str, noun: str, tell: Callable[[T], str]) -> T:
    """The thing that a person means. Raises as `only` does, NotFound with the nearest names where there are any."""
    if not matches.fitting and matches.near:
        nearest = [tell(thing) for thing in matches.near]
        raise NotFound(f"No {noun} is called {said!r}. The nearest: {'; '.join(nearest)}.", options=nearest)
    return only(matches.fitting, said, noun, tell)


def none_of(names: Sequence[str], said: str, noun: str) -> NotFound:
    """The error for what is none of a few known names."""
    return NotFound(f"There is no {noun} {said!r}; there are: {', '.join(names) or 'none'}.", options=names)
