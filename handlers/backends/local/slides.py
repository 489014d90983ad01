"""The twin of the presentations: titles of slides in SQL, of files of the Drive's twin."""

import sqlalchemy as sa

from handlers.backend import backend
from handlers.backends.local import drive_store as store
from handlers.backends.local import workspace_tables as tables
from handlers.backends.local.database import Database
from handlers.google_workspace.files import DriveFile, NewFile
from handlers.google_workspace.slides import Slides


@backend(Slides, simulated=True, honours_keys=True)
class LocalSlides:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant: str, presentation: NewFile, slides: tuple[str, ...], key: str) -> DriveFile:
        with self._database.transaction() as connection:
            row, new = store.add(connection, tenant, presentation, "presentation", key)
            if new and slides:
                pieces = [store.piece_of(row, position=position, title=title) for position, title in enumerate(slides)]
                connection.execute(sa.insert(tables.slides), pieces)
                store.changed(connection, row, presentation.at, slides)
            return store.described(connection, tenant, [row])[0]
