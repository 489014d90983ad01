"""`zantara finetune`: train planners, and judge them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from zantara.cli import train
from zantara.cli.output import console, errors, print_json
from zantara.cli.session import AsJson, Failed, ModelName, fail

app = typer.Typer(help="Train planners, and judge them.", no_args_is_help=True)
app.add_typer(train.app, name="train")

Queries = Annotated[
    list[Path],
    typer.Option("--queries", exists=True, dir_okay=False, help="Annotated messages, JSON lines; more may follow."),
]
More = Annotated[list[Path] | None, typer.Argument(exists=True, dir_okay=False, metavar="FILE", show_default=False)]
Unseen = Annotated[
    str | None, typer.Option(help="Handlers that the model did not know in training: a,b,c or a file of names.")
]


@app.command()
def evaluate(
    queries: Queries,
    endpoint: Annotated[str, typer.Option(envvar="ZANTARA_URL", help="A running service.")] = "http://127.0.0.1:8000",
    more: More = None,
    key: Annotated[str | None, typer.Option(envvar="ZANTARA_API_KEY", help="Its API key.")] = None,
    model: ModelName = None,
    unseen: Unseen = None,
    out: Annotated[
        Path | None, typer.Option(file_okay=False, help="Write report.html, report.json, messages.jsonl.")
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, max=256, help="Requests at once; 1 measures latency best.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Judge a service's plans against annotated messages: by language, kind and handler, and how sure it rightly is."""
    # numpy, httpx and pydantic: only who evaluates pays for importing them.
    from finetune.evaluation.endpoint import EndpointError  # noqa: PLC0415
    from finetune.evaluation.report import save  # noqa: PLC0415
    from finetune.evaluation.run import Asked, read  # noqa: PLC0415
    from finetune.evaluation.run import evaluate as evaluated  # noqa: PLC0415
    from finetune.evaluation.tables import tables  # noqa: PLC0415

    files = (*queries, *(more or ()))
    try:
        messages = read(files)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    asked = Asked(endpoint, messages, tuple(map(str, files)), key, model, names(unseen), concurrency)
    try:
        with progress_bar() as bar:
            task = bar.add_task("planning", total=len(messages))
            evaluation, rows = asyncio.run(evaluated(asked, lambda: bar.advance(task)))
    except EndpointError as error:
        fail(Failed(str(error)))
        return
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if as_json:
        print_json(evaluation.model_dump(mode="json"))
    else:
        console.print(tables(evaluation.figures))
    for path in save(evaluation, rows, out) if out else ():
        errors.print(str(path), style="dim", markup=False, soft_wrap=True)


def names(unseen: str | None) -> frozenset[str]:
    """The handlers in `a,b,c`, or in a file with names apart by commas, spaces or lines."""
    if unseen is None:
        return frozenset()
    listed = Path(unseen).read_text("utf-8") if Path(unseen).is_file() else unseen
    return frozenset(listed.replace(",", " ").split())


def progress_bar() -> Progress:
    """One that is gone when it is done, and that no file or other program ever sees."""
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)
