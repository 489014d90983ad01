"""Ranges of cells in A1 notation: `B2:F15`, `B:D`, `2:5`, `Sheet1!A1:C3`, `'Petty cash'!B2`, or the name of a sheet."""

import re
from dataclasses import dataclass

from handlers.errors import InvalidRequest

LAST_ROW = 10_000_000
LAST_COLUMN = 18_278
"""Column ZZZ; source of both: Google Drive Help, 'Files you can store in Google Drive', limits of Sheets."""

_SHEET = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^!']+))(?:!(?P<cells>.*))?")
_CELLS = re.compile(r"([a-z]{1,3})?(\d{1,8})?(?:\s*:\s*([a-z]{1,3})?(\d{1,8})?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows and columns counted from 1, the last ones included; None: to the end.

    `sheet` is the name of one of the spreadsheet's sheets; None means the first.
    """

    sheet: str | None = None
    first_row: int = 1
    first_column: int = 1
    last_row: int | None = None
    last_column: int | None = None


def parse(said: str) -> Area:
    """Read a range. A text that is neither a range nor a quoted name is taken for the name of a sheet.

    Raises InvalidRequest for one that cannot be.
    """
    text = said.strip()
    if text.startswith("!") or not text:
        raise _wrong(said)
    cells = _area(text, None, said)
    if cells is not None:
        return cells
    match = _SHEET.fullmatch(text)
    if match is None:
        raise _wrong(said)
    sheet = match["plain"].strip() if match["plain"] else match["quoted"].replace("''", "'")
    if match["cells"] is None:
        return Area(sheet=sheet)
    area = _area(match["cells"].strip(), sheet, said)
    if area is None:
        raise _wrong(said)
    return area


def written(area: Area, last_row: int, last_column: int) -> str:
    """The range in A1 notation; its open ends are filled in with the last row and column that hold something."""
    end_row, end_column = area.last_row or last_row, area.last_column or last_column
    cells = f"{column_name(area.first_column)}{area.first_row}:{column_name(end_column)}{end_row}"
    sheet = area.sheet or ""
    quoted = sheet if re.fullmatch(r"\w+", sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{quoted}!{cells}" if sheet else cells


def column_name(number: int) -> str:
    """1 -> A, 27 -> AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _area(cells: str, sheet: str | None, said: str) -> Area | None:
    """The rectangle that `B2:F15` means; None where the text has not the form of cells."""
    match = _CELLS.fullmatch(cells)
    if match is None or not cells:
        return None
    column, row, to_column, to_row = match.groups()
    if ":" not in cells:
        if column is None or row is None:  # 'Jan' and '2026' are names of sheets
            return None
        to_column, to_row = column, row
    if (column is None) != (to_column is None) or (column is None and (row is None or to_row is None)):
        raise _wrong(said)
    columns = sorted((_column(column or "A"), _column(to_column or "ZZZ")))
    rows = sorted((int(row or 1), int(to_row or LAST_ROW)))  # B:D, and B2:D to the end
    if rows[0] < 1 or rows[1] > LAST_ROW:
        raise InvalidRequest(f"The range {said!r} has a row outside 1 to {LAST_ROW}; give one such as 'B2:F15'.")
    return Area(
        sheet=sheet,
        first_row=rows[0],
        first_column=columns[0],
        last_row=None if rows[1] == LAST_ROW else rows[1],
        last_column=None if columns[1] == LAST_COLUMN else columns[1],
    )


def _column(name: str) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _wrong(said: str) -> InvalidRequest:
    return InvalidRequest(
        f"{said!r} is no range of cells; write it as 'B2:F15', 'B:D' or 'Sheet1!A1:C3', or leave it out for all cells."
    )
