"""The records of clients, in SQL."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from handlers.backend import backend
from handlers.backends.local.business_tables import assignments
from handlers.backends.local.database import Database
from handlers.backends.local.names import alike, best
from handlers.backends.local.series import CLIENTS
from handlers.backends.local.tables import clients, team_members
from handlers.business.client import Client, ClientDetails, Clients
from handlers.errors import InvalidRequest
from handlers.phones import international

_RESPONSIBLE = (
    sa.select(team_members.c.name)
    .join(assignments, assignments.c.member_id == team_members.c.id)
    .where(assignments.c.client_id == clients.c.id, assignments.c.case_id.is_(None))
    .order_by(assignments.c.number.desc())
    .limit(1)
    .scalar_subquery()
    .label("responsible")
)
"""To whom a client was assigned last."""


@backend(Clients, honours_keys=True)
class LocalClients:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, tenant: str, query: str) -> Sequence[Client]:
        exact = _identified_by(query)
        rows = self._rows(tenant, sa.true() if exact is None else exact)
        if exact is None:
            rows = best(query, rows, lambda row: row["name"])
        return [_client(row) for row in rows]

    def near(self, tenant: str, name: str) -> Sequence[Client]:
        return [_client(row) for row in alike(name, self._rows(tenant, sa.true()), lambda row: row["name"])]

    def add(self, tenant: str, details: ClientDetails, since: dt.date, key: str) -> Client:
        with self._database.transaction() as connection:
            row, _ = CLIENTS.insert_once(connection, tenant, key, lambda: _new(connection, tenant, details, since))
        return _client(row)

    def _rows(self, tenant: str, condition: sa.ColumnElement[bool]) -> Sequence[RowMapping]:
        wanted = sa.select(clients, _RESPONSIBLE).where(clients.c.tenant == tenant, condition)
        with self._database.reading() as connection:
            return connection.execute(wanted.order_by(clients.c.number)).mappings().all()


def _identified_by(query: str) -> sa.ColumnElement[bool] | None:
    """The condition for what identifies one client; None where the query is a name."""
    if "@" in query:
        return clients.c.email == query.strip().lower()
    phone = international(query)
    if phone is not None:
        return clients.c.phone == phone
    number = CLIENTS.read(query)
    return None if number is None else clients.c.number == number


def _new(connection: Connection, tenant: str, details: ClientDetails, since: dt.date) -> dict[str, Any]:
    """The columns of a client who is not there yet. Raises InvalidRequest."""
    for column, said in ((clients.c.email, details.email), (clients.c.phone, details.phone)):
        query = sa.select(clients).where(clients.c.tenant == tenant, column == said)
        row = None if said is None else connection.execute(query).mappings().first()
        if row is not None:
            raise InvalidRequest(
                f"{said} belongs to a client already: {row['name']} ({CLIENTS.written(row['number'])}). "
                f"Use that client, or give another {column.name}."
            )
    return {**details.model_dump(), "since": since}


def _client(row: RowMapping) -> Client:
    return Client.model_validate({**row, "number": CLIENTS.written(row["number"])})
