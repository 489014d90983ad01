"""The tables of quotes, invoices, tasks, assignments and leads, and the numbers of their rows."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.types import TypeDecorator

from handlers.backends.local.series import Series
from handlers.backends.local.tables import NAMING, Moment, cases, clients, record, team_members

metadata = MetaData(naming_convention=NAMING)


class Amount(TypeDecorator[Decimal]):
    """An exact amount of money in major units, kept in hundredths: SQLite has no decimal numbers."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        return None if value is None else int(value.scaleb(2).to_integral_value())

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


quotes = record(
    "quotes",
    Column("client_id", Integer, ForeignKey(clients.c.id), nullable=False, index=True),
    Column("lines", sa.JSON[list[dict[str, Any]]](), nullable=False),
    Column("total", Amount, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("rate_date", Date),  # the day of the exchange rates, where any price was converted
    Column("issued", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Index(None, "tenant", "issued"),
    area=metadata,
)

invoices = record(
    "invoices",
    Column("client_id", Integer, ForeignKey(clients.c.id), nullable=False, index=True),
    Column("service", String(64)),  # its code in the price list, where the description names one
    Column("description", Text),
    Column("amount", Amount, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("issued", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("paid_on", Date),
    Index(None, "tenant", "issued"),
    area=metadata,
)

tasks = record(
    "tasks",
    Column("title", Text, nullable=False),
    Column("assignee_id", Integer, ForeignKey(team_members.c.id), index=True),
    Column("due", Date),
    Column("priority", String(8), nullable=False),
    Column("created", Moment, nullable=False),
    Column("done_at", Moment),
    area=metadata,
)

assignments = record(
    "assignments",
    Column("member_id", Integer, ForeignKey(team_members.c.id), nullable=False),
    Column("client_id", Integer, ForeignKey(clients.c.id), nullable=False),
    Column("case_id", Integer, ForeignKey(cases.c.id)),  # null where the client as such was assigned
    Column("by", String(128), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "tenant", "client_id"),
    area=metadata,
)

leads = record(
    "leads",
    Column("name", String(200), nullable=False),
    Column("source", String(64), nullable=False),
    Column("came", Date, nullable=False),
    Column("reached", String(16), nullable=False),  # the furthest stage
    Column("client_id", Integer, ForeignKey(clients.c.id)),
    Index(None, "tenant", "came"),
    area=metadata,
)

QUOTES = Series(quotes, "QUO", words=("quote", "quotation", "penawaran", "preventivo"))
INVOICES = Series(invoices, "INV", first=1001, words=("invoice", "faktur", "tagihan", "invois", "fattura"))
TASKS = Series(tasks, "TASK", words=("tugas", "compito"))
ASSIGNMENTS = Series(assignments, "ASG")
LEADS = Series(leads, "LEAD")
