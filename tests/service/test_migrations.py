"""The schema that migrations make, on SQLite and on PostgreSQL."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from handlers.backends.local.database import Database
from handlers.backends.local.tables import metadata as records
from service import migrations
from service.migrations import HEAD, SCHEMAS, migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return request.getfixturevalue("postgres_url")


def test_the_migrated_schema_is_the_one_that_the_code_declares(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SCHEMAS) == []


def test_the_head_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_every_table_of_the_records_has_the_tenant() -> None:
    assert [table.name for table in records.sorted_tables if "tenant" not in table.c] == []


def test_migrating_again_changes_nothing(empty_url: str) -> None:
    database = Database(empty_url)
    for _ in range(2):
        migrate(database)
        with database.reading() as connection:
            assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]
    database.close()


def test_services_that_start_at_once_migrate_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, databases))

    with databases[0].reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
        assert sa.inspect(connection).has_table("clients")
    for database in databases:
        database.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty_url: str) -> None:
    database = Database(empty_url)
    migrate(database)
    with database.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(RuntimeError, match="revision '9999', which this version of the service does not know"):
        migrate(database)
    database.close()


def test_a_start_with_nothing_to_migrate_does_not_import_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'zantara.db'}"
    database = Database(url)
    migrate(database)
    database.close()

    program = (
        "import sys; from handlers.backends.local.database import Database; from service.migrations import migrate;"
        f"migrate(Database({url!r})); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
