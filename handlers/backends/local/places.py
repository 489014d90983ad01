"""The directory's twin: offices and places of `places.yaml`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from pydantic import model_validator
from rapidfuzz import fuzz

from handlers.assistance import gazetteer
from handlers.assistance.gazetteer import GAZETTEER, Latitude, Longitude, Point
from handlers.assistance.places import FoundPlace, FoundPlaces, Places
from handlers.backend import backend
from handlers.business.lookup import plain
from handlers.errors import InvalidRequest, NotFound
from handlers.reference import Checked, Provenance, Translated, load
from handlers.values import Value

ALIKE = 85.0
"""Similarity, 0 to 100, from which words name a kind or a place."""

START = 4
"""Letters that tell a name: `Italian` and `Italia` begin as `Italy` does."""


class Kind(Value):
    """A kind of place, and what people call it."""

    name: Translated
    aliases: tuple[str, ...]

    def calls(self) -> Iterator[str]:
        yield from map(plain, (self.name.en, self.name.id, self.name.it, *self.aliases))


class Office(Value):
    """A place as the file has it."""

    kind: str
    name: str
    address: str
    at: tuple[Latitude, Longitude]
    checked: Checked = False

    @property
    def point(self) -> Point:
        return Point(latitude=self.at[0], longitude=self.at[1])


class Directory(Provenance):
    """All places. What is farther than `reach_km` is not near."""

    reach_km: float
    notes: Mapping[str, Translated]
    kinds: Mapping[str, Kind]
    places: tuple[Office, ...]

    @model_validator(mode="after")
    def _known_kinds(self) -> Self:
        if unknown := {office.kind for office in self.places} - set(self.kinds):
            raise ValueError(f"kinds that are not explained: {sorted(unknown)}")
        return self

    def matching(self, query: str) -> tuple[Office, ...]:
        """Those of the kind that the query names, and of these the ones whose name begins to have its other words:
        `Italian consulate` is that of Italy. Without a kind, those whose name the query is."""
        phrase = plain(query)
        said = {key: call for key, kind in self.kinds.items() for call in kind.calls() if _alike(phrase, call)}
        if not said:
            return tuple(o for o in self.places if fuzz.token_set_ratio(phrase, plain(o.name)) >= ALIKE)
        offices = tuple(office for office in self.places if office.kind in said)
        calls = {word[:START] for call in said.values() for word in call.split()}
        wanted = {word[:START] for word in phrase.split() if len(word) >= START} - calls
        special = tuple(o for o in offices if wanted & {word[:START] for word in plain(o.name).split()})
        return special or offices


DIRECTORY = load(Path(gazetteer.__file__).parent / "data/places.yaml", Directory)


@backend(Places, simulated=True)
class LocalPlaces:
    """Looks in `places.yaml`."""

    def search(self, query: str, near: str, limit: int, language: str) -> FoundPlaces:
        if not plain(query):
            raise InvalidRequest(f"{query!r} names no kind of place; say for instance 'bank' or 'notary'.")
        around = GAZETTEER.find(near, language)
        offices = DIRECTORY.matching(query)
        if not offices:
            kinds = [kind.name.to(language) for kind in DIRECTORY.kinds.values()]
            raise NotFound(f"No place fits {query!r}. Known kinds: {', '.join(kinds)}.", options=kinds)
        ranked = sorted(offices, key=lambda office: office.point.km_to(around.at))
        close = [office for office in ranked if office.point.km_to(around.at) <= DIRECTORY.reach_km]
        if not close:
            km = ranked[0].point.km_to(around.at)
            raise NotFound(f"None is known near {around.name}; the nearest is {ranked[0].name}, {km:.0f} km away.")
        return FoundPlaces(
            near=around.name,
            places=tuple(_found(office, around.at, language) for office in close[:limit]),
            caveat=DIRECTORY.notes["unchecked"].to(language),
            source=DIRECTORY.cited(),
        )


def _found(office: Office, centre: Point, language: str) -> FoundPlace:
    return FoundPlace(
        name=office.name,
        kind=DIRECTORY.kinds[office.kind].name.to(language),
        address=office.address,
        km=round(office.point.km_to(centre), 1),
        caveat=DIRECTORY.notes["sample"].to(language) if office.checked == "sample" else None,
        latitude=office.at[0],
        longitude=office.at[1],
    )


def _alike(phrase: str, call: str) -> bool:
    """Whether the words name a kind: `banks` is a bank, `kantor imigrasi terdekat` an immigration office."""
    return f" {call} " in f" {phrase} " or fuzz.ratio(phrase, call) >= ALIKE
