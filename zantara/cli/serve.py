"""`zantara serve`: the service, until it is told to stop."""

from typing import Annotated

import typer

from zantara.cli.session import Failed, fail


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; ZANTARA_HOST, else 127.0.0.1.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="ZANTARA_PORT, else 8000; 0 takes a free one.")
    ] = None,
) -> None:
    """Run the service."""
    # The service itself takes seconds to import, and no other command needs it.
    from zantara.cli import foreground  # noqa: PLC0415

    try:
        foreground.serve(host, port)
    except Failed as error:
        fail(error)
