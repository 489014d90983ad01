"""The weather of a place over the coming days."""

import datetime as dt
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Source, Value

DAYS = 3
"""Days that are told where the person names no number."""

MOST_DAYS = 14


class DayWeather(Value):
    """One day. Temperatures in °C, the chance of rain in percent."""

    day: Annotated[dt.date, Label("day", id="hari", it="giorno", role="title")]
    sky: Annotated[str, Label("sky", id="langit", it="cielo")]
    high: Annotated[int, Label("high °C", id="maks °C", it="max °C")]
    low: Annotated[int, Label("low °C", id="min °C", it="min °C")]
    rain_chance: Annotated[int, Label("chance of rain %", id="peluang hujan %", it="probabilità di pioggia %")]


class Weather(Value):
    """The weather of a place from a day on. `about` says what kind of figures these are."""

    model_config = ConfigDict(json_schema_extra=titled("Weather", "Cuaca", "Meteo"))

    place: Annotated[str, Label("place", id="tempat", it="luogo", role="title")]
    region: Annotated[str, Label("region", id="wilayah", it="regione")]
    about: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    days: Annotated[tuple[DayWeather, ...], Label("days", id="hari", it="giorni")]
    station: Annotated[str | None, Label("figures of", id="data dari", it="dati di")] = None
    source: Source


class Forecasts(Protocol):
    """A weather service."""

    def forecast(self, place: str, first: dt.date, days: int, language: str) -> Weather:
        """The weather from `first` on, in texts of `language`. Raises Ambiguous and NotFound for the place."""
        ...


@handler(
    "weather.forecast",
    effect="read",
    egress=True,
    examples=[
        ("what's the weather like in Amed?", {"place": "Amed"}),
        ("will it rain in Canggu the next 5 days", {"place": "Canggu", "days": 5}),
        ("cuaca di Singaraja gimana kak", {"place": "Singaraja"}),
        ("prakiraan cuaca Gili Trawangan 4 hari ke depan", {"place": "Gili Trawangan", "days": 4}),
        ("che tempo fa a Nusa Penida?", {"place": "Nusa Penida"}),
        ("meteo di Yogyakarta per una settimana", {"place": "Yogyakarta", "days": 7}),
    ],
)
def forecast(
    ctx: Context[Forecasts],
    place: Annotated[str, Label("town or region", id="kota atau daerah", it="città o zona")],
    days: Annotated[int, Label("days ahead", id="jumlah hari", it="giorni")] = DAYS,
) -> Weather:
    """Weather forecast of a place."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidRequest(f"{days} days cannot be forecast; ask for 1 to {MOST_DAYS}.")
    return ctx.port.forecast(place, ctx.now.date(), days, ctx.language)
