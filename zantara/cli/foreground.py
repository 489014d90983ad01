"""The service in the foreground of a terminal or a supervisor: its address, its banner, its end."""

import socket
import sys

import uvloop

from service.models.routes import read_routes
from service.settings import Settings
from service.telemetry import configure_logging
from zantara.cli.output import console
from zantara.cli.server import Running, settings_of, until_signalled
from zantara.cli.session import Failed

DEFAULT_URL = "http://127.0.0.1:8000"
TRY = """-H 'content-type: application/json' -d '{"message": "10 days overstay, how much?"}'"""


def serve(host: str | None, port: int | None) -> None:
    """Serve until signalled. Raises Failed when the service cannot start."""
    settings = settings_of(host, port)
    configure_logging(contents=settings.log_contents)
    with bound(settings.host, settings.port) as listening:
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        url = f"http://{shown}:{listening.getsockname()[1]}"
        running = Running(settings, listening, lambda: announce(url, settings))
        uvloop.run(until_signalled(running, announce_end))


def bound(host: str, port: int) -> socket.socket:
    """A socket that will listen there. Raises Failed when the port is taken."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
    except OSError as error:
        listening.close()
        fix = f"stop what listens there, or take another: --port {port + 1} (0 finds a free one)"
        raise Failed(
            f"port {port} on {host} cannot be used: {(error.strerror or str(error)).lower()}", (fix,)
        ) from error
    return listening


def announce(url: str, settings: Settings) -> None:
    """Say where the service is; to a person, also what to try."""
    if not sys.stdout.isatty():
        print(f"zantara serves on {url}", flush=True)
        return
    elsewhere = "" if url == DEFAULT_URL else f"ZANTARA_URL={url} "
    lines = {
        "talk to it": f"{elsewhere}zantara chat",
        "or": f"curl {url}/v1/chat {TRY}",
        "data": str(settings.data_dir.absolute()),
        "model": read_routes(settings.routes).primary,
        "stop": "Ctrl-C",
    }
    console.print(f"\n  [bold]Zantara[/] serves on [bold cyan]{url}[/]\n")
    for name, value in lines.items():
        console.print(f"  [dim]{name:<12}[/]", end="")
        console.print(value, markup=False, soft_wrap=True)
    console.print()


def announce_end() -> None:
    """Tell a person why it takes a moment."""
    if sys.stdout.isatty():
        console.print("\n  stopping; Ctrl-C again stops at once", style="dim")
