"""Numbers that people can say: CL-0001, CASE-1042, REM-17. Counted per tenant, without a repeat."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping, Table

from handlers.backends.local import tables

_NEXT = sa.text(
    "INSERT INTO numbers (tenant, series, last) VALUES (:tenant, :series, :first)"
    " ON CONFLICT (tenant, series) DO UPDATE SET last = numbers.last + 1 RETURNING last"
)

_CLAIM = sa.text(
    "INSERT INTO numbers (tenant, series, last) VALUES (:tenant, :series, 1) ON CONFLICT (tenant, series) DO NOTHING"
)


def claim(connection: Connection, tenant: str, name: str) -> bool:
    """Whether this is the first to ask under this name: of several who seed a tenant, one does."""
    return connection.execute(_CLAIM, {"tenant": tenant, "series": name}).rowcount > 0


def following(connection: Connection, tenant: str, series: str, first: int) -> int:
    """The next number of a series. Others who want one wait until this transaction ends."""
    return connection.execute(_NEXT, {"tenant": tenant, "series": series, "first": first}).scalar_one()


def number_in(said: str, names: Sequence[str]) -> int | None:
    """1042 from 'CASE-1042', 'case #1042', 'no. 1042' or '1042'; None where it is something else."""
    found = re.fullmatch(rf"\s*(?:{'|'.join(names)}|no\.?|n\.)?[\s#-]*(\d{{1,9}})\s*", said, re.IGNORECASE)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one table: `prefix` and `digits` say how one is written, `first` where they start.

    `words` are what people say in place of the prefix: 'invoice 1003'.
    """

    table: Table
    prefix: str
    digits: int = 1
    first: int = 1
    words: tuple[str, ...] = ()

    def next(self, connection: Connection, tenant: str) -> int:
        """The next number. Others who want one wait until this transaction ends."""
        return following(connection, tenant, self.table.name, self.first)

    def written(self, number: int) -> str:
        return f"{self.prefix}-{number:0{self.digits}}"

    def read(self, said: str) -> int | None:
        """1042 from 'CASE-1042', 'case #1042', 'no. 1042' or '1042'; None where it is something else."""
        return number_in(said, (self.prefix, *self.words))

    def id_of(self, connection: Connection, tenant: str, written: str) -> int:
        """The row id of a record by its number, as it is written. Raises NoResultFound when it is gone."""
        table = self.table
        query = sa.select(table.c.id).where(table.c.tenant == tenant, table.c.number == self.read(written))
        return connection.execute(query).scalar_one()

    def insert_once(
        self, connection: Connection, tenant: str, key: str, row: Callable[[], Mapping[str, Any]]
    ) -> tuple[RowMapping, bool]:
        """Insert a row under the next number, once per idempotency key: the row, and whether it was made now.

        `row` gives its other columns. It is asked when others who want a number wait already: what it looks up holds
        until the row is there.
        """
        number = self.next(connection, tenant)
        earlier = self.made_with(connection, tenant, key)
        if earlier is not None:
            return earlier, False
        insert = sa.insert(self.table).values(**row(), tenant=tenant, number=number, idempotency_key=key or None)
        return connection.execute(insert.returning(self.table)).mappings().one(), True

    def made_with(self, connection: Connection, tenant: str, key: str) -> RowMapping | None:
        """The row that was inserted under this idempotency key."""
        if not key:
            return None
        table = self.table
        query = sa.select(table).where(table.c.tenant == tenant, table.c.idempotency_key == key)
        return connection.execute(query).mappings().one_or_none()


CLIENTS = Series(tables.clients, "CL", digits=4)
TEAM = Series(tables.team_members, "TM")
CASES = Series(tables.cases, "CASE", first=1001, words=("kasus", "perkara", "pratica"))
REMINDERS = Series(tables.reminders, "REM", words=("reminder", "pengingat", "promemoria"))
WHATSAPP_MESSAGES = Series(tables.whatsapp_messages, "WA")
