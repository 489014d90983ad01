"""The events of the house's calendar: what one is, and the port to them."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Protocol

from handlers.choice import Matches
from handlers.labels import Label
from handlers.values import Value


class Attendee(Value):
    """Who is invited. `email` is in lower case; without `name` nobody in the records has it."""

    name: Annotated[str | None, Label("name", id="nama", it="nome", role="title")] = None
    email: Annotated[str, Label("e-mail", id="email", it="e-mail")]


class NewEvent(Value):
    """An event to be made; `start` and `end` are aware, `at` is the moment of inviting."""

    title: str
    start: dt.datetime
    end: dt.datetime
    location: str | None
    attendees: tuple[Attendee, ...]
    at: dt.datetime


class Event(Value):
    """An event in the calendar. `start` and `end` are aware."""

    event_id: str
    title: str
    start: dt.datetime
    end: dt.datetime
    location: str | None
    attendees: tuple[Attendee, ...]


class Calendar(Protocol):
    """The calendar of the house. It writes to the attendees itself: invitations, new times, cancellations."""

    def create(self, tenant: str, event: NewEvent, key: str) -> Event:
        """Enter an event and invite its attendees; a key that was used before gives the event that it made."""
        ...

    def between(self, tenant: str, start: dt.datetime, end: dt.datetime) -> Sequence[Event]:
        """Events of which a part lies in the span, `end` itself left out; the earliest first."""
        ...

    def upcoming(self, tenant: str, said: str, now: dt.datetime) -> Matches[Event]:
        """What a title or id means among the events that have not ended."""
        ...

    def move(self, tenant: str, event_id: str, start: dt.datetime, at: dt.datetime) -> Event:
        """Move an event, as long as it was, and tell its attendees; who is told twice of one time is told once."""
        ...

    def cancel(self, tenant: str, event_id: str, reason: str | None, at: dt.datetime) -> None:
        """Remove an event and tell its attendees. Raises NotFound when it is gone."""
        ...


def in_zone(event: Event, zone: dt.tzinfo | None) -> Event:
    """The event in a person's time zone."""
    return event.model_copy(update={"start": event.start.astimezone(zone), "end": event.end.astimezone(zone)})
