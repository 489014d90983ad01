"""Google Sheets: create a spreadsheet, read cells, append a row.

Cells are untrusted: whoever the spreadsheet is shared with may have written them. What was just added is not.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.google_workspace.files import Drive, DriveFile, NewFile, new_file, the_file
from handlers.google_workspace.ranges import Area, parse
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

MOST_ROWS = 500
"""Rows that are read at once."""

MOST_CELLS = 200
"""Cells of one row."""

Cells = Annotated[list[str], Field(min_length=1, max_length=MOST_CELLS)]


class CellRange(Value):
    """Cells as they were read: `range` in A1 notation, rows without the empty cells at their ends."""

    range: str
    rows: tuple[tuple[str, ...], ...]


class Spreadsheet(Value):
    """A spreadsheet that was made."""

    model_config = ConfigDict(json_schema_extra=titled("Spreadsheet", "Spreadsheet", "Foglio di calcolo"))

    title: Annotated[str, Label("title", id="judul", it="titolo", role="title")]
    headers: Annotated[tuple[str, ...], Label("columns", id="kolom", it="colonne")]
    spreadsheet_id: Annotated[str, Label("spreadsheet id", id="id spreadsheet", it="id del foglio", role="hidden")]


class SheetRow(Value):
    """The cells of one row; `number` counts from 1 as the spreadsheet does."""

    number: Annotated[int, Label("row", id="baris ke", it="riga", role="hidden")]
    cells: Annotated[tuple[str, ...], Label("cells", id="isi", it="celle", role="title")]


class SheetCells(Value):
    """Cells of a spreadsheet, row by row: what somebody wrote, not what is true."""

    model_config = ConfigDict(json_schema_extra=titled("Spreadsheet", "Spreadsheet", "Foglio di calcolo"))

    title: Annotated[str, Label("title", id="judul", it="titolo", role="title")]
    range: Annotated[str, Label("cells", id="sel", it="celle")]
    rows: Annotated[tuple[SheetRow, ...], Label("rows", id="baris", it="righe")]
    truncated: Annotated[
        bool, Label("more rows follow", id="masih ada baris lagi", it="seguono altre righe", role="flag")
    ]
    spreadsheet_id: Annotated[str, Label("spreadsheet id", id="id spreadsheet", it="id del foglio", role="hidden")]


class AppendedRow(Value):
    """A row that was added, and where it stands."""

    model_config = ConfigDict(json_schema_extra=titled("Row added", "Baris ditambahkan", "Riga aggiunta"))

    title: Annotated[str, Label("spreadsheet", id="spreadsheet", it="foglio di calcolo", role="title")]
    row: Annotated[int, Label("row", id="baris ke", it="riga")]
    values: Annotated[tuple[str, ...], Label("cells", id="isi", it="celle")]
    spreadsheet_id: Annotated[str, Label("spreadsheet id", id="id spreadsheet", it="id del foglio", role="hidden")]


class Sheets(Protocol):
    """Spreadsheets: files of the Drive made of sheets with cells."""

    def create(self, tenant: str, spreadsheet: NewFile, headers: Sequence[str], key: str) -> DriveFile:
        """Make a spreadsheet whose first row is the headers; a key that was used before gives the one that it made."""
        ...

    def read(self, tenant: str, spreadsheet_id: str, area: Area) -> CellRange:
        """The cells of an area. Raises InvalidRequest, naming the sheets there are, for a sheet that is not there."""
        ...

    def append(self, tenant: str, spreadsheet_id: str, values: Sequence[str], at: dt.datetime, key: str) -> int:
        """Add a row below the last one of the first sheet, once per key; returns its number, counted from 1."""
        ...


@handler(
    "sheets.create",
    effect="write",
    examples=[
        ("new spreadsheet called Scooter Rentals", {"title": "Scooter Rentals"}),
        (
            "make a google sheet Lead Tracker with columns Name, Phone, Source",
            {"title": "Lead Tracker", "headers": ["Name", "Phone", "Source"]},
        ),
        ("bikin sheet baru namanya Absensi Karyawan", {"title": "Absensi Karyawan"}),
        (
            "buatin spreadsheet Stok ATK kolomnya Barang, Jumlah, Harga",
            {"title": "Stok ATK", "headers": ["Barang", "Jumlah", "Harga"]},
        ),
        ("crea un foglio di calcolo Scadenze Clienti", {"title": "Scadenze Clienti"}),
        (
            "fammi un google sheet Spese Viaggio con colonne Data, Voce, Importo",
            {"title": "Spese Viaggio", "headers": ["Data", "Voce", "Importo"]},
        ),
    ],
)
def sheets_create(
    ctx: Context[Sheets],
    title: Annotated[str, Label("spreadsheet title", id="judul spreadsheet", it="titolo del foglio")],
    headers: Annotated[Cells | None, Label("column headers", id="judul kolom", it="intestazioni delle colonne")] = None,
    *,
    drive: Drive,
) -> Spreadsheet:
    """Create a Google Sheets spreadsheet."""
    wanted = new_file(ctx, drive, title, "", None)
    made = ctx.port.create(ctx.tenant, wanted, headers or (), ctx.idempotency_key)
    return Spreadsheet(title=made.name, headers=tuple(headers or ()), spreadsheet_id=made.file_id)


@handler(
    "sheets.read",
    effect="read",
    untrusted=True,
    examples=[
        ("show me the Office Expenses 2026 sheet", {"spreadsheet": "Office Expenses 2026"}),
        ("cells A1 to C5 of Visa Pipeline pls", {"spreadsheet": "Visa Pipeline", "range": "A1:C5"}),
        ("liat isi sheet Daftar Gaji dong", {"spreadsheet": "Daftar Gaji"}),
        (
            "di Office Expenses 2026 sheet Rekap kolom A sampai B isinya apa",
            {"spreadsheet": "Office Expenses 2026", "range": "Rekap!A:B"},
        ),
        ("fammi vedere il foglio Fatture 2026", {"spreadsheet": "Fatture 2026"}),
        ("leggi le celle B2:D4 di Fatture 2026", {"spreadsheet": "Fatture 2026", "range": "B2:D4"}),
    ],
)
def sheets_read(
    ctx: Context[Sheets],
    spreadsheet: Annotated[
        str, Label("spreadsheet title or id", id="judul atau id spreadsheet", it="titolo o id del foglio")
    ],
    range: Annotated[
        str | None, Label("range in A1 notation", id="rentang sel, misalnya B2:F15", it="intervallo, ad esempio B2:F15")
    ] = None,
    *,
    drive: Drive,
) -> SheetCells:
    """Read a range of cells from a Google Sheets spreadsheet."""
    area = Area() if range is None else parse(range)
    found = the_file(ctx, drive, spreadsheet, "spreadsheet")
    cells = ctx.port.read(ctx.tenant, found.file_id, area)
    return SheetCells(
        title=found.name,
        range=cells.range,
        rows=tuple(
            SheetRow(number=number, cells=row)
            for number, row in enumerate(cells.rows[:MOST_ROWS], start=area.first_row)
        ),
        truncated=len(cells.rows) > MOST_ROWS,
        spreadsheet_id=found.file_id,
    )


@handler(
    "sheets.append",
    effect="write",
    examples=[
        (
            "add a row to Office Expenses 2026: 2026-11-20, printer ink, 350000",
            {"spreadsheet": "Office Expenses 2026", "values": ["2026-11-20", "printer ink", "350000"]},
        ),
        (
            "put Emily Carter, Business visa, approved into Visa Pipeline",
            {"spreadsheet": "Visa Pipeline", "values": ["Emily Carter", "Business visa", "approved"]},
        ),
        (
            "tambahin baris di sheet Daftar Gaji: Komang, 5.500.000",
            {"spreadsheet": "Daftar Gaji", "values": ["Komang", "5.500.000"]},
        ),
        (
            "masukin ke Office Expenses 2026 ya: 2026-11-21, galon air, 60.000",
            {"spreadsheet": "Office Expenses 2026", "values": ["2026-11-21", "galon air", "60.000"]},
        ),
        (
            "aggiungi una riga a Fatture 2026: INV-231, Ferrari, 800",
            {"spreadsheet": "Fatture 2026", "values": ["INV-231", "Ferrari", "800"]},
        ),
        (
            "segna nel foglio Visa Pipeline: Paolo Conti, E33G, documents",
            {"spreadsheet": "Visa Pipeline", "values": ["Paolo Conti", "E33G", "documents"]},
        ),
    ],
)
def sheets_append(
    ctx: Context[Sheets],
    spreadsheet: Annotated[
        str, Label("spreadsheet title or id", id="judul atau id spreadsheet", it="titolo o id del foglio")
    ],
    values: Annotated[Cells, Label("the cells of the row", id="isi baris", it="celle della riga")],
    *,
    drive: Drive,
) -> AppendedRow:
    """Append a row to a Google Sheets spreadsheet."""
    found = the_file(ctx, drive, spreadsheet, "spreadsheet")
    row = ctx.port.append(ctx.tenant, found.file_id, values, ctx.now, ctx.idempotency_key)
    return AppendedRow(title=found.name, row=row, values=tuple(values), spreadsheet_id=found.file_id)
