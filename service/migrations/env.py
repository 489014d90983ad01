"""Alembic's environment. `migrate` hands it a connection; the command line connects by the service's settings."""

from alembic import context
from sqlalchemy import Connection

from handlers.backends.local.database import Database
from service.migrations import SCHEMAS
from service.settings import Settings


def run(connection: Connection) -> None:
    # SQLite alters a table by copying it: batch mode.
    context.configure(connection=connection, target_metadata=SCHEMAS, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(Settings().sql_url).transaction() as opened:
        run(opened)
