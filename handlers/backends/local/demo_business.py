"""The demo tenant's business: invoices, quotes, tasks and leads, out of `data/business.yaml`."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Table

from handlers.analytics.figures import FunnelStage
from handlers.assistance.task import Priority
from handlers.backends.local.business_tables import INVOICES, LEADS, QUOTES, TASKS
from handlers.backends.local.database import Database
from handlers.backends.local.quotes import quote_row
from handlers.backends.local.series import Series, claim
from handlers.backends.local.tables import clients, team_members
from handlers.business.paper import HOUSE
from handlers.business.quote import priced
from handlers.business.services import SERVICES, Currency
from handlers.demo import demo_seed
from handlers.reference import load
from handlers.values import Value


class KnownInvoice(Value):
    client: str
    service: str | None
    description: str
    amount: Decimal
    currency: Currency
    days: int
    paid: int | None


class KnownQuote(Value):
    client: str
    services: tuple[str, ...]
    currency: Currency
    days: int


class KnownTask(Value):
    title: str
    assignee: str | None
    priority: Priority
    created: int
    due: int | None
    done: int | None = None


class KnownLead(Value):
    name: str
    source: str
    days: int
    reached: FunnelStage


class Business(Value):
    """The file's content."""

    invoices: tuple[KnownInvoice, ...]
    quotes: tuple[KnownQuote, ...]
    tasks: tuple[KnownTask, ...]
    leads: tuple[KnownLead, ...]


@demo_seed(order=10)
def seed(database: Database, tenant: str, now: dt.datetime) -> bool:
    """Fill a tenant that has the demo's clients and team, once; whether it was done now. `now` is aware."""
    with database.transaction() as connection:
        if not claim(connection, tenant, "demo business"):
            return False
        _Seeding(connection, tenant, now).fill(load(Path(__file__).parent / "data/business.yaml", Business))
    return True


class _Seeding:
    """One transaction that fills a tenant."""

    def __init__(self, connection: Connection, tenant: str, now: dt.datetime) -> None:
        self._connection = connection
        self._tenant = tenant
        self._now = now
        self._clients = self._ids(clients)
        self._team = self._ids(team_members)

    def fill(self, business: Business) -> None:
        for invoice in business.invoices:
            self._add_invoice(invoice)
        for quote in business.quotes:
            services = [service for code in quote.services for service in SERVICES.services if service.code == code]
            request = priced("", services, quote.currency, "en", self._day(quote.days))
            self._add(QUOTES, **quote_row(request), client_id=self._clients[quote.client])
        for task in business.tasks:
            self._add_task(task)
        for lead in business.leads:
            came = {"came": self._day(lead.days), "client_id": self._clients.get(lead.name)}
            self._add(LEADS, name=lead.name, source=lead.source, reached=lead.reached, **came)

    def _add_invoice(self, invoice: KnownInvoice) -> None:
        issued = self._day(invoice.days)
        self._add(
            INVOICES,
            client_id=self._clients[invoice.client],
            **invoice.model_dump(include={"service", "description", "amount", "currency"}),
            issued=issued,
            due=issued + dt.timedelta(days=HOUSE.invoice_days),
            paid_on=None if invoice.paid is None else issued + dt.timedelta(days=invoice.paid),
        )

    def _add_task(self, task: KnownTask) -> None:
        self._add(
            TASKS,
            title=task.title,
            assignee_id=task.assignee and self._team[task.assignee],
            priority=task.priority,
            created=self._now - dt.timedelta(days=task.created),
            due=None if task.due is None else self._day(-task.due),
            done_at=None if task.done is None else self._now - dt.timedelta(days=task.done),
        )

    def _add(self, series: Series, **row: Any) -> None:
        number = series.next(self._connection, self._tenant)
        self._connection.execute(sa.insert(series.table).values(tenant=self._tenant, number=number, **row))

    def _ids(self, table: Table) -> dict[str, int]:
        query = sa.select(table.c.name, table.c.id).where(table.c.tenant == self._tenant)
        return {row.name: row.id for row in self._connection.execute(query)}

    def _day(self, days_ago: int) -> dt.date:
        return self._now.date() - dt.timedelta(days=days_ago)
