"""What the examples of the workspace's handlers promise: each runs on the demo tenant."""

import pytest

from handlers.backends.local.calendar import LocalCalendar
from handlers.backends.local.contacts import LocalContacts
from handlers.backends.local.database import Database
from handlers.backends.local.demo import seed as seed_records
from handlers.backends.local.demo_workspace import seed
from handlers.backends.local.docs import LocalDocs
from handlers.backends.local.drive import LocalDrive
from handlers.backends.local.sheets import LocalSheets
from handlers.backends.local.slides import LocalSlides
from handlers.communication.contacts import Contacts
from handlers.discovery import Discovered
from handlers.google_workspace import agenda, calendar, docs, drive, sheets, slides
from handlers.google_workspace.docs import Docs
from handlers.google_workspace.events import Calendar
from handlers.google_workspace.files import Drive
from handlers.google_workspace.sheets import Sheets
from handlers.google_workspace.slides import Slides
from handlers.registry import build
from tests.support.contexts import NOW, context

MODULES = (agenda, calendar, docs, drive, sheets, slides)
REGISTRY, FAULTS = build([Discovered(module, False) for module in MODULES])


def test_the_fifteen_handlers_compile() -> None:
    assert not FAULTS
    assert len(REGISTRY) == 15


@pytest.mark.parametrize("name", REGISTRY)
def test_every_example_runs_on_the_demo_tenant(sqlite: Database, name: str) -> None:
    seed_records(sqlite, "bali", NOW)
    seed(sqlite, "bali", NOW)
    backends = {
        Drive: LocalDrive(sqlite),
        Docs: LocalDocs(sqlite),
        Sheets: LocalSheets(sqlite),
        Slides: LocalSlides(sqlite),
        Calendar: LocalCalendar(sqlite),
        Contacts: LocalContacts(sqlite),
    }
    handler = REGISTRY[name]
    ports = {parameter: backends[port] for parameter, port in handler.ports.items()}

    for number, example in enumerate(handler.definition.examples):
        ctx = context(backends[handler.port], key=f"{name}/{number}")
        assert isinstance(handler.function(ctx, **handler.parse(example.args), **ports), handler.result)


def test_what_others_may_have_written_is_untrusted() -> None:
    untrusted = {name for name, handler in REGISTRY.items() if handler.definition.untrusted}

    assert untrusted == {"docs.read", "drive.download", "sheets.read"}
