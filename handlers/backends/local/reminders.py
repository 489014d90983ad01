"""The reminders that are set, in SQL, and which of them are due."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import RowMapping

from handlers.assistance.reminder import Reminder, ReminderRequest, Reminders
from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.series import REMINDERS
from handlers.backends.local.tables import reminders


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
            number = REMINDERS.next(connection, tenant)
            earlier = REMINDERS.made_with(connection, tenant, key)
            if earlier is not None:
                return _reminder(earlier, request.at.tzinfo)
            row = {**request.model_dump(), "tenant": tenant, "number": number}
            connection.execute(sa.insert(reminders).values(**row, idempotency_key=key or None))
        return _reminder(row, request.at.tzinfo)

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


def _reminder(row: RowMapping | Mapping[str, Any], zone: dt.tzinfo | None) -> Reminder:
    return Reminder(text=row["text"], at=row["at"].astimezone(zone), number=REMINDERS.written(row["number"]))
