"""Ranges of cells in A1 notation."""

import pytest

from handlers.errors import InvalidRequest
from handlers.google_workspace.ranges import Area, column_name, parse, written


@pytest.mark.parametrize(
    ("said", "area"),
    [
        ("B2:F15", Area(None, 2, 2, 15, 6)),
        ("f15 : b2", Area(None, 2, 2, 15, 6)),
        ("C3", Area(None, 3, 3, 3, 3)),
        ("B:D", Area(None, 1, 2, None, 4)),
        ("2:5", Area(None, 2, 1, 5, None)),
        ("B2:D", Area(None, 2, 2, None, 4)),
        ("AA1:AB2", Area(None, 1, 27, 2, 28)),
        ("Sheet1!A1:C3", Area("Sheet1", 1, 1, 3, 3)),
        ("'Petty cash'!B2", Area("Petty cash", 2, 2, 2, 2)),
        ("'Maria''s list'!A:A", Area("Maria's list", 1, 1, None, 1)),
        ("Rekap", Area("Rekap")),
        ("2026", Area("2026")),
    ],
)
def test_a_range_is_read(said: str, area: Area) -> None:
    assert parse(said) == area


@pytest.mark.parametrize(
    "said", ["", "!", "!A1", "Sheet1!", "Sheet1!hello world", "A0:B2", "B2:5", "A:5", "A1:B99999999"]
)
def test_what_cannot_be_a_range_is_refused(said: str) -> None:
    with pytest.raises(InvalidRequest, match=r"such as 'B2:F15'|write it as 'B2:F15'"):
        parse(said)


@pytest.mark.parametrize(
    ("area", "text"),
    [
        (Area("Sheet1"), "Sheet1!A1:D9"),
        (Area("Petty cash", 2, 2, 3, 3), "'Petty cash'!B2:C3"),
        (Area(None, 2, 2, None, 3), "B2:C9"),
    ],
)
def test_open_ends_are_filled_in(area: Area, text: str) -> None:
    assert written(area, last_row=9, last_column=4) == text


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_by_letters(number: int, name: str) -> None:
    assert column_name(number) == name
