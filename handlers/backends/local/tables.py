"""The tables of our own records, and of the twins. Every row belongs to a tenant."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)


class Moment(TypeDecorator[dt.datetime]):
    """An aware datetime, kept and given back in UTC: SQLite keeps no offset."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone; a moment in a table needs one")
        return value and value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def record(name: str, *more: Any, area: MetaData = metadata) -> Table:
    """A table whose rows have a number of their own within the tenant: `CL-0001` is number 1 of `clients`.

    `area` holds the tables that one family of handlers keeps in a module of its own.
    """
    return Table(
        name,
        area,
        Column("id", Integer, primary_key=True),
        Column("tenant", String(64), nullable=False),
        Column("number", Integer, nullable=False),
        Column("idempotency_key", String(255)),
        *more,
        UniqueConstraint("tenant", "number"),
        UniqueConstraint("tenant", "idempotency_key"),
    )


numbers = Table(
    "numbers",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("series", String(32), primary_key=True),
    Column("last", Integer, nullable=False),
)

clients = record(
    "clients",
    Column("name", String(200), nullable=False),
    Column("email", String(254)),
    Column("phone", String(20)),
    Column("nationality", String(2)),
    Column("since", Date, nullable=False),
    Index(None, "tenant", "email"),
    Index(None, "tenant", "phone"),
)

team_members = record(
    "team_members",
    Column("name", String(200), nullable=False),
    Column("role", String(200), nullable=False),
    Column("subjects", sa.JSON[list[str]](), nullable=False),
    Column("email", String(254)),
    Column("phone", String(20)),
)

cases = record(
    "cases",
    Column("client_id", Integer, ForeignKey("clients.id"), nullable=False, index=True),
    Column("responsible_id", Integer, ForeignKey("team_members.id")),
    Column("service", String(200), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("opened", Date, nullable=False),
    Column("changed", Moment, nullable=False),
)

case_notes = Table(
    "case_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(128)),
    Column("idempotency_key", String(255)),
    Index(None, "tenant", "idempotency_key", unique=True),
)

reminders = record(
    "reminders",
    Column("owner", String(128), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("conversation_id", String(80)),
    Column("fired_at", Moment),
    Index(None, "fired_at", "at"),
)

whatsapp_messages = record(
    "whatsapp_messages",
    Column("direction", String(3), nullable=False),  # out or in
    Column("phone", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "tenant", "phone", "at"),
)
