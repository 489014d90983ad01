"""The records of invoices, in SQL."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import RowMapping

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
            number = INVOICES.next(connection, tenant)
            earlier = INVOICES.made_with(connection, tenant, key)
            if earlier is None:
                client_id = CLIENTS.id_of(connection, tenant, request.client)
                row = {**request.model_dump(exclude={"client"}), "client_id": client_id}
                insert = sa.insert(invoices).values(tenant=tenant, number=number, idempotency_key=key or None, **row)
                connection.execute(insert)
            made = number if earlier is None else earlier["number"]
            return _invoice(connection.execute(_numbered(tenant, made)).mappings().one())

    def by_number(self, tenant: str, said: str) -> Invoice | None:
        number = INVOICES.read(said)
        if number is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(_numbered(tenant, number)).mappings().one_or_none()
        return None if row is None else _invoice(row)


def _numbered(tenant: str, number: int) -> sa.Select[Any]:
    return _INVOICES.where(invoices.c.tenant == tenant, invoices.c.number == number)


def _invoice(row: RowMapping) -> Invoice:
    amount = Money(amount=float(row["amount"]), currency=row["currency"])
    return Invoice.model_validate({**row, "number": INVOICES.written(row["number"]), "amount": amount})
