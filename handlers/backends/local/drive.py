"""The twin of the Drive: files, folders and permissions in SQL. Nothing leaves the house."""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from handlers.backend import backend
from handlers.backends.local import drive_store as store
from handlers.backends.local.database import Database
from handlers.backends.local.drive_store import Row
from handlers.backends.local.titles import matching
from handlers.backends.local.workspace_tables import DRIVE_FILES, drive_files, drive_permissions, paragraphs
from handlers.business.lookup import words
from handlers.choice import Matches
from handlers.google_workspace.files import Drive, DriveFile, FileSearch, Kind, NewFile, Permission


@backend(Drive, simulated=True, honours_keys=True)
class LocalDrive:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, tenant: str, wanted: FileSearch) -> Sequence[DriveFile]:
        looked_for = words(wanted.query)
        if not looked_for:
            return []
        have = sum(
            (sa.case((drive_files.c.words.contains(f" {word}"), 1), else_=0) for word in looked_for), sa.literal(0)
        )
        query = store.FILES.add_columns(have.label("have")).where(drive_files.c.tenant == tenant)
        if wanted.kind is not None:
            query = query.where(drive_files.c.kind == wanted.kind)
        with self._database.reading() as connection:
            if wanted.folder_id is not None:
                top: int = store.get(connection, tenant, wanted.folder_id)["id"]
                query = query.where(drive_files.c.folder_id.in_([*_below(top, store.folders_of(connection, tenant))]))
            # A file without some of the words is better than none, as long as it has half of them.
            rows = connection.execute(query.where(have * 2 >= len(looked_for))).mappings().all()
            most = max((row["have"] for row in rows), default=0)
            best = sorted((row for row in rows if row["have"] == most), key=lambda row: _rank(row, looked_for))
            return store.described(connection, tenant, best[: wanted.limit])

    def named(self, tenant: str, said: str, kind: Kind | None) -> Matches[DriveFile]:
        query = store.FILES.where(drive_files.c.tenant == tenant).order_by(drive_files.c.number)
        with self._database.reading() as connection:
            wanted = query if kind is None else query.where(drive_files.c.kind == kind)
            rows = connection.execute(wanted).mappings().all()
            matches = matching(said, rows, lambda row: row["name"], lambda row: DRIVE_FILES.written(row["number"]))
            fitting, near = (store.described(connection, tenant, some) for some in (matches.fitting, matches.near))
        return Matches(tuple(fitting), tuple(near))

    def text(self, tenant: str, file_id: str) -> str | None:
        with self._database.reading() as connection:
            return store.text_of(connection, store.get(connection, tenant, file_id))

    def upload(self, tenant: str, file: NewFile, key: str) -> DriveFile:
        with self._database.transaction() as connection:
            row, new = store.add(connection, tenant, file, "text", key)
            if new:
                connection.execute(sa.insert(paragraphs).values(store.piece_of(row, text=file.content)))
            return store.described(connection, tenant, [row])[0]

    def share(self, tenant: str, file_id: str, permission: Permission) -> DriveFile:
        with self._database.transaction() as connection:
            row = store.get(connection, tenant, file_id, to_change=True)
            same = (drive_permissions.c.file_id == row["id"], drive_permissions.c.email == permission.email)
            connection.execute(sa.delete(drive_permissions).where(drive_permissions.c.tenant == tenant, *same))
            connection.execute(sa.insert(drive_permissions).values(store.piece_of(row, **permission.model_dump())))
            return store.described(connection, tenant, [row])[0]


def _below(folder: int, folders: Mapping[int, Row]) -> Iterator[int]:
    """The folder and all folders in it, at any depth."""
    yield folder
    for inner, row in folders.items():
        if row["folder_id"] == folder:
            yield from _below(inner, folders)


def _rank(row: Row, looked_for: Sequence[str]) -> tuple[int, float, int]:
    """Words in the name before words in the text, then the latest change first."""
    name = words(row["name"])
    in_name = sum(any(part.startswith(word) for part in name) for word in looked_for)
    return -in_name, -row["changed"].timestamp(), row["number"]
