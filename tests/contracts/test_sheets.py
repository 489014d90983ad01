"""What every store of spreadsheets does; they are files of the Drive beside it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.drive import LocalDrive
from handlers.backends.local.sheets import LocalSheets
from handlers.errors import InvalidRequest, NotFound
from handlers.google_workspace.files import Drive, NewFile
from handlers.google_workspace.ranges import Area, parse
from handlers.google_workspace.sheets import Sheets
from tests.support.contexts import NOW


@dataclass(frozen=True)
class House:
    sheets: Sheets
    drive: Drive

    def table(self, *rows: list[str]) -> str:
        """The id of a new spreadsheet with these rows."""
        file = NewFile(name="Table", content="", folder_id=None, at=NOW)
        made = self.sheets.create("bali", file, rows[0] if rows else [], "")
        for row in rows[1:]:
            self.sheets.append("bali", made.file_id, row, NOW, "")
        return made.file_id


@pytest.fixture(params=[(LocalSheets, LocalDrive)])
def house(request: pytest.FixtureRequest, database: Database) -> House:
    sheets, drive = request.param
    return House(sheets(database), drive(database))


def test_a_spreadsheet_is_a_file_of_its_kind(house: House) -> None:
    made = house.table(["Name", "Phone"])

    (file,) = house.drive.named("bali", "table", "spreadsheet").fitting
    assert (file.file_id, file.kind) == (made, "spreadsheet")
    assert house.drive.text("bali", made) == "Name,Phone\n"


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ("A1:B2", (("a", "b"), ("d", "e"))),
        ("B2", (("e",),)),
        ("B:B", (("b",), ("e",), ())),
        ("2:3", (("d", "e", "f"), ("g",))),
        ("C1:Z99", (("c",), ("f",), ())),
        ("D9:E10", ()),
    ],
)
def test_the_cells_of_an_area_are_read(house: House, said: str, rows: tuple[tuple[str, ...], ...]) -> None:
    made = house.table(["a", "b", "c"], ["d", "e", "f"], ["g"])

    assert house.sheets.read("bali", made, parse(said)).rows == rows


def test_the_range_that_was_read_is_told_with_its_sheet(house: House) -> None:
    made = house.table(["a", "b", "c"], ["d"])
    sheet = house.sheets.read("bali", made, Area()).range.split("!")[0]

    assert house.sheets.read("bali", made, parse("B1:C2")).range == f"{sheet}!B1:C2"
    assert house.sheets.read("bali", made, Area(sheet=sheet.upper())).range == f"{sheet}!A1:C2"


def test_a_sheet_that_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(InvalidRequest, match="'Nowhere' is no range of cells and no sheet"):
        house.sheets.read("bali", house.table(["a"]), Area(sheet="Nowhere"))


def test_rows_are_numbered_from_one_below_the_last(house: House) -> None:
    empty, headed = house.table(), house.table(["a"])

    assert house.sheets.append("bali", empty, ["x"], NOW, "") == 1
    assert [house.sheets.append("bali", headed, ["x"], NOW, "") for _ in range(2)] == [2, 3]


def test_one_key_adds_one_row(house: House) -> None:
    made = house.table(["a"])

    assert [house.sheets.append("bali", made, ["x"], NOW, key) for key in ("k", "k", "l")] == [2, 2, 3]


def test_many_who_append_at_once_lose_no_row(house: House) -> None:
    made = house.table(["a"])

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda n: house.sheets.append("bali", made, [str(n)], NOW, ""), range(8)))

    assert sorted(numbers) == list(range(2, 10))
    assert len(house.sheets.read("bali", made, Area()).rows) == 9


def test_a_tenant_reads_and_writes_its_own(house: House) -> None:
    made = house.table(["a"])

    with pytest.raises(NotFound):
        house.sheets.read("lombok", made, Area())
    with pytest.raises(NotFound):
        house.sheets.append("lombok", made, ["x"], NOW, "")
