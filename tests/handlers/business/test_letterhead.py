"""Quotes and invoices as PDF."""

import pytest

from handlers.business.letterhead import drawn
from handlers.business.paper import Paper, PaperLine
from handlers.values import Money


def paper(lines: int = 1, language: str = "en", client: str = "Maria Rossi") -> Paper:
    one = PaperLine(text="E23 working KITAS", amount=Money(amount=800, currency="EUR"), remark="a sample figure")
    return Paper(
        kind="quote",
        number="QUO-1",
        client=client,
        facts=(("Date", "21 November 2026"),),
        lines=(one,) * lines,
        total=Money(amount=800.0 * lines, currency="EUR"),
        total_label="Total",
        remarks=("Prices hold until the day stated above. " * 8,),
        language=language,
    )


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ")


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert drawn(paper()) == drawn(paper())


@pytest.mark.parametrize(("lines", "expected"), [(1, 1), (12, 2), (40, 3)])
def test_many_lines_run_over_to_further_pages(lines: int, expected: int) -> None:
    assert pages(drawn(paper(lines))) == expected


@pytest.mark.parametrize("language", ["en", "id", "it"])
def test_each_language_has_its_own_words(language: str) -> None:
    others = {drawn(paper(language=other)) for other in ("en", "id", "it") if other != language}

    assert drawn(paper(language=language)) not in others


def test_a_long_name_and_letters_beyond_ascii_are_drawn() -> None:
    assert drawn(paper(client="Łukasz Иванов-Żółkiewski Σοφία " * 6)).startswith(b"%PDF-")
