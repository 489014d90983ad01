"""How the assistant's own services are."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict

from handlers.business.lookup import plain
from handlers.choice import none_of
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Component, SystemHealth
from handlers.reference import Translated
from handlers.values import Value

WELL = Translated(en="all is well", id="semua berjalan baik", it="tutto funziona")
UNWELL = Translated(en="something is not well", id="ada yang bermasalah", it="qualcosa non funziona")

CALLS: dict[str, tuple[str, ...]] = {
    "database": ("database", "db", "sql", "basis data", "base di dati", "postgres", "sqlite"),
    "knowledge": ("knowledge", "knowledge base", "qdrant", "vector store", "basis pengetahuan", "base di conoscenza"),
    "models": ("models", "model", "llm", "modello", "modelli"),
    "cache": ("cache", "redis", "bus"),
}
"""What people call a part."""


class ComponentStatus(Value):
    """A part of the service."""

    name: Annotated[str, Label("part", id="bagian", it="parte", role="title")]
    healthy: Annotated[bool, Label("healthy", id="sehat", it="funzionante")]
    detail: Annotated[str | None, Label("detail", id="keterangan", it="dettaglio")] = None


class SystemStatus(Value):
    """The service now: `healthy` where all of the parts asked about are."""

    model_config = ConfigDict(json_schema_extra=titled("System status", "Status sistem", "Stato del sistema"))

    status: Annotated[str, Label("status", id="status", it="stato", role="title")]
    healthy: Annotated[bool, Label("healthy", id="sehat", it="funzionante")]
    components: Annotated[tuple[ComponentStatus, ...], Label("parts", id="bagian", it="componenti")]
    handlers: Annotated[int, Label("handlers", id="handler", it="handler")]
    version: Annotated[str, Label("version", id="versi", it="versione")]
    since: Annotated[dt.datetime, Label("running since", id="berjalan sejak", it="in funzione dal")]


@handler(
    "system.status",
    effect="read",
    examples=[
        ("are all your services up?", {}),
        ("is the database ok", {"component": "database"}),
        ("sistemnya lagi normal ga?", {}),
        ("cek qdrant sehat gak", {"component": "qdrant"}),
        ("va tutto bene con i tuoi servizi?", {}),
        ("come sta la cache?", {"component": "cache"}),
    ],
)
async def system_status(
    ctx: Context[SystemHealth],
    component: Annotated[str | None, Label("one service only", id="satu layanan saja", it="un solo servizio")] = None,
) -> SystemStatus:
    """Show whether the assistant's own services are healthy."""
    health = await ctx.port.check()
    parts = health.components if component is None else _meant(health.components, component)
    healthy = all(part.healthy for part in parts)
    return SystemStatus(
        status=(WELL if healthy else UNWELL).to(ctx.language),
        healthy=healthy,
        components=tuple(ComponentStatus(name=p.name, healthy=p.healthy, detail=p.detail) for p in parts),
        handlers=health.handlers,
        version=health.version,
        since=health.started.astimezone(ctx.now.tzinfo),
    )


def _meant(components: Sequence[Component], said: str) -> Sequence[Component]:
    """The part that a person names. Raises NotFound naming those there are."""
    phrase = plain(said)
    names = {name for name, calls in CALLS.items() if phrase in calls} or {phrase}
    found = [part for part in components if plain(part.name) in names]
    if not found:
        raise none_of([part.name for part in components], said, "part of this service")
    return found
