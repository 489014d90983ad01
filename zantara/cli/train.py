"""`zantara finetune train`: train what is shipped."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from zantara.cli.output import console, print_json
from zantara.cli.session import AsJson, Failed, fail

app = typer.Typer(help="Train a planner.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `mini` a command of its own while it is the only one."""


@app.command()
def mini(
    out: Annotated[Path, typer.Option(file_okay=False, help="Where the trained part is written.")] = Path(
        "scout/mini/data"
    ),
    work: Annotated[Path, typer.Option(file_okay=False, help="Keeps the encoder's graphs between runs.")] = Path(
        "var/training"
    ),
    small: Annotated[bool, typer.Option("--small", help="A minute's run, to see that everything works.")] = False,
    messages: Annotated[int | None, typer.Option(min=1, help="Messages of an epoch, instead of the recipe's.")] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Epochs, instead of the recipe's.")] = None,
    unseen: Annotated[str | None, typer.Option(help="Handlers to leave out whole: a,b,c.")] = None,
    seed: Annotated[int | None, typer.Option(help="Instead of the recipe's.")] = None,
    as_json: AsJson = False,
) -> None:
    """Train Scout Mini on the CPU from the handlers and their utterances; takes up to an hour on two cores."""
    # torch and transformers take seconds to import; only who trains needs them.
    try:
        from finetune.mini.ship import Told, ship  # noqa: PLC0415
    except ModuleNotFoundError as error:
        fail(Failed(f"{error.name} is not installed; `make train` installs what training needs"))
        return
    from finetune.mini.recipe import SMALL, Recipe  # noqa: PLC0415

    changed = {"messages": messages, "epochs": epochs, "seed": seed, "unseen": unseen and tuple(unseen.split(","))}
    recipe = (SMALL if small else Recipe()).model_copy(update={k: v for k, v in changed.items() if v is not None})
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=as_json) as bar:
        steps = bar.add_task("training", total=None)

        def stage(name: str, total: int):
            task = bar.add_task(name, total=total)
            return lambda: bar.advance(task)

        told = Told(
            step=lambda at: bar.update(
                steps, completed=at.step, total=at.steps, description=f"training, loss {at.loss:.3f}"
            ),
            stage=stage,
        )
        try:
            record = ship(recipe, out, work, told)
        except ValueError as error:
            fail(Failed(str(error)))
            return
    print_json(dict(record)) if as_json else console.print(record["evaluation.jsonl"])
