"""`zantara plan`: what a message would have done."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from zantara.cli.output import arguments, console, print_json, table
from zantara.cli.session import AsJson, Local, ModelName, run

if TYPE_CHECKING:
    from zantara.cli.client import Client


def plan(
    message: Annotated[str, typer.Argument(help="What a person would write.")],
    model: ModelName = None,
    as_json: AsJson = False,
    local: Local = False,
) -> None:
    """Show what a message would have done, and run nothing."""

    async def work(client: "Client") -> None:
        made = await client.post("/v1/plan", {"message": message, "model": model})
        if as_json:
            print_json(made)
        else:
            show(made)

    run(work, local=local)


def show(made: Mapping[str, Any]) -> None:
    """Print the calls, what is missing, and the route."""
    if made["calls"] or made["missing"]:
        table(("call", "handler", "arguments"), _rows(made))
    else:
        console.print("No call: this message needs an answer alone.")
    console.print(route(made["route"], made["confidence"]), style="dim")


def route(chosen: Mapping[str, Any] | None, confidence: float | None) -> str:
    """`scout-mini, 93% sure: the shortlist agrees`."""
    if chosen is None:
        return "no model was asked"
    sure = "confidence not known" if confidence is None else f"{confidence:.0%} sure"
    return f"{chosen['model']}, {sure}: {chosen['reason']}"


def _rows(made: Mapping[str, Any]) -> Iterator[tuple[str | Text, ...]]:
    for call in made["calls"]:
        needs = Text(f"  after {', '.join(call['after'])}", "dim") if call["after"] else Text()
        yield call["id"], call["handler"], arguments(call["args"]) + needs
    for call in made["missing"]:
        asked = Text("missing " + ", ".join(call["params"]), "yellow")
        said = arguments(call["args"])
        yield Text("?", "yellow"), call["handler"], said + Text("  ") + asked if said else asked
