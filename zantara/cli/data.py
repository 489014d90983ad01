"""`zantara data`: training data, generated from the handlers themselves, and what is done with files of it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zantara.cli import data_files
from zantara.cli.output import console, errors, print_json
from zantara.cli.session import AsJson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from training_data_gen.drafts import Sort
    from training_data_gen.generate import Manifest, Order

# Generating imports the registry, the twins and the encoder: seconds that `--help` does not wait for.
# ruff: noqa: PLC0415

REASONS_WIDTH = 100

app = typer.Typer(help="Training data: generated, checked, merged, harvested.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Training data: generated, checked, merged, harvested."""


@app.command()
def generate(
    out: Annotated[Path, typer.Option("--out", "-o", file_okay=False, help="The folder to write into.")],
    per_handler: Annotated[int, typer.Option(min=1, help="Verified records that call each handler.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed gives the same data.")] = 0,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; as many as processors without.")] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="JSONL of evaluation messages, which must not be in the data."),
    ] = None,
    mix: Annotated[
        list[str] | None, typer.Option(help="Share of a sort, `multi_turn=0.3`; may be given again.")
    ] = None,
    handler: Annotated[list[str] | None, typer.Option(help="Only about this handler; may be given again.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write conversations from the handlers' utterances, run them on the twins, keep those that pass every check."""
    from handlers.registry import RegistryError
    from training_data_gen.errors import DataError
    from training_data_gen.generate import RECORDS, Order

    try:
        order = Order(
            per_handler=per_handler,
            seed=seed,
            workers=workers or os.cpu_count() or 1,
            mix=_mix(mix or []),
            against=tuple(against or ()),
            handlers=tuple(handler or ()),
        )
        manifest = _generated(order, out)
    except (DataError, RegistryError) as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        print_json(manifest.model_dump())
    else:
        _show(manifest, out / RECORDS)
    if manifest.lacking:
        raise typer.Exit(1)


def _mix(shares: list[str]) -> "Mapping[Sort, float]":
    """The usual mix with these shares in place of its own. Raises DataError."""
    from training_data_gen.errors import DataError
    from training_data_gen.trajectories import MIX

    mix = dict(MIX)
    sorts: Mapping[str, Sort] = {sort: sort for sort in MIX}
    for said in shares:
        name, _, share = said.partition("=")
        if name not in sorts or not share.replace(".", "", 1).isdigit():
            raise DataError(f"{said!r} is no share; write a sort and a number, multi_turn=0.3; sorts: {', '.join(MIX)}")
        mix[sorts[name]] = float(share)
    return mix


def _generated(order: "Order", out: Path) -> "Manifest":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from training_data_gen.generate import generate as run

    columns = (TextColumn("generating"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, disable=not errors.is_terminal) as bar:
        task = bar.add_task("generating", total=None)
        return run(order, out, lambda done, total: bar.update(task, completed=done, total=total))


def _show(manifest: "Manifest", file: Path) -> None:
    from rich.table import Table

    least = min(manifest.handlers.values(), default=0)
    console.print(f"{manifest.records:,} records in {file}; {len(manifest.handlers)} handlers, at least {least} each")
    counts = Table("kind", "records", title="Kinds", title_justify="left")
    for kind, number in manifest.kinds.items():
        counts.add_row(kind, f"{number:,}")
    console.print(counts)
    stages = Table("stage", "attempts dropped", "for example", title="Stages", title_justify="left")
    for stage, report in manifest.stages.items():
        stages.add_row(stage, f"{report.dropped:,}", (report.reasons or [""])[0][:REASONS_WIDTH])
    console.print(stages, markup=False)
    for lacking, number in manifest.lacking.items():
        errors.print(f"lacking: {number} of {lacking}", style="yellow")


data_files.commands(app)
