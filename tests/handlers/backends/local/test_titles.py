"""Which titles a person means."""

import pytest

from handlers.backends.local.titles import matching

TITLES = ("Budget 2026", "Budget 2026 (old).pdf", "Verbale riunione", "Perché sì.txt", "tax_summary-Q3.csv")


def number(title: str) -> str:
    return f"FILE-{TITLES.index(title) + 1}"


@pytest.mark.parametrize(
    ("said", "fitting"),
    [
        ("BUDGET 2026", ["Budget 2026"]),
        ("the budget 2026 sheet", ["Budget 2026"]),
        ("budget", ["Budget 2026", "Budget 2026 (old).pdf"]),
        ("perche si", ["Perché sì.txt"]),
        ("Tax summary q3", ["tax_summary-Q3.csv"]),
        ("il verbale", ["Verbale riunione"]),
        ("verb riunione", ["Verbale riunione"]),
        ("Budget 2025", []),
        ("verbali riunioni", []),
        ("the", []),
        ("", []),
        ("FILE-3", ["Verbale riunione"]),
        ("file 3", ["Verbale riunione"]),
        ("FILE-9", []),
    ],
)
def test_a_title_is_meant_by_its_words_and_by_no_others(said: str, fitting: list[str]) -> None:
    assert list(matching(said, TITLES, str, number).fitting) == fitting


def test_where_nothing_fits_the_nearest_titles_are_offered() -> None:
    assert list(matching("Budget 2025", TITLES, str, number).near) == ["Budget 2026", "Budget 2026 (old).pdf"]
    assert list(matching("zeppelin", TITLES, str, number).near) == []
