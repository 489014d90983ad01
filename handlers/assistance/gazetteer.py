"""Where Indonesia's towns, islands and sights are (`data/towns.yaml`), found by what people call them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator
from rapidfuzz import fuzz

from handlers.business.lookup import plain
from handlers.choice import only
from handlers.errors import InvalidRequest, NotFound
from handlers.reference import Provenance, Translated, load
from handlers.values import Value

EARTH_KM = 6371.0
"""Mean radius; source: IUGG, Geodetic Reference System 1980."""

ALIKE = 85.0
"""Similarity, 0 to 100, from which a name is another one mistyped: "Seminiak" is Seminyak (88)."""

TIE = 4.0
"""Names that are this close to the best one are as likely to be meant."""

NEAR_KM = 60.0
"""How far apart two places of one address are at most."""

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class Point(Value):
    """Degrees, WGS 84."""

    latitude: Latitude
    longitude: Longitude

    def km_to(self, other: "Point") -> float:
        """Great-circle distance."""
        here, there = radians(self.latitude), radians(other.latitude)
        east = radians(other.longitude - self.longitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
        return 2 * EARTH_KM * asin(sqrt(half))


class Entry(Value):
    """A place as the file has it; `at` is latitude and longitude."""

    name: str
    at: tuple[Latitude, Longitude]
    kind: str
    aliases: tuple[str, ...] = ()


class Area(Value):
    """Places of one province on one island."""

    island: str
    province: str
    places: tuple[Entry, ...]


class Place(Value):
    """A town, an island, a sight. `island` is the one that roads reach it by."""

    name: str
    kind: str
    at: Point
    island: str
    province: str
    aliases: tuple[str, ...] = ()

    def calls(self) -> Iterator[str]:
        """Its names, spelt as `plain` spells them; of `Kuta, Bali` also `kuta`."""
        yield from map(plain, (self.name, self.name.partition(",")[0], *self.aliases))


class Gazetteer(Provenance):
    """All places."""

    kinds: Mapping[str, Translated]
    regions: Mapping[str, Translated]
    areas: tuple[Area, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [place.name for place in self.places]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"places stand there twice: {sorted(twice)}")
        if unknown := {place.kind for place in self.places} - set(self.kinds):
            raise ValueError(f"kinds that are not explained: {sorted(unknown)}")
        return self

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(
            Place(
                name=entry.name,
                kind=entry.kind,
                at=Point(latitude=entry.at[0], longitude=entry.at[1]),
                island=area.island,
                province=area.province,
                aliases=entry.aliases,
            )
            for area in self.areas
            for entry in area.places
        )

    def named(self, name: str) -> Place:
        """The place of exactly this name. Raises KeyError."""
        return self._by_name[name]

    def kind(self, place: Place, language: str) -> str:
        return self.kinds[place.kind].to(language)

    def region(self, place: Place, language: str) -> str:
        """`Lombok, West Nusa Tenggara`; an island of the place's own name is not named again."""
        parts = [part for part in dict.fromkeys((place.island, place.province)) if part != place.name]
        names = [
            self.regions[part].to(language) if part in self.regions else part for part in parts or [place.province]
        ]
        return ", ".join(names)

    def find(self, said: str, language: str) -> Place:
        """The place that a person means: `Gili Air`, `padangbai`, `Jl. Raya 12, Seminyak, Bali`, `Seminiak`.

        Raises InvalidRequest when nothing was said, Ambiguous when several places fit, NotFound when none does.
        """
        words = plain(said).split()
        if not words:
            raise InvalidRequest(f"{said!r} names no place; give a town, an island or a sight.")
        found = self._narrowed(self._mentioned(words), words) or self._alike(plain(said))
        if not found:
            raise NotFound(
                f"{said!r} is not among the {len(self.places)} places of Indonesia known here; name the nearest town."
            )
        return only(found, said, "place", lambda place: f"{place.name} ({self.region(place, language)})")

    def _mentioned(self, words: Sequence[str]) -> Sequence[Place]:
        """Places of the longest name in the words. Of names as long the last counts, as in an address, or the first
        that is near it: `Menteng, Jakarta`. An island counts only where nothing else is named."""
        islands: Sequence[Place] = ()
        for length in range(len(words), 0, -1):
            spans = ("".join(words[start : start + length]) for start in range(len(words) - length + 1))
            found = [self._by_call[span] for span in spans if span in self._by_call]
            islands = islands or (found[0] if found else ())
            on_land = [places for places in found if all(place.kind != "island" for place in places)]
            if on_land:
                return next(places for places in on_land if _near(places, on_land[-1]))
        return islands

    def _narrowed(self, found: Sequence[Place], words: Sequence[str]) -> Sequence[Place]:
        """Of several, those whose island or province is said as well: `Kuta Lombok`."""
        said = "".join(words)
        near = [p for p in found if any("".join(plain(area).split()) in said for area in (p.island, p.province))]
        return near or found

    def _alike(self, phrase: str) -> Sequence[Place]:
        scores = [(max(fuzz.ratio(phrase, call) for call in place.calls()), place) for place in self.places]
        best = max(score for score, _ in scores)
        return [place for score, place in scores if score >= ALIKE and score > best - TIE]

    @cached_property
    def _by_name(self) -> Mapping[str, Place]:
        return {place.name: place for place in self.places}

    @cached_property
    def _by_call(self) -> Mapping[str, Sequence[Place]]:
        """Spaces make no difference: Padang Bai is also written Padangbai."""
        known: defaultdict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            for call in dict.fromkeys("".join(call.split()) for call in place.calls()):
                known[call].append(place)
        return known


def _near(some: Sequence[Place], others: Sequence[Place]) -> bool:
    return any(place.at.km_to(other.at) < NEAR_KM for place in some for other in others)


GAZETTEER = load(Path(__file__).parent / "data/towns.yaml", Gazetteer)
