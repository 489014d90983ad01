"""The twin of the spreadsheets: rows of cells in SQL, of files of the Drive's twin."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from handlers.backend import backend
from handlers.backends.local import drive_store as store
from handlers.backends.local.database import Database
from handlers.backends.local.drive_store import Row
from handlers.backends.local.workspace_tables import sheet_rows
from handlers.errors import InvalidRequest
from handlers.google_workspace.files import DriveFile, NewFile
from handlers.google_workspace.ranges import Area, written
from handlers.google_workspace.sheets import CellRange, Sheets

FIRST_SHEET = "Sheet1"


@backend(Sheets, simulated=True, honours_keys=True)
class LocalSheets:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant: str, spreadsheet: NewFile, headers: Sequence[str], key: str) -> DriveFile:
        with self._database.transaction() as connection:
            row, new = store.add(connection, tenant, spreadsheet, "spreadsheet", key)
            if new:
                insert_row(connection, row, (FIRST_SHEET, 0, 0), ())
                if headers:
                    insert_row(connection, row, (FIRST_SHEET, 0, 1), headers)
                    store.changed(connection, row, spreadsheet.at, headers)
            return store.described(connection, tenant, [row])[0]

    def read(self, tenant: str, spreadsheet_id: str, area: Area) -> CellRange:
        with self._database.reading() as connection:
            rows = store.rows_of(connection, store.get(connection, tenant, spreadsheet_id))
        sheet = _sheet_called(area.sheet, rows)
        cells = {row["row"]: row["cells"] for row in rows if row["sheet"] == sheet}
        last_row, last_column = max(cells), max(map(len, cells.values()))
        chosen = range(area.first_row, min(area.last_row or last_row, last_row) + 1)
        return CellRange(
            range=written(_on(area, sheet), max(last_row, area.first_row), max(last_column, area.first_column)),
            rows=tuple(tuple(cells.get(row, [])[area.first_column - 1 : area.last_column]) for row in chosen),
        )

    def append(self, tenant: str, spreadsheet_id: str, values: Sequence[str], at: dt.datetime, key: str) -> int:
        with self._database.transaction() as connection:
            file = store.get(connection, tenant, spreadsheet_id, to_change=True)
            rows = store.rows_of(connection, file)
            earlier = next((row for row in rows if key and row["idempotency_key"] == key), None)
            if earlier is not None:
                return earlier["row"]
            first = rows[0]["sheet"]
            number = max(row["row"] for row in rows if row["sheet"] == first) + 1
            insert_row(connection, file, (first, rows[0]["position"], number), values, key)
            store.changed(connection, file, at, values)
        return number


def insert_row(
    connection: Connection, file: Row, place: tuple[str, int, int], cells: Sequence[str], key: str = ""
) -> None:
    """`place`: the sheet's name, its position in the file from 0, and the row from 1; row 0 makes the sheet itself."""
    sheet, position, row = place
    values = {"sheet": sheet, "position": position, "row": row, "cells": [*cells], "idempotency_key": key or None}
    connection.execute(sa.insert(sheet_rows).values(store.piece_of(file, **values)))


def _sheet_called(said: str | None, rows: Sequence[RowMapping]) -> str:
    """The name of the sheet as it is written; the first where none is said."""
    sheets = list(dict.fromkeys(row["sheet"] for row in rows))
    if said is None:
        return sheets[0]
    for sheet in sheets:
        if sheet.casefold() == said.casefold():
            return sheet
    raise InvalidRequest(
        f"{said!r} is no range of cells and no sheet of this spreadsheet; write a range such as 'B2:F15', "
        f"or one of its sheets: {', '.join(sheets)}."
    )


def _on(area: Area, sheet: str) -> Area:
    return Area(sheet, area.first_row, area.first_column, area.last_row, area.last_column)
