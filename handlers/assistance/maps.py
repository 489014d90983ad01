"""Where places are, and how far it is from one to another."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal, Protocol

from pydantic import ConfigDict

from handlers.assistance.gazetteer import Point
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Translated
from handlers.values import Source, Value

Mode = Literal["drive", "walk", "scooter"]

MODES: Mapping[Mode, Translated] = {
    "drive": Translated(en="by car", id="naik mobil", it="in auto"),
    "walk": Translated(en="on foot", id="jalan kaki", it="a piedi"),
    "scooter": Translated(en="by scooter", id="naik motor", it="in scooter"),
}


class Coordinates(Value):
    """A place in degrees, WGS 84. `precision` is what was found where an address names a street that is not known."""

    model_config = ConfigDict(json_schema_extra=titled("Coordinates", "Koordinat", "Coordinate"))

    place: Annotated[str, Label("place", id="tempat", it="luogo", role="title")]
    kind: Annotated[str, Label("kind", id="jenis", it="tipo")]
    region: Annotated[str, Label("region", id="wilayah", it="regione")]
    latitude: Annotated[float, Label("latitude", id="lintang", it="latitudine")]
    longitude: Annotated[float, Label("longitude", id="bujur", it="longitudine")]
    map_url: Annotated[str, Label("map", id="peta", it="mappa")]
    caveat: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    source: Source

    @property
    def point(self) -> Point:
        return Point(latitude=self.latitude, longitude=self.longitude)


class Ferry(Value):
    """A crossing on the way, boarding and waiting included."""

    crossing: Annotated[str, Label("ferry", id="feri", it="traghetto", role="title")]
    minutes: Annotated[int, Label("minutes", id="menit", it="minuti")]


class Distance(Value):
    """A way between two places. Kilometres are those on land, minutes are those of the whole way."""

    model_config = ConfigDict(json_schema_extra=titled("Distance", "Jarak", "Distanza"))

    way: Annotated[str, Label("way", id="rute", it="tragitto", role="title")]
    mode: Annotated[str, Label("means of travel", id="moda", it="mezzo")]
    km: Annotated[float, Label("distance by road (km)", id="jarak lewat jalan (km)", it="distanza su strada (km)")]
    minutes: Annotated[int, Label("minutes", role="hidden")]
    duration: Annotated[str, Label("travel time", id="waktu tempuh", it="durata")]
    straight_km: Annotated[float, Label("straight line (km)", id="garis lurus (km)", it="in linea d'aria (km)")]
    ferries: Annotated[tuple[Ferry, ...], Label("by ferry", id="naik feri", it="in traghetto")] = ()
    caveat: Annotated[str, Label("please note", id="perhatian", it="attenzione")]
    source: Source


class Route(Value):
    """What a map knows of a way; `origin` and `destination` are the places as it calls them."""

    origin: str
    destination: str
    straight_km: float
    km: float
    minutes: int
    ferries: tuple[Ferry, ...]
    caveat: str
    source: Source


class Maps(Protocol):
    """A map of Indonesia. `language` is that of the texts; a place that is not clear raises Ambiguous or NotFound."""

    def locate(self, address: str, language: str) -> Coordinates: ...

    def route(self, origin: str, destination: str, mode: Mode, language: str) -> Route: ...


@handler(
    "maps.geocode",
    effect="read",
    egress=True,
    examples=[
        ("coordinates of Pura Besakih?", {"address": "Pura Besakih"}),
        ("where exactly is Gili Meno", {"address": "Gili Meno"}),
        ("koordinat Pelabuhan Padang Bai dong", {"address": "Pelabuhan Padang Bai"}),
        ("titik lokasi Tirta Gangga di mana ya", {"address": "Tirta Gangga"}),
        ("mi trovi le coordinate di Uluwatu?", {"address": "Uluwatu"}),
        ("dove si trova di preciso il lago Batur", {"address": "lago Batur"}),
    ],
)
def geocode(
    ctx: Context[Maps],
    address: Annotated[str, Label("address or place", id="alamat atau tempat", it="indirizzo o luogo")],
) -> Coordinates:
    """Find the coordinates of an address."""
    return ctx.port.locate(address, ctx.language)


@handler(
    "maps.distance",
    effect="read",
    egress=True,
    examples=[
        ("how far is it from Ubud to the airport in Denpasar?", {"origin": "Ubud", "destination": "Denpasar airport"}),
        ("sanur to gili trawangan how long", {"origin": "sanur", "destination": "gili trawangan"}),
        (
            "jarak Canggu ke Uluwatu naik motor brp lama",
            {"origin": "Canggu", "destination": "Uluwatu", "mode": "scooter"},
        ),
        ("dari Singaraja ke Bedugul berapa km?", {"origin": "Singaraja", "destination": "Bedugul"}),
        ("quanto ci vuole da Seminyak ad Amed?", {"origin": "Seminyak", "destination": "Amed"}),
        (
            "a piedi da Penestanan a Campuhan quanto è",
            {"origin": "Penestanan", "destination": "Campuhan", "mode": "walk"},
        ),
    ],
)
def distance(
    ctx: Context[Maps],
    origin: Annotated[str, Label("from", id="dari", it="da")],
    destination: Annotated[str, Label("to", id="ke", it="a")],
    mode: Annotated[Mode, Label("means of travel", id="moda perjalanan", it="mezzo di trasporto")] = "drive",
) -> Distance:
    """Distance and travel time between two places."""
    route = ctx.port.route(origin, destination, mode, ctx.language)
    if route.straight_km == 0:
        raise InvalidRequest(f"{origin!r} and {destination!r} are the same place, {route.origin}; name two places.")
    return Distance(
        way=f"{route.origin} → {route.destination}",
        mode=MODES[mode].to(ctx.language),
        km=route.km,
        minutes=route.minutes,
        duration=_hours(dt.timedelta(minutes=route.minutes)),
        straight_km=route.straight_km,
        ferries=route.ferries,
        caveat=route.caveat,
        source=route.source,
    )


def _hours(duration: dt.timedelta) -> str:
    hours, minutes = divmod(duration // dt.timedelta(minutes=1), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
