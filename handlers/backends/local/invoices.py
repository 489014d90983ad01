"""The records of invoices, in SQL."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from handlers.backend import backend
from handlers.backends.local.business_tables import INVOICES, invoices
from handlers.backends.local.database import Database
from handlers.backends.local.series import CLIENTS
from handlers.backends.local.tables import clients
from handlers.business.invoice import Invoice, InvoiceRequest, Invoices
from handlers.values import Money

_INVOICES = sa.select(invoices, clients.c.name.label("client")).join(clients, invoices.c.client_id == clients.c.id)


@backend(Invoices, honours_keys=True)
class LocalInvoices:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, tenant: str, request: InvoiceRequest, key: str) -> Invoice:
        with self._database.transaction() as connection:
            row, _ = INVOICES.insert_once(connection, tenant, key, lambda: _columns(connection, tenant, request))
            return _invoice(connection.execute(_numbered(tenant, row["number"])).mappings().one())

    def by_number(self, tenant: str, said: str) -> Invoice | None:
        number = INVOICES.read(said)
        if number is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(_numbered(tenant, number)).mappings().one_or_none()
        return None if row is None else _invoice(row)


def _columns(connection: Connection, tenant: str, request: InvoiceRequest) -> dict[str, Any]:
    return {**request.model_dump(exclude={"client"}), "client_id": CLIENTS.id_of(connection, tenant, request.client)}


def _numbered(tenant: str, number: int) -> sa.Select[Any]:
    return _INVOICES.where(invoices.c.tenant == tenant, invoices.c.number == number)


def _invoice(row: RowMapping) -> Invoice:
    amount = Money(amount=float(row["amount"]), currency=row["currency"])
    return Invoice.model_validate({**row, "number": INVOICES.written(row["number"]), "amount": amount})
