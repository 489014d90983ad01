"""The messages of the house's channels, counted in SQL."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from handlers.analytics.conversations import ChannelTraffic, Traffic
from handlers.backend import backend
from handlers.backends.local.communication_tables import chat_messages, chats, emails
from handlers.backends.local.database import Database
from handlers.backends.local.tables import whatsapp_messages


@backend(ChannelTraffic)
class LocalChannelTraffic:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def traffic(self, tenant: str, since: dt.datetime) -> Sequence[Traffic]:
        kept = sa.select(chats.c.platform).where(chats.c.tenant == tenant)
        used = sa.select(chat_messages.c.platform).where(chat_messages.c.tenant == tenant)
        with self._database.reading() as connection:
            whatsapp = connection.execute(_counts(whatsapp_messages.c.phone, tenant, since)).one()
            mail = connection.execute(_counts(emails.c.thread, tenant, since)).one()
            platforms = sorted(connection.scalars(sa.union(kept, used)))
            others = [
                (name, connection.execute(_counts(chat_messages.c.chat, tenant, since, platform=name)).one())
                for name in platforms
            ]
        return [Traffic(name, *row) for name, row in (("whatsapp", whatsapp), ("email", mail), *others)]


def _counts(people: "sa.Column[Any]", tenant: str, since: dt.datetime, **held: str) -> sa.Select[int, int, int]:
    """How many conversations, messages received and messages sent; `people` tells conversations apart."""
    table = people.table
    conditions = [table.c[name] == value for name, value in held.items()]
    direction = table.c.direction
    return sa.select(
        sa.func.count(sa.distinct(people)),
        sa.func.count(sa.case((direction == "in", 1))),
        sa.func.count(sa.case((direction == "out", 1))),
    ).where(table.c.tenant == tenant, table.c.at >= since, *conditions)
