"""The reminders that are set, in SQL, and which of them are due."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import RowMapping

from handlers.assistance.reminder import Reminder, ReminderRequest, Reminders
from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.series import REMINDERS
from handlers.backends.local.tables import reminders
from handlers.backends.local.titles import matching
from handlers.choice import Matches


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder whose time has come. `at` is in UTC."""

    tenant: str
    number: str
    owner: str
    text: str
    at: dt.datetime
    conversation_id: str | None


@backend(Reminders, honours_keys=True)
class LocalReminders:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, tenant: str, request: ReminderRequest, key: str) -> Reminder:
        with self._database.transaction() as connection:
            row, _ = REMINDERS.insert_once(connection, tenant, key, request.model_dump)
        return _reminder(row, request.at.tzinfo)

    def pending(self, tenant: str, owner: str) -> Sequence[Reminder]:
        wanted = _pending(tenant).where(reminders.c.owner == owner).order_by(reminders.c.at, reminders.c.number)
        with self._database.reading() as connection:
            return [_reminder(row, dt.UTC) for row in connection.execute(wanted).mappings()]

    def find(self, tenant: str, owner: str, said: str) -> Matches[Reminder]:
        pending = self.pending(tenant, owner)
        number = REMINDERS.read(said)
        if number is not None:
            return Matches(tuple(reminder for reminder in pending if reminder.number == REMINDERS.written(number)))
        return matching(said, pending, lambda reminder: reminder.text, lambda reminder: reminder.number)

    def cancel(self, tenant: str, number: str) -> bool:
        named = sa.and_(reminders.c.tenant == tenant, reminders.c.number == REMINDERS.read(number))
        with self._database.transaction() as connection:
            return connection.execute(sa.delete(reminders).where(named, reminders.c.fired_at.is_(None))).rowcount > 0

    def next_at(self) -> dt.datetime | None:
        """When the next reminder of any tenant is due; None when none is set."""
        query = sa.select(sa.func.min(reminders.c.at)).where(reminders.c.fired_at.is_(None))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def take_due(self, now: dt.datetime) -> Sequence[DueReminder]:
        """Mark those that are due as fired and give them, in the order of their times: each to one caller only."""
        # One conditional statement: a second process waits for the row, sees it fired, and leaves it out.
        due = (
            sa.update(reminders)
            .where(reminders.c.fired_at.is_(None), reminders.c.at <= now)
            .values(fired_at=now)
            .returning(reminders)
        )
        with self._database.transaction() as connection:
            rows = connection.execute(due).mappings().all()
        return [
            DueReminder(
                tenant=row["tenant"],
                number=REMINDERS.written(row["number"]),
                owner=row["owner"],
                text=row["text"],
                at=row["at"],
                conversation_id=row["conversation_id"],
            )
            for row in sorted(rows, key=lambda row: (row["at"], row["id"]))
        ]


def _pending(tenant: str) -> sa.Select[Any]:
    return sa.select(reminders).where(reminders.c.tenant == tenant, reminders.c.fired_at.is_(None))


def _reminder(row: RowMapping, zone: dt.tzinfo | None) -> Reminder:
    return Reminder(text=row["text"], at=row["at"].astimezone(zone), number=REMINDERS.written(row["number"]))
