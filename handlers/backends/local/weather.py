"""The weather service's twin: the typical weather of the season, out of `climate.yaml`, and it says so."""

import calendar
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handlers.assistance import gazetteer
from handlers.assistance.gazetteer import GAZETTEER, Latitude, Longitude, Place, Point
from handlers.assistance.weather import DayWeather, Forecasts, Weather
from handlers.backend import backend
from handlers.errors import NotFound
from handlers.reference import Provenance, Translated, load
from handlers.values import Value

Sky = Literal["wet", "showers", "dry"]

Months = Annotated[tuple[int, ...], Field(min_length=12, max_length=12)]

WET_SHARE = 0.5
DRY_SHARE = 0.2
"""Shares of a month's days with rain from which it is called wet, and below which dry."""


class Station(Value):
    """A place whose normals are known, January to December. Temperatures in °C, rain in mm, `wet` in days."""

    name: str
    at: tuple[Latitude, Longitude]
    covers: tuple[str, ...] = ()
    high: Months
    low: Months
    rain: Months
    wet: Months

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if any(wet > 31 or wet > rain for wet, rain in zip(self.wet, self.rain, strict=True)):
            raise ValueError(f"{self.name}: a wet day has at least 1 mm, and a month no more than 31 of them")
        return self

    def km_to(self, place: Place) -> float:
        return Point(latitude=self.at[0], longitude=self.at[1]).km_to(place.at)

    def on(self, day: dt.date, skies: Mapping[Sky, Translated], language: str) -> DayWeather:
        """An ordinary day of that month."""
        month = day.month - 1
        share = self.wet[month] / calendar.monthrange(day.year, day.month)[1]
        sky: Sky = "wet" if share >= WET_SHARE else "dry" if share < DRY_SHARE else "showers"
        return DayWeather(
            day=day,
            sky=skies[sky].to(language),
            high=self.high[month],
            low=self.low[month],
            rain_chance=round(share * 100),
        )


class Climate(Provenance):
    """All stations. A place farther than `reach_km` from every one of them has no figures."""

    reach_km: float
    skies: Mapping[Sky, Translated]
    about: Translated
    stations: tuple[Station, ...]

    def station(self, place: Place) -> Station:
        """The nearest station, or that which tells the weather of a whole region. Raises NotFound."""
        covering = next((station for station in self.stations if place.name in station.covers), None)
        nearest = covering or min(self.stations, key=lambda station: station.km_to(place))
        if covering is None and nearest.km_to(place) > self.reach_km:
            raise NotFound(
                f"No weather figures are known near {place.name}; the nearest are those of {nearest.name}, "
                f"{nearest.km_to(place):.0f} km away."
            )
        return nearest


CLIMATE = load(Path(gazetteer.__file__).parent / "data/climate.yaml", Climate)


@backend(Forecasts, simulated=True)
class LocalForecasts:
    """Tells the season's typical weather."""

    def forecast(self, place: str, first: dt.date, days: int, language: str) -> Weather:
        found = GAZETTEER.find(place, language)
        station = CLIMATE.station(found)
        coming = (first + dt.timedelta(days=number) for number in range(days))
        return Weather(
            place=found.name,
            region=GAZETTEER.region(found, language),
            about=CLIMATE.about.to(language),
            days=tuple(station.on(day, CLIMATE.skies, language) for day in coming),
            station=station.name,
            source=CLIMATE.cited(),
        )
