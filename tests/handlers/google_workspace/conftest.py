"""The workspace of the demo tenant, seeded on the morning of 21 November 2026."""

from collections.abc import Callable

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.demo import seed as seed_records
from handlers.backends.local.demo_workspace import seed
from handlers.backends.local.drive import LocalDrive
from tests.support.contexts import NOW


@pytest.fixture
def house(sqlite: Database) -> Database:
    seed_records(sqlite, "bali", NOW)
    seed(sqlite, "bali", NOW)
    return sqlite


@pytest.fixture
def text_of(house: Database) -> Callable[[str], str | None]:
    """The text of the only file with a name, as it stands."""
    drive = LocalDrive(house)

    def read(name: str) -> str | None:
        (file,) = drive.named("bali", name, None).fitting
        return drive.text("bali", file.file_id)

    return read
