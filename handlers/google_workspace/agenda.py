"""The agenda: what the calendar holds in a span of days."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict

from handlers.business.lookup import words
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.google_workspace.events import Calendar, Event, in_zone
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class AgendaEntry(Value):
    """An event in the person's time zone. `attendees`: names, and addresses of those who have none."""

    title: Annotated[str, Label("event", id="acara", it="evento", role="title")]
    start: Annotated[dt.datetime, Label("starts", id="mulai", it="inizio")]
    end: Annotated[dt.datetime, Label("ends", id="selesai", it="fine")]
    location: Annotated[str | None, Label("where", id="tempat", it="dove")]
    attendees: Annotated[tuple[str, ...], Label("with", id="bersama", it="con")]
    event_id: Annotated[str, Label("event id", id="id acara", it="id dell'evento", role="hidden")]


class Agenda(Value):
    """The events of a span of days, both ends included; the earliest first."""

    model_config = ConfigDict(json_schema_extra=titled("Calendar", "Kalender", "Calendario"))

    start: Annotated[dt.date, Label("from", id="dari", it="dal")]
    end: Annotated[dt.date, Label("to", id="sampai", it="al")]
    count: Annotated[int, Label("number of events", id="jumlah acara", it="numero di eventi")]
    events: Annotated[tuple[AgendaEntry, ...], Label("events", id="acara", it="eventi")]


@handler(
    "calendar.list",
    effect="read",
    examples=[
        ("what's on the calendar on 23 November 2026?", {"start": "2026-11-23"}),
        (
            "meetings with Hiroshi between 20 and 30 Nov 2026",
            {"start": "2026-11-20", "end": "2026-11-30", "query": "Hiroshi"},
        ),
        ("tgl 24 November 2026 ada acara apa aja?", {"start": "2026-11-24"}),
        (
            "cek jadwal 23 sampe 27 Nov 2026 dong",
            {"start": "2026-11-23", "end": "2026-11-27"},
        ),
        ("che impegni ho il 25 novembre 2026?", {"start": "2026-11-25"}),
        (
            "dal 1 al 15 dicembre 2026 ci sono appuntamenti col notaio?",
            {"start": "2026-12-01", "end": "2026-12-15", "query": "notaio"},
        ),
    ],
)
def calendar_list(
    ctx: Context[Calendar],
    start: Annotated[dt.date, Label("first day", id="hari pertama", it="primo giorno")],
    end: Annotated[dt.date | None, Label("last day", id="hari terakhir", it="ultimo giorno")] = None,
    query: Annotated[str | None, Label("words in the event", id="kata dalam acara", it="parole nell'evento")] = None,
) -> Agenda:
    """List calendar events in a span of time."""
    last = start if end is None else end
    if last < start:
        raise InvalidRequest(f"The last day, {last}, lies before the first, {start}; turn them round.")
    first_moment = dt.datetime.combine(start, dt.time(), ctx.now.tzinfo)
    end_moment = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), ctx.now.tzinfo)
    found = ctx.port.between(ctx.tenant, first_moment, end_moment)
    events = tuple(_entry(event, ctx) for event in found if query is None or _mentions(event, query))
    return Agenda(start=start, end=last, count=len(events), events=events)


def _entry(event: Event, ctx: Context[Calendar]) -> AgendaEntry:
    local = in_zone(event, ctx.now.tzinfo).model_dump(exclude={"attendees"})
    return AgendaEntry(**local, attendees=tuple(person.name or person.email for person in event.attendees))


def _mentions(event: Event, query: str) -> bool:
    """Whether title, place or attendees have each word of the query, in any case and without accents."""
    people = (word for person in event.attendees for word in (person.name, person.email))
    said = words(" ".join(filter(None, (event.title, event.location, *people))))
    return all(any(word.startswith(wanted) for word in said) for wanted in words(query))
