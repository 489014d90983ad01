"""How everything looks: the two consoles, values in short, tables, JSON."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

EFFECT_STYLES = {"read": "cyan", "write": "green", "send": "yellow", "destroy": "red"}
EFFECT_MEANINGS = {
    "read": "changes nothing",
    "write": "changes our own records",
    "send": "leaves the house and cannot be taken back",
    "destroy": "removes or cancels something",
}
STATUS_MARKS = {
    "planned": ("·", "dim"),
    "waiting": ("?", "yellow"),
    "running": ("…", "cyan"),
    "done": ("✓", "green"),
    "completed": ("✓", "green"),
    "failed": ("✗", "red"),
    "denied": ("⊘", "yellow"),
    "skipped": ("↷", "dim"),
    "cancelled": ("■", "dim"),
    "in_doubt": ("‽", "red"),
}
VALUE_CHARACTERS = 48
FILE_COLUMNS = 240
MONEY = {"amount", "currency"}


def print_json(document: Any) -> None:
    """The document alone, as it came: for other programs."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def effect_text(effect: str) -> Text:
    return Text(effect, EFFECT_STYLES.get(effect, ""))


def status_text(status: str) -> Text:
    mark, style = STATUS_MARKS.get(status, ("·", ""))
    return Text(f"{mark} {status}", style)


def milliseconds(duration: float | None) -> str:
    """`3 ms`, `0.4 ms`, `2.1 s`."""
    if duration is None:
        return ""
    if duration >= 1000:
        return f"{duration / 1000:.1f} s"
    return f"{duration:.0f} ms" if duration >= 10 else f"{duration:.1f} ms"


def in_short(value: Any, limit: int = VALUE_CHARACTERS) -> str:
    """A value on one line. A reference to an earlier result reads `c1/phone`."""
    if isinstance(value, Mapping) and "$from" in value:
        said = f"{value['$from']}{value.get('path', '')}"
    elif isinstance(value, Mapping) and set(value) == {"$text"}:
        said = str(value["$text"])
    elif isinstance(value, str):
        said = value
    else:
        said = json.dumps(value, ensure_ascii=False)
    said = " ".join(said.split())
    return said if len(said) <= limit else said[: limit - 1] + "…"


def arguments(args: Mapping[str, Any]) -> Text:
    """`to=Maria  text=See you at ten`."""
    text = Text()
    for name, value in args.items():
        text.append("  " if text else "")
        text.append(f"{name}=", "dim")
        text.append(in_short(value))
    return text


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """Print rows under dim headings, without lines. The last column wraps, the others stay whole where they can."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for position, column in enumerate(columns, 1):
        grid.add_column(column, no_wrap=position < len(columns))
    for row in rows:
        grid.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    _print(grid)


def fields(values: Mapping[str, Any], indent: int = 0) -> None:
    """Print names beside their values; what is nested goes below its name."""
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in flattened(values):
        grid.add_row(name, value)
    _print(Padding(grid, (0, 0, 0, indent), expand=False))


def _print(grid: RenderableType) -> None:
    """On a terminal it is as wide as the terminal; a file or another program gets a line per row."""
    console.print(grid, width=None if console.is_terminal else FILE_COLUMNS, crop=False)


def flattened(value: Any, name: str = "") -> Iterable[tuple[str, Text]]:
    """`price.amount` beside `100`, one pair per leaf."""
    if isinstance(value, Mapping) and set(value) == MONEY:
        yield name, Text(f"{value['amount']:,.2f} {value['currency']}".replace(".00 ", " "))
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from flattened(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        for number, item in enumerate(value, 1):
            yield from flattened(item, f"{name}.{number}" if name else str(number))
    elif value is None:
        yield name, Text("-", "dim")
    else:
        yield name, Text(value if isinstance(value, str) else ", ".join(map(str, _listed(value))))


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [json.dumps(value, ensure_ascii=False)]
