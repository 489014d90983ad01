"""What every test may ask for: real servers of this run's own, and databases in them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from handlers.backends.local.database import Database
from service.migrations import migrate
from tests.support.network import forbid_network
from tests.support.redis_server import RedisServer, redis_server
from tests.support.servers import PostgresServer, postgres_server, program


def pytest_configure() -> None:
    forbid_network()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for the run, or for each worker of a parallel one; started by the first test that needs it."""
    program("postgres")
    with postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A database of the test's own, empty."""
    with postgres.database() as name:
        yield postgres.url(name)


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for the run, or for each worker of a parallel one; started by the first test that needs it."""
    program("redis-server")
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_url(redis: RedisServer) -> str:
    """A Redis that holds nothing yet."""
    with Redis.from_url(redis.url) as client:
        client.flushall()
    return redis.url


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database with the whole schema and no rows, to be copied: migrating takes longer."""
    with postgres.database() as name:
        _migrate(postgres.url(name))
        yield name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole schema and no rows, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


@pytest.fixture
def sqlite(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An embedded database of the test's own, migrated."""
    path = tmp_path / "zantara.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database of the test's own: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(template=request.getfixturevalue("migrated_postgres")) as name:
        database = Database(server.url(name))
        yield database
        database.close()
