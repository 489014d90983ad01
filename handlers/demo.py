"""`@demo_seed`: declares that a function fills the demo tenant with a family's data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

DEMO_SEED = "__zantara_demo_seed__"


@dataclass(frozen=True, slots=True)
class SeedDeclaration:
    """order: lower ones run first. background: it runs beside the start, which nobody then waits for."""

    function: Callable[..., Any]
    order: int
    background: bool

    @property
    def name(self) -> str:
        return self.function.__module__.rpartition(".")[2]


def demo_seed(*, order: int, background: bool = False) -> Callable[[FunctionT], FunctionT]:
    """Declare a function a seed of the demo tenant; it runs at every start, and must leave alone what it finds done.

    It is called with `tenant: str`, `now: datetime` (aware), `today: date` and `owner: str` (a principal's id) where it
    has such parameters, and with resources of the service and backends, found by annotation as for a backend's
    constructor. The same `now` gives the same data.
    order: the demo's people are of order 0; what builds on them takes a higher one.
    """

    def declare(function: FunctionT) -> FunctionT:
        setattr(function, DEMO_SEED, SeedDeclaration(function, order, background))
        return function

    return declare
