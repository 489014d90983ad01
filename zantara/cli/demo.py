"""`zantara demo`: the demo tenant."""

from typing import TYPE_CHECKING

import typer

from zantara.cli.output import console, print_json
from zantara.cli.session import AsJson, Local, run

if TYPE_CHECKING:
    from zantara.cli.client import Client

app = typer.Typer(help="The demo tenant.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The demo tenant."""


@app.command()
def reset(as_json: AsJson = False, local: Local = False) -> None:
    """Restore the demo tenant: records, knowledge base and files as on the first day. Conversations stay."""

    async def work(client: "Client") -> None:
        done = await client.post("/v1/admin/demo/reset")
        if as_json:
            print_json(done)
        else:
            console.print(f"the demo tenant is as on its first day; {done['removed']} rows were removed")

    run(work, local=local)
