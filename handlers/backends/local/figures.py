"""The figures of the business, read from the records in SQL."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table

from handlers.analytics.figures import BusinessFigures, FunnelStage, ServiceRevenue, Span
from handlers.backend import backend
from handlers.backends.local.business_tables import invoices, leads, quotes, tasks
from handlers.backends.local.database import Database
from handlers.backends.local.tables import cases, clients
from handlers.business.cases import CLOSED
from handlers.values import Money

STAGES: tuple[FunnelStage, ...] = ("lead", "contacted", "quoted", "client")

Condition = Callable[[Span], ColumnElement[bool]]


def _on_days(column: ColumnElement[dt.date | None]) -> Condition:
    return lambda span: column.between(span.since.date(), span.until.date())


def _at_moments(column: ColumnElement[dt.datetime | None]) -> Condition:
    return lambda span: column.between(span.since, span.until)


_COUNTS: Mapping[str, tuple[Table, Condition]] = {
    "invoices": (invoices, _on_days(invoices.c.issued)),
    "quotes": (quotes, _on_days(quotes.c.issued)),
    "new_leads": (leads, _on_days(leads.c.came)),
    "new_clients": (clients, _on_days(clients.c.since)),
    "cases_opened": (cases, _on_days(cases.c.opened)),
    "cases_closed": (cases, lambda span: cases.c.stage.in_(CLOSED) & _at_moments(cases.c.changed)(span)),
    "cases_running": (cases, lambda span: cases.c.stage.not_in(CLOSED)),
    "tasks_done": (tasks, _at_moments(tasks.c.done_at)),
    "tasks_open": (tasks, lambda span: tasks.c.done_at.is_(None)),
    "tasks_overdue": (tasks, lambda span: tasks.c.done_at.is_(None) & (tasks.c.due < span.until.date())),
}

_SUMS: Mapping[str, Condition] = {
    "invoiced": _on_days(invoices.c.issued),
    "collected": _on_days(invoices.c.paid_on),
    "outstanding": lambda span: invoices.c.paid_on.is_(None),
    "overdue": lambda span: invoices.c.paid_on.is_(None) & (invoices.c.due < span.until.date()),
}


@backend(BusinessFigures)
class LocalFigures:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, tenant: str, metric: str, span: Span) -> int:
        table, condition = _COUNTS[metric]
        query = sa.select(sa.func.count()).select_from(table).where(table.c.tenant == tenant, condition(span))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def money(self, tenant: str, metric: str, span: Span) -> Sequence[Money]:
        query = (
            sa.select(invoices.c.currency, sa.func.sum(invoices.c.amount).label("amount"))
            .where(invoices.c.tenant == tenant, _SUMS[metric](span))
            .group_by(invoices.c.currency)
            .order_by(invoices.c.currency)
        )
        return [Money(amount=float(row["amount"]), currency=row["currency"]) for row in self._rows(query)]

    def revenue(self, tenant: str, span: Span) -> Sequence[ServiceRevenue]:
        paid = sa.case((invoices.c.paid_on.is_not(None), invoices.c.amount))
        query = (
            sa.select(
                invoices.c.service,
                invoices.c.currency,
                sa.func.count().label("invoices"),
                sa.func.sum(invoices.c.amount).label("invoiced"),
                sa.func.sum(paid).label("paid"),
            )
            .where(invoices.c.tenant == tenant, _on_days(invoices.c.issued)(span))
            .group_by(invoices.c.service, invoices.c.currency)
        )
        return [ServiceRevenue.model_validate({**row, "paid": row["paid"] or Decimal(0)}) for row in self._rows(query)]

    def funnel(self, tenant: str, span: Span) -> Mapping[FunnelStage, int]:
        came = (
            sa.select(leads.c.reached, sa.func.count().label("people"))
            .where(leads.c.tenant == tenant, _on_days(leads.c.came)(span))
            .group_by(leads.c.reached)
        )
        known = sa.select(leads.c.client_id).where(leads.c.tenant == tenant, leads.c.client_id.is_not(None))
        unrecorded = (
            sa.select(sa.func.count().label("people"))
            .select_from(clients)
            .where(clients.c.tenant == tenant, _on_days(clients.c.since)(span), clients.c.id.not_in(known))
        )
        furthest: dict[str, int] = {row["reached"]: row["people"] for row in self._rows(came)}
        furthest["client"] = furthest.get("client", 0) + self._rows(unrecorded)[0]["people"]
        return {stage: sum(furthest.get(later, 0) for later in STAGES[index:]) for index, stage in enumerate(STAGES)}

    def _rows(self, query: sa.Select[*tuple[Any, ...]]) -> Sequence[sa.RowMapping]:
        with self._database.reading() as connection:
            return connection.execute(query).mappings().all()
