"""Numbers that people can say: CL-0001, CASE-1042, REM-17. Counted per tenant, without a repeat."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping, Table

from handlers.backends.local import tables

_NEXT = sa.text(
    "INSERT INTO numbers (tenant, series, last) VALUES (:tenant, :series, :first)"
    " ON CONFLICT (tenant, series) DO UPDATE SET last = numbers.last + 1 RETURNING last"
)


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one table: `prefix` and `digits` say how one is written, `first` where they start."""

    table: Table
    prefix: str
    digits: int = 1
    first: int = 1

    def next(self, connection: Connection, tenant: str) -> int:
        """The next number. Others who want one wait until this transaction ends."""
        wanted = {"tenant": tenant, "series": self.table.name, "first": self.first}
        return connection.execute(_NEXT, wanted).scalar_one()

    def written(self, number: int) -> str:
        return f"{self.prefix}-{number:0{self.digits}}"

    def read(self, said: str) -> int | None:
        """1042 from 'CASE-1042', 'case #1042', 'no. 1042' or '1042'; None where it is something else."""
        found = re.fullmatch(rf"\s*(?:{self.prefix}|no\.?|n\.)?[\s#-]*(\d{{1,9}})\s*", said, re.IGNORECASE)
        return int(found[1]) if found else None

    def made_with(self, connection: Connection, tenant: str, key: str) -> RowMapping | None:
        """The row that was inserted under this idempotency key."""
        if not key:
            return None
        table = self.table
        query = sa.select(table).where(table.c.tenant == tenant, table.c.idempotency_key == key)
        return connection.execute(query).mappings().one_or_none()


CLIENTS = Series(tables.clients, "CL", digits=4)
TEAM = Series(tables.team_members, "TM")
CASES = Series(tables.cases, "CASE", first=1001)
REMINDERS = Series(tables.reminders, "REM")
WHATSAPP_MESSAGES = Series(tables.whatsapp_messages, "WA")
