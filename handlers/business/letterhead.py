"""Quotes and invoices as PDF pages with the house's letterhead."""

import io
from collections.abc import Sequence
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from babel.numbers import format_currency, format_decimal

from handlers.business.paper import HOUSE, WORDS, Paper, PaperLine
from handlers.exchange import RATES
from handlers.ports import Files
from handlers.reference import Translated
from handlers.values import File, Money

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.28, 841.89
"""A4, in points."""

LEFT, RIGHT, BOTTOM = 56.0, WIDTH - 56.0, 96.0
NAME_WIDTH = 330.0
ROW, WRAPPED = 26.0, 14.0
INK, PALE = "1d2b2b", "6b7b7b"
PLAIN, BOLD = "Roboto", "Roboto-Bold"
FONTS = {PLAIN: "Roboto-Regular.ttf", BOLD: "Roboto-Bold.ttf"}


def filed(files: Files, tenant: str, paper: Paper) -> File:
    """The paper as a file that can be downloaded. The same paper is drawn and kept once."""
    key = sha256(paper.model_dump_json().encode()).hexdigest()
    return files.kept(tenant, key) or files.keep(tenant, f"{paper.number}.pdf", drawn(paper), key)


def drawn(paper: Paper) -> bytes:
    """The paper as PDF: the same bytes for the same paper."""
    return _Drawing(paper).pdf()


class _Drawing:
    """One document while it is drawn, from the top of each page down."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._content = io.BytesIO()
        self._canvas = _canvas(self._content)
        self._canvas.setTitle(f"{self._word(paper.kind)} {paper.number}")
        self._canvas.setAuthor(HOUSE.name)
        self._y = 0.0

    def pdf(self) -> bytes:
        self._letterhead()
        self._addressee()
        self._table()
        self._remarks()
        self._foot()
        self._canvas.save()
        return self._content.getvalue()

    def _letterhead(self) -> None:
        self._canvas.setFillColor(f"#{HOUSE.colour}")
        self._canvas.rect(0, HEIGHT - 8, WIDTH, 8, stroke=0, fill=1)
        self._y = HEIGHT - 78
        self._write(LEFT, HOUSE.name, 20, font=BOLD, colour=HOUSE.colour)
        self._write(RIGHT, self._word(self._paper.kind).upper(), 20, font=BOLD, end=True)
        self._y -= 17
        self._write(LEFT, HOUSE.line.to(self._paper.language), 9, colour=PALE)
        self._write(RIGHT, self._paper.number, 11, colour=PALE, end=True)
        self._y -= 52

    def _addressee(self) -> None:
        top = self._y
        self._write(LEFT, self._word("client"), 9, colour=PALE)
        self._y -= 17
        for line in self._wrapped(self._paper.client, 13, 250, BOLD):
            self._write(LEFT, line, 13, font=BOLD)
            self._y -= 16
        lowest, self._y = self._y, top
        for label, text in self._paper.facts:
            self._write(RIGHT - 120, label, 9, colour=PALE, end=True)
            self._write(RIGHT, text, 10, end=True)
            self._y -= 17
        self._y = min(lowest, self._y) - 36

    def _table(self) -> None:
        self._heading()
        for line in self._paper.lines:
            rows = self._wrapped(line.text, 11, NAME_WIDTH)
            if self._y - WRAPPED * (len(rows) + 1) < BOTTOM:
                self._next_page()
                self._heading()
            self._row(line, rows)
        if self._y - 2 * ROW < BOTTOM:
            self._next_page()
        self._y -= 10
        self._write(RIGHT - 150, self._paper.total_label, 12, font=BOLD, end=True)
        self._write(RIGHT, self._money(self._paper.total), 14, font=BOLD, colour=HOUSE.colour, end=True)
        self._y -= 48

    def _heading(self) -> None:
        self._write(LEFT, self._word("item"), 9, colour=PALE)
        self._write(RIGHT, self._word("price"), 9, colour=PALE, end=True)
        self._rule(HOUSE.colour, 1.2)

    def _row(self, line: PaperLine, rows: Sequence[str]) -> None:
        self._write(RIGHT, self._money(line.amount), 11, end=True)
        for index, text in enumerate(rows):
            self._y -= WRAPPED if index else 0
            self._write(LEFT, text, 11)
        if line.remark:
            self._y -= 13
            self._write(LEFT, line.remark, 8.5, colour=PALE)
        self._rule("d9e2e2", 0.6)

    def _remarks(self) -> None:
        for remark in self._paper.remarks:
            for line in self._wrapped(remark, 9, RIGHT - LEFT):
                if self._y < BOTTOM:
                    self._next_page()
                self._write(LEFT, line, 9, colour=PALE)
                self._y -= 13
            self._y -= 5

    def _next_page(self) -> None:
        self._foot()
        self._canvas.showPage()
        self._y = HEIGHT - 72

    def _foot(self) -> None:
        self._y = 48
        self._write(LEFT, f"{HOUSE.name}, {HOUSE.place}", 8, colour=PALE)
        page = self._word("page").format(page=self._canvas.getPageNumber())
        self._write(RIGHT, page, 8, colour=PALE, end=True)

    def _rule(self, colour: str, width: float) -> None:
        self._y -= 9
        self._canvas.setStrokeColor(f"#{colour}")
        self._canvas.setLineWidth(width)
        self._canvas.line(LEFT, self._y, RIGHT, self._y)
        self._y -= 18

    def _write(
        self, x: float, text: str, size: float, *, font: str = PLAIN, colour: str = INK, end: bool = False
    ) -> None:
        """A line of text that begins at `x`, or ends there."""
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(f"#{colour}")
        (self._canvas.drawRightString if end else self._canvas.drawString)(x, self._y, text)

    def _wrapped(self, text: str, size: float, width: float, font: str = PLAIN) -> list[str]:
        rows = [""]
        for word in text.split():
            longer = f"{rows[-1]} {word}".strip()
            if rows[-1] and self._canvas.stringWidth(longer, font, size) > width:
                rows.append(word)
            else:
                rows[-1] = longer
        return rows

    def _word(self, name: str) -> str:
        text: Translated = getattr(WORDS, name)
        return text.to(self._paper.language)

    def _money(self, money: Money) -> str:
        if money.currency in RATES.whole:
            return f"{money.currency} {format_decimal(money.amount, '#,##0', locale=self._paper.language)}"
        return format_currency(money.amount, money.currency, locale=self._paper.language)


def _canvas(content: io.BytesIO) -> "Canvas":
    # A fifth of a second that a start of the service is spared.
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415  # pyright: ignore[reportUnknownVariableType]
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    for name, file in FONTS.items():
        registerFont(TTFont(name, str(resources.files("font_roboto") / "files" / file)))
    return Canvas(content, pagesize=(WIDTH, HEIGHT), invariant=1)
