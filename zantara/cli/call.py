"""`zantara call`: one handler, by name."""

import secrets
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zantara.cli import arguments
from zantara.cli.output import console, fields, milliseconds, print_json
from zantara.cli.session import AsJson, Local, run

if TYPE_CHECKING:
    from zantara.cli.client import Client


def call(
    handler: Annotated[str, typer.Argument(help="Its name: `zantara handlers list` shows them.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY=VALUE...", help="A list: a,b or the key again. A file's text: key=@file."),
    ] = None,
    as_json: AsJson = False,
    local: Local = False,
) -> None:
    """Call one handler by name: it acts at once, and nothing asks."""

    async def work(client: "Client") -> None:
        definition = await client.get(f"/v1/handlers/{handler}")
        args = arguments.parse(words or (), definition["parameters"])
        # A key of its own: should the connection break, a repeated request would not act twice.
        answer = await client.post(f"/v1/handlers/{handler}/invoke", {"args": args}, key=secrets.token_hex(16))
        if as_json:
            print_json(answer)
        else:
            _show(answer)

    run(work, local=local)


def _show(answer: dict[str, Any]) -> None:
    result = answer["result"]
    fields(result if isinstance(result, dict) else {"result": result})
    simulated = " · simulated" if answer["simulated"] else ""
    console.print(f"{milliseconds(answer['duration_ms'])}{simulated}", style="dim")
