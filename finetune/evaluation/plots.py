"""The two plots of an evaluation, as inline SVG: reliability, and coverage against share right.

They carry no colours: the page's style sheet gives each class its own, in light and in dark.
"""

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from finetune.evaluation.calibration import Bin
from finetune.evaluation.figures import Selective

WIDTH, HEIGHT = 420, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 22, 12, 44
LARGEST_DOT = 6.0
TICKS = 5

XY = tuple[float, float]


class Axes:
    """A frame from (0, low) to (1, 1), drawn into from the back to the front."""

    def __init__(self, across: str, up: str, low: float = 0.0) -> None:
        self._low = low
        self._svg = ElementTree.Element(
            "svg", {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": f"{up} against {across}"}
        )
        for tick in range(TICKS + 1):
            share = tick / TICKS
            self.text((share, low), f"{share:.0%}", "middle", down=16)
            height = low + share * (1 - low)
            self.line([(0, height), (1, height)], "grid")
            self.text((0, height), f"{height:.0%}", "end", right=-6, down=4)
        self.text((0.5, low), across, "middle", down=36)
        middle = TOP + (HEIGHT - TOP - BOTTOM) / 2
        title = self._add("text", {"transform": f"translate(12 {middle:.0f}) rotate(-90)", "text-anchor": "middle"})
        title.text = up

    def line(self, points: Iterable[XY], style: str) -> None:
        self._add(
            "polyline", {"class": style, "points": " ".join("{:.1f},{:.1f}".format(*self._at(p)) for p in points)}
        )

    def dot(self, point: XY, radius: float, said: str) -> None:
        """`said` is shown while the mouse rests on it."""
        x, y = self._at(point)
        circle = self._add("circle", {"class": "dot", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:.1f}"})
        ElementTree.SubElement(circle, "title").text = said

    def text(self, point: XY, said: str, anchor: str, *, right: float = 0, down: float = 0) -> None:
        """`right` and `down`: pixels between the point and the text."""
        x, y = self._at(point)
        where = {"x": f"{x + right:.1f}", "y": f"{y + down:.1f}", "text-anchor": anchor}
        self._add("text", where).text = said

    def svg(self) -> str:
        return ElementTree.tostring(self._svg, encoding="unicode")

    def _add(self, tag: str, attributes: dict[str, str]) -> ElementTree.Element:
        return ElementTree.SubElement(self._svg, tag, attributes)

    def _at(self, point: XY) -> XY:
        across, up = point[0], (point[1] - self._low) / (1 - self._low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), TOP + (1 - up) * (HEIGHT - TOP - BOTTOM)


def reliability(bins: Sequence[Bin]) -> str:
    """A dot per bin, as large as its plans are many; the upright lines are where chance puts a perfect planner's."""
    axes = Axes("confidence of the plan", "share right")
    axes.line([(0, 0), (1, 1)], "perfect")
    most = max(one.plans for one in bins)
    for one in bins:
        axes.line([(one.confidence, one.low), (one.confidence, one.high)], "chance")
    axes.line([(one.confidence, one.right) for one in bins], "curve")
    for one in bins:
        said = f"{one.plans} plans: {one.confidence:.1%} sure, {one.right:.1%} right"
        axes.dot((one.confidence, one.right), max(3.0, LARGEST_DOT * (one.plans / most) ** 0.5), said)
    return axes.svg()


def risk_coverage(selective: Selective) -> str:
    """The share right among the surest plans, as more of them are kept; the dot is the threshold's."""
    lowest = min((point.right for point in selective.curve), default=0.0)
    # A floor at a multiple of 5% that leaves the ticks round.
    axes = Axes("share of messages kept", "share right", low=max(0, int(lowest * 4) / 4 if lowest < 1 else 0.75))
    axes.line([(point.coverage, point.right) for point in selective.curve], "curve")
    if selective.right is not None:
        said = f"confidence ≥ {selective.threshold:.2f}: {selective.coverage:.1%} kept, {selective.right:.1%} right"
        axes.dot((selective.coverage, selective.right), LARGEST_DOT, said)
        axes.text((selective.coverage, selective.right), f"≥ {selective.threshold:.2f}", "middle", down=-10)
    return axes.svg()
