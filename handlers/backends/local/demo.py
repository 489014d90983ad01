"""The demo tenant's records: clients, team, cases, reminders and chats, out of `data/demo.yaml`."""

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from handlers.backends.local.database import Database
from handlers.backends.local.series import CASES, CLIENTS, REMINDERS, TEAM, WHATSAPP_MESSAGES, Series, claim
from handlers.backends.local.tables import case_notes
from handlers.business.cases import Stage
from handlers.demo import demo_seed
from handlers.reference import load
from handlers.values import Value


class Member(Value):
    name: str
    role: str
    subjects: tuple[str, ...]
    email: str
    phone: str


class KnownClient(Value):
    name: str
    email: str | None = None
    phone: str | None = None
    nationality: str
    days: int


class Note(Value):
    days: int
    text: str


class KnownCase(Value):
    client: str
    service: str
    stage: Stage
    opened: int
    changed: int
    responsible: str
    notes: tuple[Note, ...]


class SetReminder(Value):
    text: str
    days: int
    time: dt.time


class Chat(Value):
    person: str
    days: int
    time: dt.time
    direction: Literal["in", "out"]
    text: str


class Demo(Value):
    """The file's content. `days` count back from the day of seeding, those of reminders forward."""

    team: tuple[Member, ...]
    clients: tuple[KnownClient, ...]
    cases: tuple[KnownCase, ...]
    reminders: tuple[SetReminder, ...]
    chats: tuple[Chat, ...]


@demo_seed(order=0)
def seed(database: Database, tenant: str, now: dt.datetime, owner: str = "operator") -> bool:
    """Fill a tenant once, at whatever moment; whether it was done now. `now` is aware; `owner` gets the reminders."""
    with database.transaction() as connection:
        if not claim(connection, tenant, "demo"):
            return False
        _Seeding(connection, tenant, now, owner).fill(load(Path(__file__).parent / "data/demo.yaml", Demo))
    return True


class _Seeding:
    """One transaction that fills a tenant."""

    def __init__(self, connection: Connection, tenant: str, now: dt.datetime, owner: str) -> None:
        self._connection = connection
        self._tenant = tenant
        self._now = now
        self._owner = owner

    def fill(self, demo: Demo) -> None:
        team = {member.name: self._add(TEAM, **_plain(member)) for member in demo.team}
        clients = {
            client.name: self._add(CLIENTS, **_plain(client, without="days"), since=self._day(client.days))
            for client in demo.clients
        }
        for case in demo.cases:
            self._add_case(case, clients[case.client], team[case.responsible])
        for reminder in demo.reminders:
            self._add(REMINDERS, owner=self._owner, text=reminder.text, at=self._moment(-reminder.days, reminder.time))
        phones = {client.name: client.phone for client in demo.clients}
        for chat in demo.chats:
            at = self._moment(chat.days, chat.time)
            self._add(WHATSAPP_MESSAGES, direction=chat.direction, phone=phones[chat.person], text=chat.text, at=at)

    def _add_case(self, case: KnownCase, client_id: int, responsible_id: int) -> None:
        case_id = self._add(
            CASES,
            client_id=client_id,
            responsible_id=responsible_id,
            service=case.service,
            stage=case.stage,
            opened=self._day(case.opened),
            changed=self._now - dt.timedelta(days=case.changed),
        )
        for note in reversed(case.notes):
            row = {"tenant": self._tenant, "case_id": case_id, "day": self._day(note.days), "text": note.text}
            self._connection.execute(sa.insert(case_notes).values(**row))

    def _add(self, series: Series, **row: Any) -> int:
        number = series.next(self._connection, self._tenant)
        insert = sa.insert(series.table).values(tenant=self._tenant, number=number, **row)
        return self._connection.execute(insert.returning(series.table.c.id)).scalar_one()

    def _day(self, days_ago: int) -> dt.date:
        return self._now.date() - dt.timedelta(days=days_ago)

    def _moment(self, days_ago: int, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(self._day(days_ago), time, self._now.tzinfo)


def _plain(value: Value, without: str | None = None) -> dict[str, Any]:
    return value.model_dump(mode="json", exclude=None if without is None else {without})
