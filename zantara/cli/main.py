"""`zantara`: every command. What they need is imported when they run, so that `--help` answers at once."""

from importlib.metadata import version
from typing import Annotated

import typer

from zantara.cli import bench, data, demo, finetune, handlers, turns
from zantara.cli.call import call
from zantara.cli.chat.command import chat
from zantara.cli.plan import plan
from zantara.cli.serve import serve

app = typer.Typer(
    name="zantara",
    help="Zantara: one message in, the right handlers run, an answer out.",
    epilog="Talks to the service at ZANTARA_URL (http://127.0.0.1:8000) with ZANTARA_API_KEY.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(version("zantara"))
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Options that come before the command."""


for command in (serve, chat, plan, call):
    app.command()(command)
app.add_typer(handlers.app, name="handlers")
app.add_typer(turns.app, name="turns")
app.add_typer(bench.app, name="bench")
app.add_typer(demo.app, name="demo")
app.add_typer(data.app, name="data")
app.add_typer(finetune.app, name="finetune")


def main() -> None:
    """The program. Exit codes: 0 done, 1 the service refused or failed, 2 the command line is wrong."""
    app()
