"""Charts as PNG pictures, drawn with Pillow: line, bars or pie, in the house's colour."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import font_roboto  # pyright: ignore[reportMissingTypeStubs]

from handlers.business.paper import HOUSE

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PLAIN: str = getattr(font_roboto, "Roboto")  # noqa: B009 (the package has no types)
BOLD: str = getattr(font_roboto, "RobotoBold")  # noqa: B009

Kind = Literal["line", "bar", "pie"]
Place = tuple[float, float]

WIDTH, HEIGHT = 1200, 675
SCALE = 3
"""Drawn so much larger and then made smaller: that is what smooths the edges."""

LEFT, RIGHT, TOP, BOTTOM = 110, 1150, 150, 590
INK, PALE, RULE, PAPER = "#1d2b2b", "#6b7b7b", "#e3eaea", "#ffffff"
SLICES = ("#0f5c5c", "#e0894a", "#4f9d9d", "#c9b458", "#7a4e6b", "#8fb8a8", "#b5533c", "#3c6e9e")
MOST_LABELS = 12
MOST_SLICES = 8


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says. `labels` and `values` go together; `written` are the values as they are to be read."""

    kind: Kind
    title: str
    subtitle: str
    labels: Sequence[str]
    values: Sequence[float]
    written: Sequence[str]
    rest: str  # what the slices of a pie are called that have no room of their own
    unit: str  # stands before a value, such as "EUR "; empty for a count


def drawn(chart: Chart) -> bytes:
    """The chart as PNG, 1200 x 675: the same bytes for the same chart."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 (kept off start-up)

    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    drawing = _Drawing(ImageDraw.Draw(image), chart)
    drawing.draw()
    content = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(content, "PNG", optimize=True)
    return content.getvalue()


def scale_top(highest: float) -> float:
    """The top of the axis: four round steps that reach the highest value."""
    step = max(highest, 1.0) / 4
    power = 10.0 ** math.floor(math.log10(step))
    return 4 * next(factor * power for factor in (1, 1.5, 2, 2.5, 3, 4, 5, 10) if factor * power >= step - 1e-9)


class _Drawing:
    """One picture while it is drawn. Coordinates are those of the finished picture."""

    def __init__(self, draw: "ImageDraw", chart: Chart) -> None:
        self._draw = draw
        self._chart = chart
        self._colour = f"#{HOUSE.colour}"

    def draw(self) -> None:
        self._draw.rectangle((0, 0, WIDTH * SCALE, 8 * SCALE), fill=self._colour)
        self._write((LEFT - 60, 62), self._chart.title, 30, bold=True)
        self._write((LEFT - 60, 98), self._chart.subtitle, 17, colour=PALE)
        self._write((WIDTH - 50, HEIGHT - 22), HOUSE.name, 14, colour=PALE, anchor="rs")
        if self._chart.kind == "pie":
            self._pie()
            return
        self._axes()
        (self._bars if self._chart.kind == "bar" else self._line)()

    def _axes(self) -> None:
        top = scale_top(max(self._chart.values))
        for step in range(5):
            y = BOTTOM - (BOTTOM - TOP) * step / 4
            self._stroke([(LEFT, y), (RIGHT, y)], RULE if step else PALE, 1)
            self._write((LEFT - 14, y), f"{top * step / 4:,.10g}", 15, colour=PALE, anchor="rm")
        every = math.ceil(len(self._chart.labels) / MOST_LABELS)
        for index, label in enumerate(self._chart.labels):
            if index % every == 0:
                self._write((self._x(index), BOTTOM + 16), label, 15, colour=PALE, anchor="ma")

    def _bars(self) -> None:
        half = min(36.0, (RIGHT - LEFT) / len(self._chart.values) * 0.34)
        for index, value in enumerate(self._chart.values):
            x, y = self._x(index), self._y(value)
            if value > 0:
                box = (self._big(x - half), self._big(y), self._big(x + half), self._big(BOTTOM))
                radius = min(5.0, half, (BOTTOM - y) / 2) * SCALE
                self._draw.rounded_rectangle(box, radius, fill=self._colour, corners=(True, True, False, False))
            self._say_value(index, x, y)

    def _line(self) -> None:
        places = [(self._x(index), self._y(value)) for index, value in enumerate(self._chart.values)]
        below = [(places[0][0], BOTTOM), *places, (places[-1][0], BOTTOM)]
        self._draw.polygon([(self._big(x), self._big(y)) for x, y in below], fill=_tint(self._colour, 0.12))
        self._stroke(places, self._colour, 4)
        for index, (x, y) in enumerate(places):
            if len(places) <= 2 * MOST_LABELS:
                self._dot(x, y, 6, self._colour)
                self._dot(x, y, 2.6, PAPER)
            self._say_value(index, x, y)

    def _say_value(self, index: int, x: float, y: float) -> None:
        """The value over its place: of every one where there is room, else of the highest."""
        values = self._chart.values
        if len(values) <= MOST_LABELS or index == max(range(len(values)), key=values.__getitem__):
            self._write((x, y - 12), self._chart.written[index], 15, anchor="mb")

    def _pie(self) -> None:
        slices = self._slices()
        total = sum(value for _, value, _ in slices)
        centre, radius, start = (330.0, 385.0), 205.0, -90.0
        box = tuple(self._big(at + way * radius) for way in (-1, 1) for at in centre)
        for index, (label, value, written) in enumerate(slices):
            end = start + 360 * value / total if total else start
            self._draw.pieslice(box, start, end, fill=SLICES[index], outline=PAPER, width=3 * SCALE)
            y = 195 + 48 * index
            self._draw.rounded_rectangle([self._big(at) for at in (620, y - 11, 642, y + 11)], 4 * SCALE, SLICES[index])
            self._write((660, y), label, 19, anchor="lm")
            share = f"{100 * value / total:.0f}%" if total else ""
            self._write((940, y), written, 19, anchor="rm")
            self._write((1040, y), share, 19, colour=PALE, anchor="rm")
            start = end
        self._dot(*centre, 105, PAPER)

    def _slices(self) -> Sequence[tuple[str, float, str]]:
        """Label, value and what to write, the largest first; those beyond the most are one."""
        chart = self._chart
        rows = [row for row in zip(chart.labels, chart.values, chart.written, strict=True) if row[1] > 0]
        rows.sort(key=lambda row: -row[1])
        if len(rows) <= MOST_SLICES:
            return rows
        small = sum(value for _, value, _ in rows[MOST_SLICES - 1 :])
        return [*rows[: MOST_SLICES - 1], (chart.rest, small, f"{chart.unit}{small:,.0f}")]

    def _x(self, index: int) -> float:
        return LEFT + (RIGHT - LEFT) * (index + 0.5) / len(self._chart.values)

    def _y(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / scale_top(max(self._chart.values))

    def _big(self, at: float) -> float:
        return at * SCALE

    def _stroke(self, places: Sequence[Place], colour: str, width: float) -> None:
        big = [(self._big(x), self._big(y)) for x, y in places]
        self._draw.line(big, colour, round(width * SCALE), joint="curve")

    def _dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self._draw.circle((self._big(x), self._big(y)), radius * SCALE, fill=colour)

    def _write(
        self, at: Place, text: str, size: int, *, bold: bool = False, colour: str = INK, anchor: str = "ls"
    ) -> None:
        from PIL import ImageFont  # noqa: PLC0415 (kept off start-up)

        font = ImageFont.truetype(BOLD if bold else PLAIN, size * SCALE)
        self._draw.text((self._big(at[0]), self._big(at[1])), text, colour, font, anchor)


def _tint(colour: str, share: float) -> str:
    """A colour thinned with white: `share` of it is left."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)
