"""The twin of the documents: paragraphs in SQL, of files of the Drive's twin."""

import datetime as dt

import sqlalchemy as sa

from handlers.backend import backend
from handlers.backends.local import drive_store as store
from handlers.backends.local.database import Database
from handlers.backends.local.workspace_tables import paragraphs
from handlers.google_workspace.docs import Docs
from handlers.google_workspace.files import DriveFile, NewFile


@backend(Docs, simulated=True, honours_keys=True)
class LocalDocs:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant: str, document: NewFile, key: str) -> DriveFile:
        with self._database.transaction() as connection:
            row, new = store.add(connection, tenant, document, "document", key)
            if new and document.content:
                connection.execute(sa.insert(paragraphs).values(store.piece_of(row, text=document.content)))
            return store.described(connection, tenant, [row])[0]

    def read(self, tenant: str, document_id: str) -> str:
        with self._database.reading() as connection:
            return store.text_of(connection, store.get(connection, tenant, document_id)) or ""

    def append(self, tenant: str, document_id: str, text: str, at: dt.datetime, key: str) -> None:
        with self._database.transaction() as connection:
            row = store.get(connection, tenant, document_id, to_change=True)
            known = sa.select(paragraphs).where(
                paragraphs.c.tenant == tenant, paragraphs.c.idempotency_key == (key or None)
            )
            if key and connection.execute(known).first():
                return
            connection.execute(
                sa.insert(paragraphs).values(store.piece_of(row, text=text, idempotency_key=key or None))
            )
            store.changed(connection, row, at, [text])
