"""`zantara handlers new | check | reference`: the road of a handler's author."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zantara.cli.output import console, errors, print_json, table
from zantara.cli.session import AsJson

if TYPE_CHECKING:
    from zantara.authoring.check import Report

DEFAULT_FOLDER = Path("plugins")

Folder = Annotated[Path | None, typer.Option(help="Plugin folder; ZANTARA_PLUGINS, else ./plugins.")]


def new(
    name: Annotated[str, typer.Argument(help="Words joined by dots, such as surf.tide.")],
    effect: Annotated[str, typer.Option(help="What it does to the world: read, write, send or destroy.")] = "read",
    port: Annotated[bool, typer.Option("--port/--pure", help="With a port and a twin, or worked out alone.")] = True,
    folder: Folder = None,
) -> None:
    """Write a handler that works: with its port, twin, examples and tests."""
    # The core of the registry takes a second to import, which no other command needs to wait for.
    from handlers.registry import load  # noqa: PLC0415
    from schemas.tools import Effect  # noqa: PLC0415
    from zantara.authoring.names import NameRefused, names_of  # noqa: PLC0415
    from zantara.authoring.scaffold import FileExists, Wanted, write  # noqa: PLC0415

    if effect not in tuple(Effect):
        raise typer.BadParameter(f"{effect!r} is no effect; there are {', '.join(Effect)}")
    if not port and effect != Effect.READ:
        raise typer.BadParameter(f"a pure handler changes nothing, so it cannot {effect}; leave out --pure")
    chosen = folder or plugin_folder() or DEFAULT_FOLDER
    try:
        written = write(Wanted(names_of(name, load(entry_points=False)), Effect(effect), port, chosen))
    except (NameRefused, FileExists) as error:
        raise typer.BadParameter(str(error)) from error
    for path in written:
        console.print(str(path), markup=False, soft_wrap=True)
    errors.print(f"now: pytest {chosen}; zantara handlers check {chosen}", style="dim", markup=False, soft_wrap=True)


def check(
    target: Annotated[str, typer.Argument(metavar="PATH", help="A file, a folder, or an installed package.")],
    as_json: AsJson = False,
) -> None:
    """Tell all that would keep the service from starting, and what makes a handler hard to choose."""
    from zantara.authoring.check import check as examined  # noqa: PLC0415 (as above)

    try:
        report = examined(target, plugin_folder(), _cache())
    except LookupError as error:
        raise typer.BadParameter(str(error.args[0])) from error
    if as_json:
        print_json(report.document())
    else:
        _show(report)
    raise typer.Exit(1 if report.faults else 0)


def reference() -> None:
    """Print a page on every handler of our own, as Markdown: docs/handlers.md is made of it."""
    from handlers.registry import load  # noqa: PLC0415 (as above)
    from zantara.authoring.reference import reference as written  # noqa: PLC0415

    sys.stdout.write(written(load(entry_points=False).values()))


def plugin_folder() -> Path | None:
    """The folder that the service loads, where one is set."""
    folder = os.environ.get("ZANTARA_PLUGINS")
    return Path(folder) if folder else None


def _cache() -> Path:
    """Where the encoder's graph and embeddings stay between runs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zantara"


def _show(report: "Report") -> None:
    if report.neighbours:
        rows = [(one.handler, one.nearest, f"{one.cosine:.2f}") for one in report.neighbours]
        table(("handler", "nearest neighbour", "cosine"), rows)
    for mark, style, findings in (("!", "yellow", report.warnings), ("✗", "red", report.faults)):
        for finding in findings:
            console.print(f"{mark} {finding}", style=style, markup=False, soft_wrap=True)
    counts = f"{len(report.handlers)} handlers, {len(report.faults)} faults, {len(report.warnings)} warnings"
    console.print(f"{'✗' if report.faults else '✓'} {counts}", style="red" if report.faults else "green")
