"""Runs what a command does against the service, and turns what goes wrong into a line and an exit code."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from zantara.cli.output import errors

if TYPE_CHECKING:
    from zantara.cli.client import Client

Local = Annotated[bool, typer.Option("--local", help="Run the service in this process, on the data folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the document as it came.")]
ModelName = Annotated[str | None, typer.Option("--model", help="Which configured model; the routes decide without.")]


class Failed(Exception):
    """What was asked could not be done. `notes` are lines below the message: what to do, or which values are wrong."""

    def __init__(self, message: str, notes: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.notes = notes


def run(work: Callable[["Client"], Awaitable[None]], *, local: bool) -> None:
    """Run `work` with a connected client. Exits with 1 when the service refuses, fails or is not there."""
    # The HTTP client takes a third of a second to import, which `--help` does not need to wait for.
    from zantara.cli.client import connect  # noqa: PLC0415

    async def connected() -> None:
        async with connect(local=local) as client:
            await work(client)

    try:
        asyncio.run(connected())
    except Failed as error:
        fail(error)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def fail(error: Failed) -> None:
    """Say what went wrong, and exit."""
    errors.print(f"✗ {error.message}", style="red", markup=False, soft_wrap=True)
    for note in error.notes:
        errors.print(f"  {note}", markup=False, soft_wrap=True)
    raise typer.Exit(1)
