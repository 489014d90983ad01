"""The records of quotes, in SQL."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from handlers.backend import backend
from handlers.backends.local.business_tables import QUOTES, quotes
from handlers.backends.local.database import Database
from handlers.backends.local.series import CLIENTS
from handlers.backends.local.tables import clients
from handlers.business.quote import Quote, QuoteRequest, Quotes
from handlers.values import Money

_QUOTES = sa.select(quotes, clients.c.name.label("client")).join(clients, quotes.c.client_id == clients.c.id)


@backend(Quotes, honours_keys=True)
class LocalQuotes:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, tenant: str, request: QuoteRequest, key: str) -> Quote:
        with self._database.transaction() as connection:
            row, _ = QUOTES.insert_once(connection, tenant, key, lambda: _columns(connection, tenant, request))
            return _quote(connection.execute(_numbered(tenant, row["number"])).mappings().one())

    def by_number(self, tenant: str, said: str) -> Quote | None:
        number = QUOTES.read(said)
        if number is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(_numbered(tenant, number)).mappings().one_or_none()
        return None if row is None else _quote(row)


def quote_row(request: QuoteRequest) -> dict[str, Any]:
    """The columns of a quote that its request fills."""
    return {
        "lines": [line.model_dump(mode="json") for line in request.lines],
        "total": Decimal(str(request.total.amount)),
        "currency": request.total.currency,
        **request.model_dump(include={"rate_date", "issued", "valid_until"}),
    }


def _columns(connection: Connection, tenant: str, request: QuoteRequest) -> dict[str, Any]:
    return {**quote_row(request), "client_id": CLIENTS.id_of(connection, tenant, request.client)}


def _numbered(tenant: str, number: int) -> sa.Select[Any]:
    return _QUOTES.where(quotes.c.tenant == tenant, quotes.c.number == number)


def _quote(row: RowMapping) -> Quote:
    total = Money(amount=float(row["total"]), currency=row["currency"])
    return Quote.model_validate({**row, "number": QUOTES.written(row["number"]), "total": total})
