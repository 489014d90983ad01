"""The demo tenant's people, mailbox and chats."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.backends.local import demo, demo_communication
from handlers.backends.local.database import Database
from tests.support.contexts import NOW


@pytest.fixture(scope="session")
def seeded(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo tenant `bali`, to be copied: seeding takes longer."""
    path = tmp_path_factory.mktemp("house") / "seeded.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    demo.seed(database, "bali", NOW)
    demo_communication.seed(database, "bali", NOW)
    database.close()
    return path


@pytest.fixture
def house(seeded: Path, tmp_path: Path) -> Iterator[Database]:
    """The tenant `bali` as the demo leaves it, of the test's own."""
    path = tmp_path / "house.db"
    shutil.copy(seeded, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()
