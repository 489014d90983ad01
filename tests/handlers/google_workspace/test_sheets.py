"""Spreadsheets: made, read by ranges, grown row by row."""

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.drive import LocalDrive
from handlers.backends.local.sheets import LocalSheets
from handlers.errors import InvalidRequest, NotFound
from handlers.google_workspace.drive import drive_search
from handlers.google_workspace.sheets import SheetCells, sheets_append, sheets_create, sheets_read
from tests.support.contexts import context


def read(house: Database, spreadsheet: str, cells: str | None = None) -> SheetCells:
    return sheets_read(context(LocalSheets(house)), spreadsheet, cells, drive=LocalDrive(house))


def rows(cells: SheetCells) -> list[tuple[str, ...]]:
    return [row.cells for row in cells.rows]


def test_without_a_range_the_whole_first_sheet_is_read(house: Database) -> None:
    cells = read(house, "Fatture 2026")

    assert cells.range == "Fatture!A1:D5"
    assert rows(cells)[0] == ("Numero", "Cliente", "Importo", "Stato")
    assert [row.number for row in cells.rows] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("cells", "read_as", "expected"),
    [
        ("B2:C3", "Pengeluaran!B2:C3", [("electricity", "1850000"), ("drinking water", "240000")]),
        ("rekap!B3:B9", "Rekap!B3:B9", [("3985000",), ("4160000",)]),
        ("Rekap", "Rekap!A1:B4", [("Bulan", "Jumlah"), ("September", "4120000"), ("Oktober", "3985000")]),
        ("C7", "Pengeluaran!C7:C7", [("900000",)]),
        ("F30:H40", "Pengeluaran!F30:H40", []),
    ],
)
def test_a_range_is_read(house: Database, cells: str, read_as: str, expected: list[tuple[str, ...]]) -> None:
    found = read(house, "Office Expenses 2026", cells)

    assert found.range == read_as
    assert rows(found)[:3] == expected


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(house: Database) -> None:
    with pytest.raises(InvalidRequest, match=r"no sheet of this spreadsheet.*: Pengeluaran, Rekap"):
        read(house, "Office Expenses 2026", "Sheet9!A1")


def test_a_spreadsheet_is_looked_for_among_spreadsheets(house: Database) -> None:
    with pytest.raises(InvalidRequest, match="'Client Welcome Guide' is no spreadsheet"):
        read(house, "Client Welcome Guide")
    with pytest.raises(
        NotFound, match=r"No spreadsheet is called 'Office Expenses 2025'\. The nearest: Office Expenses"
    ):
        read(house, "Office Expenses 2025")


def test_a_new_spreadsheet_has_its_headers_and_grows(house: Database) -> None:
    drive, ctx = LocalDrive(house), context(LocalSheets(house))
    made = sheets_create(ctx, "Lead Tracker", ["Name", "Phone"], drive=drive)

    added = sheets_append(ctx, "lead tracker", ["Sofia", "+46701234567"], drive=drive)

    assert (made.headers, added.row) == (("Name", "Phone"), 2)
    assert rows(read(house, "Lead Tracker")) == [("Name", "Phone"), ("Sofia", "+46701234567")]
    assert drive_search(context(drive), "sofia").files[0].name == "Lead Tracker"


def test_a_spreadsheet_without_headers_begins_empty(house: Database) -> None:
    drive, ctx = LocalDrive(house), context(LocalSheets(house))
    sheets_create(ctx, "Scooter Rentals", drive=drive)

    assert read(house, "Scooter Rentals").rows == ()
    assert sheets_append(ctx, "Scooter Rentals", ["Vario"], drive=drive).row == 1


def test_a_repeated_call_adds_one_row(house: Database) -> None:
    ctx = context(LocalSheets(house), key="turn-1/call-1")
    numbers = [sheets_append(ctx, "Daftar Gaji", ["Komang"], drive=LocalDrive(house)).row for _ in range(2)]

    assert numbers == [5, 5]
    assert rows(read(house, "Daftar Gaji"))[-1] == ("Komang",)
