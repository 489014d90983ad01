"""Offices and places near a town."""

from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Source, Value

LIMIT = 5
"""Places that are told where the person names no number."""

MOST = 20


class FoundPlace(Value):
    """One office or shop. `km` is the straight line from where it was looked for."""

    name: Annotated[str, Label("name", id="nama", it="nome", role="title")]
    kind: Annotated[str, Label("kind", id="jenis", it="tipo")]
    address: Annotated[str, Label("address", id="alamat", it="indirizzo")]
    km: Annotated[float, Label("km", id="km", it="km")]
    caveat: Annotated[str | None, Label("note", id="catatan", it="nota")] = None
    latitude: Annotated[float, Label("latitude", role="hidden")]
    longitude: Annotated[float, Label("longitude", role="hidden")]


class FoundPlaces(Value):
    """Those of a kind, the nearest first."""

    model_config = ConfigDict(json_schema_extra=titled("Places nearby", "Tempat terdekat", "Luoghi vicini"))

    near: Annotated[str, Label("near", id="dekat", it="vicino a", role="title")]
    places: Annotated[tuple[FoundPlace, ...], Label("places", id="tempat", it="luoghi")]
    caveat: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    source: Source


class Places(Protocol):
    """A directory of places."""

    def search(self, query: str, near: str, limit: int, language: str) -> FoundPlaces:
        """Those whose kind or name is looked for, nearest first.

        Raises NotFound when there is none, NotFound and Ambiguous when it is not clear where `near` is.
        """
        ...


@handler(
    "places.search",
    effect="read",
    egress=True,
    examples=[
        ("find an immigration office near Jimbaran", {"query": "immigration office", "near": "Jimbaran"}),
        ("3 banks close to Seminyak pls", {"query": "banks", "near": "Seminyak", "limit": 3}),
        ("notaris di sekitar Ubud ada ga?", {"query": "notaris", "near": "Ubud"}),
        ("rumah sakit terdekat dari Sanur mana kak", {"query": "rumah sakit", "near": "Sanur"}),
        ("cerco un coworking vicino a Canggu", {"query": "coworking", "near": "Canggu"}),
        ("c'è un cambiavalute dalle parti di Legian?", {"query": "cambiavalute", "near": "Legian"}),
    ],
)
def search_places(
    ctx: Context[Places],
    query: Annotated[str, Label("kind of place", id="jenis tempat", it="tipo di luogo")],
    near: Annotated[str, Label("where", id="di mana", it="dove")],
    limit: Annotated[int, Label("most places", id="jumlah terbanyak", it="numero massimo")] = LIMIT,
) -> FoundPlaces:
    """Find offices and places nearby, such as an immigration office, a notary or a bank."""
    if not 1 <= limit <= MOST:
        raise InvalidRequest(f"{limit} places cannot be listed; ask for 1 to {MOST}.")
    return ctx.port.search(query, near, limit, ctx.language)
