"""The files of the Drive's twin in SQL: what documents, spreadsheets and presentations share with every other file."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from handlers.backends.local.workspace_tables import (
    DRIVE_FILES,
    drive_files,
    drive_permissions,
    paragraphs,
    sheet_rows,
    slides,
)
from handlers.business.lookup import words
from handlers.errors import NotFound
from handlers.google_workspace.files import DriveFile, Kind, NewFile, Permission

Row = RowMapping | Mapping[str, Any]

FILES = sa.select(*(column for column in drive_files.c if column is not drive_files.c.words))
"""The rows of files without what a search looks through, which may be as long as the file."""


def add(connection: Connection, tenant: str, file: NewFile, kind: Kind, key: str) -> tuple[Row, bool]:
    """A new file's row, without its content, and whether it was made now: not when the key had made it before."""

    def row() -> dict[str, Any]:
        return {
            "name": file.name,
            "kind": kind,
            "folder_id": None if file.folder_id is None else get(connection, tenant, file.folder_id)["id"],
            "changed": file.at,
            "words": _searchable((file.name, file.content)),
        }

    return DRIVE_FILES.insert_once(connection, tenant, key, row)


def get(connection: Connection, tenant: str, file_id: str, *, to_change: bool = False) -> Row:
    """A file's row; `to_change` makes others who want to change it wait. Raises NotFound."""
    query = FILES.where(drive_files.c.tenant == tenant, drive_files.c.number == DRIVE_FILES.read(file_id))
    found = connection.execute(query.with_for_update() if to_change else query).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no file {file_id}.")
    return found


def changed(connection: Connection, file: Row, at: dt.datetime, added: Iterable[str]) -> None:
    """Note a change, and what can be searched for since."""
    grown = drive_files.c.words + _searchable(added)
    connection.execute(sa.update(drive_files).where(drive_files.c.id == file["id"]).values(changed=at, words=grown))


def piece_of(file: Row, **values: Any) -> dict[str, Any]:
    """A row of one of the content tables."""
    return {"tenant": file["tenant"], "file_id": file["id"], **values}


def described(connection: Connection, tenant: str, rows: Iterable[Row]) -> list[DriveFile]:
    """Rows as files, with their folders' paths and their permissions."""
    listed = list(rows)
    folders = folders_of(connection, tenant)
    given = sa.select(drive_permissions).where(drive_permissions.c.tenant == tenant)
    wanted = given.where(drive_permissions.c.file_id.in_([row["id"] for row in listed]))
    permissions = connection.execute(wanted.order_by(drive_permissions.c.id)).mappings().all()
    return [
        DriveFile(
            file_id=DRIVE_FILES.written(row["number"]),
            name=row["name"],
            kind=row["kind"],
            folder=_path(row["folder_id"], folders),
            changed=row["changed"],
            permissions=tuple(
                Permission(email=each["email"], role=each["role"])
                for each in permissions
                if each["file_id"] == row["id"]
            ),
        )
        for row in listed
    ]


def folders_of(connection: Connection, tenant: str) -> Mapping[int, Row]:
    """A tenant's folders by the id of their rows."""
    query = FILES.where(drive_files.c.tenant == tenant, drive_files.c.kind == "folder")
    return {row["id"]: row for row in connection.execute(query).mappings()}


def text_of(connection: Connection, file: Row) -> str | None:
    """A file's text; None for what has none."""
    match file["kind"]:
        case "document" | "pdf" | "text":
            return "\n\n".join(_column(connection, file, paragraphs.c.text, paragraphs.c.id))
        case "presentation":
            return "\n".join(_column(connection, file, slides.c.title, slides.c.position))
        case "spreadsheet":
            return _csv(rows_of(connection, file))
        case _:
            return None


def rows_of(connection: Connection, file: Row) -> Sequence[RowMapping]:
    """All rows of a spreadsheet, sheet by sheet."""
    query = sa.select(sheet_rows).where(sheet_rows.c.tenant == file["tenant"], sheet_rows.c.file_id == file["id"])
    return connection.execute(query.order_by(sheet_rows.c.position, sheet_rows.c.row)).mappings().all()


def _column(
    connection: Connection, file: Row, column: sa.ColumnElement[Any], order: sa.ColumnElement[Any]
) -> Sequence[str]:
    table = column.table
    query = sa.select(column).where(table.c.tenant == file["tenant"], table.c.file_id == file["id"]).order_by(order)
    return connection.execute(query).scalars().all()


def _csv(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(row["cells"] for row in rows if row["row"])
    return text.getvalue()


def _path(folder_id: int | None, folders: Mapping[int, Row]) -> str | None:
    names: list[str] = []
    while folder_id is not None:
        names.insert(0, folders[folder_id]["name"])
        folder_id = folders[folder_id]["folder_id"]
    return "/".join(names) or None


def _searchable(texts: Iterable[str]) -> str:
    """Each word in lower case and without accents after a space, so that the beginnings of words can be found."""
    return "".join(f" {word}" for text in texts for word in words(text))
