"""What every generator is given and gives back."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeVar

from pydantic import JsonValue

Language = Literal["en", "id", "it"]
LANGUAGES: tuple[Language, ...] = ("en", "id", "it")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filled:
    """What is written into a slot and what it means."""

    surface: str
    value: JsonValue

    @classmethod
    def as_written(cls, surface: str) -> "Filled":
        """A value that is the very words."""
        return cls(surface, surface)


@dataclass(frozen=True, slots=True)
class Known:
    """What a slot can name because it is there. `share`: how many of the slots do; the others are made up."""

    values: Sequence[Filled]
    share: float


World = Mapping[str, Known]
"""What there is, by the generator that would make it up."""


@dataclass(frozen=True, slots=True)
class Scene:
    """When a message is written, and what there is to speak of. `now` is aware."""

    now: datetime
    world: World = field(default_factory=dict[str, Known])


@dataclass(frozen=True, slots=True)
class Setting:
    """Who writes, and when. All chance comes from `rng`, so that the same seed writes the same words."""

    rng: random.Random
    language: Language
    now: datetime
    world: World = field(default_factory=dict[str, Known])

    @property
    def today(self) -> date:
        return self.now.date()

    def known(self, generator: str) -> Filled | None:
        """Something of the world for a slot of this generator; None where it is to be made up."""
        known = self.world.get(generator)
        return self.pick(known.values) if known and known.values and self.chance(known.share) else None

    def pick(self, options: Sequence[T]) -> T:
        return self.rng.choice(options)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def weighted(self, options: Sequence[tuple[float, T]]) -> T:
        """One of the options, each as likely as its weight says."""
        return self.rng.choices([option for _, option in options], [weight for weight, _ in options])[0]


Generator = Callable[[Setting], Filled]
