"""The demo tenant's records with every backend of the business on them."""

from dataclasses import dataclass
from pathlib import Path

from handlers.backends.local import demo, demo_business
from handlers.backends.local.cases import LocalCases
from handlers.backends.local.clients import LocalClients
from handlers.backends.local.database import Database
from handlers.backends.local.figures import LocalFigures
from handlers.backends.local.files import LocalFiles
from handlers.backends.local.invoices import LocalInvoices
from handlers.backends.local.quotes import LocalQuotes
from handlers.backends.local.reminders import LocalReminders
from handlers.backends.local.tasks import LocalTasks
from handlers.backends.local.team import LocalTeam
from handlers.ports import DataDir
from tests.support.contexts import NOW


@dataclass(frozen=True)
class Office:
    """The tenant `bali`, seeded at `NOW`; its reminders are those of the principal `ayu`."""

    clients: LocalClients
    cases: LocalCases
    quotes: LocalQuotes
    invoices: LocalInvoices
    tasks: LocalTasks
    team: LocalTeam
    reminders: LocalReminders
    figures: LocalFigures
    files: LocalFiles


def open_office(database: Database, folder: Path) -> Office:
    demo.seed(database, "bali", NOW, owner="ayu")
    demo_business.seed(database, "bali", NOW)
    return Office(
        clients=LocalClients(database),
        cases=LocalCases(database),
        quotes=LocalQuotes(database),
        invoices=LocalInvoices(database),
        tasks=LocalTasks(database),
        team=LocalTeam(database),
        reminders=LocalReminders(database),
        figures=LocalFigures(database),
        files=LocalFiles(database, DataDir(folder)),
    )
