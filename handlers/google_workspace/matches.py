"""What a name that a person said may mean, and the one thing out of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.choice import only
from handlers.errors import NotFound

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Matches(Generic[T]):
    """`fitting`: all that a name fits equally well. `near`: where nothing fits, what has a name like it, nearest first.

    A name that is merely like another one never stands in for it: 'Budget 2025' is not 'Budget 2026'.
    """

    fitting: tuple[T, ...]
    near: tuple[T, ...] = ()


def the_match(matches: Matches[T], said: str, noun: str, tell: Callable[[T], str]) -> T:
    """The thing that a person means. `noun` names its kind in the singular, `tell` words an option.

    Raises Ambiguous when several things fit, NotFound with the nearest ones when none does.
    """
    if not matches.fitting and matches.near:
        nearest = [tell(thing) for thing in matches.near]
        raise NotFound(f"No {noun} is called {said!r}. The nearest: {'; '.join(nearest)}.", options=nearest)
    return only(matches.fitting, said, noun, tell)
