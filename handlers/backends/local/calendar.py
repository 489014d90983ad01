"""The twin of the calendar: events in SQL, and an outbox of what was written to their attendees. Nothing is sent."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.titles import matching
from handlers.backends.local.workspace_tables import CALENDAR_EVENTS, calendar_events, calendar_notices
from handlers.choice import Matches
from handlers.errors import NotFound
from handlers.google_workspace.events import Attendee, Calendar, Event, NewEvent

Notice = Literal["invitation", "new time", "cancellation"]
Row = RowMapping | Mapping[str, Any]


@backend(Calendar, simulated=True)
class LocalCalendar:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant: str, event: NewEvent, key: str) -> Event:
        with self._database.transaction() as connection:
            row, new = CALENDAR_EVENTS.insert_once(connection, tenant, key, lambda: event.model_dump(exclude={"at"}))
            if new:
                _tell(connection, row, "invitation", event.at)
        return _event(row)

    def between(self, tenant: str, start: dt.datetime, end: dt.datetime) -> Sequence[Event]:
        return [_event(row) for row in self._rows(tenant, calendar_events.c.start < end, calendar_events.c.end > start)]

    def upcoming(self, tenant: str, said: str, now: dt.datetime) -> Matches[Event]:
        events = [_event(row) for row in self._rows(tenant, calendar_events.c.end > now)]
        return matching(said, events, lambda event: event.title, lambda event: event.event_id)

    def move(self, tenant: str, event_id: str, start: dt.datetime, at: dt.datetime) -> Event:
        with self._database.transaction() as connection:
            row = _get(connection, tenant, event_id)
            if row["start"] == start:
                return _event(row)
            moved = {**row, "start": start, "end": start + (row["end"] - row["start"])}
            times = {"start": moved["start"], "end": moved["end"]}
            connection.execute(sa.update(calendar_events).where(calendar_events.c.id == row["id"]).values(**times))
            _tell(connection, moved, "new time", at)
        return _event(moved)

    def cancel(self, tenant: str, event_id: str, reason: str | None, at: dt.datetime) -> None:
        with self._database.transaction() as connection:
            row = _get(connection, tenant, event_id)
            connection.execute(sa.delete(calendar_events).where(calendar_events.c.id == row["id"]))
            _tell(connection, row, "cancellation", at, reason)

    def _rows(self, tenant: str, *conditions: sa.ColumnElement[bool]) -> Sequence[RowMapping]:
        query = sa.select(calendar_events).where(calendar_events.c.tenant == tenant, *conditions)
        with self._database.reading() as connection:
            return (
                connection.execute(query.order_by(calendar_events.c.start, calendar_events.c.number)).mappings().all()
            )


def _get(connection: Connection, tenant: str, event_id: str) -> RowMapping:
    """The event's row; others who want to change it wait."""
    number = CALENDAR_EVENTS.read(event_id)
    query = sa.select(calendar_events).where(calendar_events.c.tenant == tenant, calendar_events.c.number == number)
    row = connection.execute(query.with_for_update()).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no event {event_id}: it was cancelled, or never made.")
    return row


def _tell(connection: Connection, event: Row, kind: Notice, at: dt.datetime, reason: str | None = None) -> None:
    about = {"tenant": event["tenant"], "event": event["number"], "title": event["title"], "start": event["start"]}
    notices = [
        {**about, "kind": kind, "email": person["email"], "reason": reason, "at": at} for person in event["attendees"]
    ]
    if notices:
        connection.execute(sa.insert(calendar_notices), notices)


def _event(row: Row) -> Event:
    return Event(
        title=row["title"],
        start=row["start"],
        end=row["end"],
        location=row["location"],
        attendees=tuple(Attendee.model_validate(person) for person in row["attendees"]),
        event_id=CALENDAR_EVENTS.written(row["number"]),
    )
