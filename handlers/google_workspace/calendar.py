"""Google Calendar: enter, move and cancel events.

The events are those of the house's own calendar, which the house enters: nothing in them is untrusted.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict

from handlers.choice import the_match
from handlers.communication.contacts import Contacts, by_email
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.google_workspace.events import Attendee, Calendar, Event, NewEvent, in_zone
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

DURATION = dt.timedelta(hours=1)
"""How long an event lasts where the person does not say."""

LONGEST = dt.timedelta(days=31)
LONGEST_TITLE = 200


class ScheduledEvent(Value):
    """An event that was entered or moved. `overlaps`: the titles of events at the same time."""

    model_config = ConfigDict(json_schema_extra=titled("Calendar event", "Acara kalender", "Evento in calendario"))

    title: Annotated[str, Label("event", id="acara", it="evento", role="title")]
    start: Annotated[dt.datetime, Label("starts", id="mulai", it="inizio")]
    end: Annotated[dt.datetime, Label("ends", id="selesai", it="fine")]
    location: Annotated[str | None, Label("where", id="tempat", it="dove")]
    attendees: Annotated[tuple[Attendee, ...], Label("told by e-mail", id="diberi tahu lewat email", it="avvisati")]
    overlaps: Annotated[tuple[str, ...], Label("overlaps with", id="bentrok dengan", it="si sovrappone a")]
    event_id: Annotated[str, Label("event id", id="id acara", it="id dell'evento", role="hidden")]


class CancelledEvent(Value):
    """An event that is no more, and who was told."""

    model_config = ConfigDict(json_schema_extra=titled("Event cancelled", "Acara dibatalkan", "Evento annullato"))

    title: Annotated[str, Label("event", id="acara", it="evento", role="title")]
    start: Annotated[dt.datetime, Label("was on", id="semula pada", it="era previsto")]
    attendees: Annotated[tuple[Attendee, ...], Label("told by e-mail", id="diberi tahu lewat email", it="avvisati")]
    reason: Annotated[str | None, Label("reason", id="alasan", it="motivo")]
    event_id: Annotated[str, Label("event id", id="id acara", it="id dell'evento", role="hidden")]


@handler(
    "calendar.create",
    effect="send",
    examples=[
        (
            "book a call with Luca Bianchi on 3 Dec 2026 at 3pm for 30 minutes",
            {
                "title": "Call with Luca Bianchi",
                "start": "2026-12-03T15:00:00+08:00",
                "duration": "PT30M",
                "attendees": ["Luca Bianchi"],
            },
        ),
        (
            "put the dentist in the calendar for 8/12/2026 10:00, at BIMC Kuta",
            {"title": "Dentist", "start": "2026-12-08T10:00:00+08:00", "location": "BIMC Kuta"},
        ),
        (
            "jadwalin makan siang sama Bu Rina tgl 4 Desember 2026 jam 12",
            {"title": "Makan siang", "start": "2026-12-04T12:00:00+08:00", "attendees": ["Bu Rina"]},
        ),
        (
            "tolong buat acara Survei Lokasi 10 Des 2026 jam 2 siang, 2 jam, di Umalas",
            {
                "title": "Survei Lokasi",
                "start": "2026-12-10T14:00:00+08:00",
                "duration": "PT2H",
                "location": "Umalas",
            },
        ),
        (
            "metti in agenda una riunione con Giulia Ferrari il 9 dicembre 2026 alle 11",
            {
                "title": "Riunione con Giulia Ferrari",
                "start": "2026-12-09T11:00:00+08:00",
                "attendees": ["Giulia Ferrari"],
            },
        ),
        (
            "segna Firma dal notaio per il 14/12/2026 alle 9:30 e invita notaio@example.it",
            {"title": "Firma dal notaio", "start": "2026-12-14T09:30:00+08:00", "attendees": ["notaio@example.it"]},
        ),
    ],
)
def calendar_create(
    ctx: Context[Calendar],
    title: Annotated[str, Label("event title", id="judul acara", it="titolo dell'evento")],
    start: Annotated[dt.datetime, Label("when it starts", id="kapan mulainya", it="quando inizia")],
    duration: Annotated[dt.timedelta, Label("how long it lasts", id="berapa lama", it="quanto dura")] = DURATION,
    attendees: Annotated[
        list[str] | None,
        Label(
            "e-mail addresses or names to invite", id="email atau nama yang diundang", it="e-mail o nomi da invitare"
        ),
    ] = None,
    location: Annotated[str | None, Label("where", id="tempat", it="dove")] = None,
    *,
    contacts: Contacts,
) -> ScheduledEvent:
    """Create a calendar event and invite its attendees."""
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        raise InvalidRequest(f"The event's title has {len(title)} characters; give one of 1 to {LONGEST_TITLE}.")
    if not dt.timedelta() < duration <= LONGEST:
        raise InvalidRequest(
            f"An event cannot last {duration}; give more than nothing and at most {LONGEST.days} days."
        )
    _require_ahead(start, ctx.now)
    event = NewEvent(
        title=title.strip(),
        start=start,
        end=start + duration,
        location=location,
        attendees=_invited(ctx.tenant, attendees or (), contacts),
        at=ctx.now,
    )
    return _scheduled(ctx, ctx.port.create(ctx.tenant, event, ctx.idempotency_key))


@handler(
    "calendar.reschedule",
    effect="send",
    examples=[
        (
            "move the Weekly team meeting to 2 Dec 2026 at 4pm",
            {"event": "Weekly team meeting", "start": "2026-12-02T16:00:00+08:00"},
        ),
        (
            "push Biometrics James Walker to 4/12/2026 8:30",
            {"event": "Biometrics James Walker", "start": "2026-12-04T08:30:00+08:00"},
        ),
        (
            "rapat pajak bulanan geser ke 3 Des 2026 jam 10 pagi ya",
            {"event": "rapat pajak bulanan", "start": "2026-12-03T10:00:00+08:00"},
        ),
        (
            "jadwal ulang Tanda tangan akta Chen Wei jadi 7 Desember 2026 jam 13.00",
            {"event": "Tanda tangan akta Chen Wei", "start": "2026-12-07T13:00:00+08:00"},
        ),
        (
            "sposta Consulenza Maria Rossi al 2 dicembre 2026 alle 11",
            {"event": "Consulenza Maria Rossi", "start": "2026-12-02T11:00:00+08:00"},
        ),
        (
            "rimanda la videochiamata con il consolato al 10/12/2026 ore 15",
            {"event": "videochiamata con il consolato", "start": "2026-12-10T15:00:00+08:00"},
        ),
    ],
)
def calendar_reschedule(
    ctx: Context[Calendar],
    event: Annotated[str, Label("event title or id", id="judul atau id acara", it="titolo o id dell'evento")],
    start: Annotated[dt.datetime, Label("new start", id="waktu mulai yang baru", it="nuovo inizio")],
) -> ScheduledEvent:
    """Move a calendar event to another time."""
    _require_ahead(start, ctx.now)
    found = _upcoming(ctx, event)
    return _scheduled(ctx, ctx.port.move(ctx.tenant, found.event_id, start, ctx.now))


@handler(
    "calendar.cancel",
    effect="destroy",
    examples=[
        ("cancel the Office fire drill", {"event": "Office fire drill"}),
        (
            "call off Lunch with Hiroshi Tanaka, he's ill",
            {"event": "Lunch with Hiroshi Tanaka", "reason": "he's ill"},
        ),
        ("batalin acara Foto tim dong", {"event": "Foto tim"}),
        (
            "hapus Kunjungan ke kantor imigrasi dari kalender, antreannya penuh",
            {"event": "Kunjungan ke kantor imigrasi", "reason": "antreannya penuh"},
        ),
        ("annulla l'Aperitivo clienti", {"event": "Aperitivo clienti"}),
        (
            "cancella il Sopralluogo villa Pererenan perché piove",
            {"event": "Sopralluogo villa Pererenan", "reason": "piove"},
        ),
    ],
)
def calendar_cancel(
    ctx: Context[Calendar],
    event: Annotated[str, Label("event title or id", id="judul atau id acara", it="titolo o id dell'evento")],
    reason: Annotated[str | None, Label("why", id="alasan", it="perché")] = None,
) -> CancelledEvent:
    """Cancel a calendar event and tell its attendees."""
    found = in_zone(_upcoming(ctx, event), ctx.now.tzinfo)
    ctx.port.cancel(ctx.tenant, found.event_id, reason, ctx.now)
    return CancelledEvent(reason=reason, **found.model_dump(exclude={"end", "location"}))


def _require_ahead(start: dt.datetime, now: dt.datetime) -> None:
    if start <= now:
        raise InvalidRequest(f"{start.isoformat()} has passed (it is {now.isoformat()}); give a later time.")


def _invited(tenant: str, said: Sequence[str], contacts: Contacts) -> tuple[Attendee, ...]:
    """Each person once, with the name that the records have for them."""
    people = {email: name for name, email in (by_email(contacts, tenant, each) for each in said)}
    return tuple(Attendee(name=None if name == email else name, email=email) for email, name in people.items())


def _upcoming(ctx: Context[Calendar], said: str) -> Event:
    def tell(event: Event) -> str:
        return f"{event.title} ({event.start.astimezone(ctx.now.tzinfo):%a %d %b %Y %H:%M}, {event.event_id})"

    return the_match(ctx.port.upcoming(ctx.tenant, said, ctx.now), said, "upcoming event", tell)


def _scheduled(ctx: Context[Calendar], event: Event) -> ScheduledEvent:
    beside = ctx.port.between(ctx.tenant, event.start, event.end)
    overlaps = tuple(other.title for other in beside if other.event_id != event.event_id)
    return ScheduledEvent(**in_zone(event, ctx.now.tzinfo).model_dump(), overlaps=overlaps)
