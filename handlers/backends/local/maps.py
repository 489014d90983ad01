"""The map's twin: places of the gazetteer, roads as straight lines times a factor, and the ferries between islands."""

import heapq
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from handlers.assistance import gazetteer
from handlers.assistance.gazetteer import GAZETTEER, Place
from handlers.assistance.maps import Coordinates, Ferry, Maps, Mode, Route
from handlers.backend import backend
from handlers.errors import NotFound
from handlers.reference import Provenance, Translated, load
from handlers.values import Value


class Pace(Value):
    """Mean speed on the stretch of a way up to this many kilometres."""

    up_to_km: float
    kmh: Annotated[float, Field(gt=0)]


class Travel(Value):
    """How one travels on land: how much longer than the straight line a road is, and how fast one is."""

    factor: Annotated[float, Field(ge=1)]
    speeds: tuple[Pace, ...]


class Crossing(Value):
    """A ferry, in both directions. `origin` and `destination` are names of the gazetteer."""

    origin: Annotated[str, Field(alias="from")]
    destination: Annotated[str, Field(alias="to")]
    minutes: int
    vehicles: bool = False


class Ways(Provenance):
    """The assumptions that ways are worked out with."""

    boarding_minutes: int
    modes: Mapping[Mode, Travel]
    ferries: tuple[Crossing, ...]
    notes: Mapping[str, Translated]

    @model_validator(mode="after")
    def _between_known_places(self) -> Self:
        names = {name for ferry in self.ferries for name in (ferry.origin, ferry.destination)}
        if unknown := names - {place.name for place in GAZETTEER.places}:
            raise ValueError(f"ferries stop at places that towns.yaml does not have: {sorted(unknown)}")
        return self

    def crossings(self, *, vehicles: bool) -> Iterator[tuple[Place, Place, int]]:
        """Each ferry in both directions with its minutes; with `vehicles` only those that take them."""
        for ferry in self.ferries:
            if ferry.vehicles or not vehicles:
                here, there = GAZETTEER.named(ferry.origin), GAZETTEER.named(ferry.destination)
                minutes = ferry.minutes + self.boarding_minutes
                yield here, there, minutes
                yield there, here, minutes


class Leg(NamedTuple):
    """A stretch of a way, or the whole of it: kilometres on land, minutes in all, and the ferries."""

    km: float
    minutes: float
    ferries: tuple[Ferry, ...]


WAYS = load(Path(gazetteer.__file__).parent / "data/travel.yaml", Ways)


@backend(Maps, simulated=True)
class LocalMaps:
    """Estimates from `towns.yaml` and `travel.yaml`."""

    def locate(self, address: str, language: str) -> Coordinates:
        place = GAZETTEER.find(address, language)
        at = f"{place.at.latitude}/{place.at.longitude}"
        return Coordinates(
            place=place.name,
            kind=GAZETTEER.kind(place, language),
            region=GAZETTEER.region(place, language),
            latitude=place.at.latitude,
            longitude=place.at.longitude,
            map_url=f"https://www.openstreetmap.org/#map=14/{at}",
            caveat=GAZETTEER.caveat(language),
            source=GAZETTEER.cited(),
        )

    def route(self, origin: str, destination: str, mode: Mode, language: str) -> Route:
        start, end = GAZETTEER.find(origin, language), GAZETTEER.find(destination, language)
        km, minutes, ferries = _way(start, end, mode)
        return Route(
            origin=start.name,
            destination=end.name,
            straight_km=round(start.at.km_to(end.at), 1),
            km=round(km, 1),
            minutes=round(minutes),
            ferries=ferries,
            caveat=WAYS.notes["estimate"].to(language),
            source=WAYS.cited(),
        )


def _way(start: Place, end: Place, mode: Mode) -> Leg:
    """With the vehicle all the way where there is such a way, else by any boat. Raises NotFound."""
    found = None
    if mode != "walk":
        found = _Network(end, WAYS.modes[mode], vehicles=True).fastest(start)
    found = found or _Network(end, WAYS.modes[mode], vehicles=False).fastest(start)
    if found is None:
        raise NotFound(
            f"No road or ferry is known here from {start.name} ({start.island}) to {end.name} ({end.island}); "
            f"the straight line is {start.at.km_to(end.at):,.0f} km, which people fly."
        )
    return found


class _Network:
    """Roads and ferries towards one place."""

    def __init__(self, end: Place, travel: Travel, *, vehicles: bool) -> None:
        self._end = end
        self._travel = travel
        self._crossings = tuple(WAYS.crossings(vehicles=vehicles))

    def fastest(self, start: Place) -> Leg | None:
        """Dijkstra's: kilometres on land, minutes in all, and the ferries."""
        waiting: list[tuple[float, str, float, tuple[tuple[str, int], ...]]] = [(0.0, start.name, 0.0, ())]
        reached: set[str] = set()
        while waiting:
            minutes, name, km, ferries = heapq.heappop(waiting)
            if name == self._end.name:
                return Leg(km, minutes, tuple(Ferry(crossing=crossing, minutes=taken) for crossing, taken in ferries))
            if name in reached:
                continue
            reached.add(name)
            for place, leg in self._onward(GAZETTEER.named(name)):
                taken = tuple((ferry.crossing, ferry.minutes) for ferry in leg.ferries)
                heapq.heappush(waiting, (minutes + leg.minutes, place.name, km + leg.km, (*ferries, *taken)))
        return None

    def _onward(self, place: Place) -> Iterator[tuple[Place, Leg]]:
        """Where one leg leads: by land to the end or to a port, or across."""
        by_land = {port.name: port for port, _, _ in self._crossings if port.island == place.island}
        if self._end.island == place.island:
            by_land[self._end.name] = self._end
        for other in by_land.values():
            km = place.at.km_to(other.at) * self._travel.factor
            yield other, Leg(km, _minutes(km, self._travel), ())
        for port, across, minutes in self._crossings:
            if port == place:
                yield across, Leg(0.0, minutes, (Ferry(crossing=f"{port.name} – {across.name}", minutes=minutes),))


def _minutes(km: float, travel: Travel) -> float:
    """Each stretch of the way at its own pace."""
    minutes, begun = 0.0, 0.0
    for pace in travel.speeds:
        stretch = min(km, pace.up_to_km) - begun
        if stretch <= 0:
            break
        minutes += stretch / pace.kmh * 60
        begun = pace.up_to_km
    return minutes
