"""The database's schema: brought up to date when the service starts."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData

from handlers.backends.local import schema
from handlers.backends.local.database import Database
from service.engine import journal_store

SCHEMAS: tuple[MetaData, ...] = (*schema.SCHEMAS, journal_store.metadata)
"""Everything that the migrations together create."""

HEAD = "0006"
"""The newest revision in `versions`."""

_LOCK = 0x7A616E74  # any number that no other use of advisory locks in the database has


def migrate(database: Database) -> None:
    """Upgrade to HEAD. Services that start at once on one database wait for the first of them.

    Raises RuntimeError when the database was made by a newer version of the service.
    """
    with database.reading() as connection:
        if _revision(connection) == HEAD:
            return
    with database.transaction() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    # A start with nothing to migrate, which is nearly every one, is spared the import (0.3 s).
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise RuntimeError(
            f"the database is at revision {_revision(connection)!r}, which this version of the service does not know; "
            "run the version that wrote it, or a newer one"
        ) from error
