"""One thing out of those that fit what a person said: never a silent guess among several."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from handlers.errors import Ambiguous, NotFound

T = TypeVar("T")

MOST_OPTIONS = 10


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
