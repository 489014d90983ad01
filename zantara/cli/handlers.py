"""`zantara handlers`: what there is, and what an author needs to add to it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from zantara.cli import authoring
from zantara.cli.arguments import kind
from zantara.cli.output import EFFECT_MEANINGS, arguments, console, effect_text, errors, print_json, table
from zantara.cli.session import AsJson, Local, run

if TYPE_CHECKING:
    from zantara.cli.client import Client

app = typer.Typer(help="The handlers of the service.", no_args_is_help=True)
for command in (authoring.new, authoring.check, authoring.reference):
    app.command()(command)


@app.command("list")
def index(
    domain: Annotated[str | None, typer.Option(help="Only those of a domain, such as business.")] = None,
    effect: Annotated[str | None, typer.Option(help="Only those that read, write, send or destroy.")] = None,
    as_json: AsJson = False,
    local: Local = False,
) -> None:
    """List the handlers."""
    if effect is not None and effect not in EFFECT_MEANINGS:
        raise typer.BadParameter(f"{effect!r} is no effect; there are {', '.join(EFFECT_MEANINGS)}")

    async def work(client: "Client") -> None:
        every = await client.get("/v1/handlers")
        found = [one for one in every if domain in (None, one["domain"]) and effect in (None, one["effect"])]
        if as_json:
            print_json(found)
        elif found:
            listing(found)
        else:
            domains = ", ".join(sorted({one["domain"] for one in every}))
            errors.print(f"no handler matches; the domains are {domains}", style="yellow")

    run(work, local=local)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Such as visa.overstay_fine.")],
    as_json: AsJson = False,
    local: Local = False,
) -> None:
    """Show one handler: its parameters, its result, examples."""

    async def work(client: "Client") -> None:
        definition = await client.get(f"/v1/handlers/{name}")
        if as_json:
            print_json(definition)
        else:
            detail(definition)

    run(work, local=local)


def listing(found: list[Mapping[str, Any]]) -> None:
    """Print one line per handler."""
    table(
        ("handler", "effect", "domain", "what it does"),
        [(one["name"], effect_text(one["effect"]), one["domain"], _first_line(one["description"])) for one in found],
    )


def detail(definition: Mapping[str, Any]) -> None:
    """Print a handler's page."""
    effect = definition["effect"]
    head = Text.assemble(
        (definition["name"], "bold"), "  ", effect_text(effect), (f": {EFFECT_MEANINGS[effect]}", "dim")
    )
    console.print(head)
    console.print(definition["description"], markup=False)
    console.print()
    parameters(definition)
    console.print()
    table(("result", "type", ""), _described(definition["result"]))
    console.print()
    table(("people say", "arguments"), [(one["text"], arguments(one["args"])) for one in definition["examples"]])


def parameters(definition: Mapping[str, Any]) -> None:
    """Print the parameters with their types and meanings."""
    schema = definition["parameters"]
    if not schema.get("properties"):
        console.print("no parameters", style="dim")
        return
    table(("parameter", "type", "meaning"), _described(schema))


def _described(schema: Mapping[str, Any]) -> list[tuple[str | Text, ...]]:
    required = schema.get("required", ())
    return [
        (
            Text(name, "bold" if name in required else ""),
            Text(kind(one, schema), "cyan"),
            one.get("description", ""),
        )
        for name, one in schema.get("properties", {}).items()
    ]


def _first_line(description: str) -> str:
    return description.partition("\n")[0]
