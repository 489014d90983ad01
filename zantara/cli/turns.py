"""`zantara turns`: what happened, from the journal."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from zantara.cli.output import (
    EFFECT_STYLES,
    STATUS_MARKS,
    arguments,
    console,
    errors,
    in_short,
    milliseconds,
    print_json,
    status_text,
    table,
)
from zantara.cli.plan import route
from zantara.cli.session import AsJson, Local, run

if TYPE_CHECKING:
    from zantara.cli.client import Client

app = typer.Typer(help="The turns of the service, from its journal.", no_args_is_help=True)

TurnId = Annotated[str, typer.Argument(metavar="TURN", help="A turn's id, or `last`.")]
BAR = 32
"""Characters of the time line."""


@app.command("list")
def index(
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many, the newest first.")] = 20,
    as_json: AsJson = False,
    local: Local = False,
) -> None:
    """List the newest turns."""

    async def work(client: "Client") -> None:
        recent = await client.get("/v1/turns", limit=limit)
        if as_json:
            print_json(recent)
        elif recent:
            table(("turn", "status", "received", "conversation"), map(_row, recent))
        else:
            errors.print("no turns yet; `zantara chat` makes one", style="yellow")

    run(work, local=local)


@app.command()
def show(turn: TurnId, as_json: AsJson = False, local: Local = False) -> None:
    """Show a turn: what was asked, what ran, what was answered."""

    async def work(client: "Client") -> None:
        found = await client.get(f"/v1/turns/{await _id(client, turn)}")
        if as_json:
            print_json(found)
        else:
            detail(found)

    run(work, local=local)


@app.command()
def replay(turn: TurnId, as_json: AsJson = False, local: Local = False) -> None:
    """Tell a turn again from its journal, event by event. Nothing runs."""

    async def work(client: "Client") -> None:
        # The event stream is read by the same code as in the chat, with the HTTP client that `run` has imported.
        from zantara.cli.stream import journal  # noqa: PLC0415

        events = await journal(client, await _id(client, turn))
        if as_json:
            print_json(events)
            return
        began = _moment(events[0]["at"])
        table(("", "after", "event", ""), [_event(event, began) for event in events])
        time_line(events, began)

    run(work, local=local)


def detail(turn: Mapping[str, Any]) -> None:
    """Print a turn."""
    console.print(Text.assemble((turn["turn_id"], "bold"), "  ", status_text(turn["status"])))
    console.print(f"conversation {turn['conversation_id']}, {_local(turn['received_at'])}", style="dim")
    console.print(route(turn["route"], turn["route"]["confidence"] if turn["route"] else None), style="dim")
    console.print(f"\n› {turn['message']}\n" if turn["message"] else "", style="bold", markup=False)
    if turn["calls"]:
        table(
            ("call", "handler", "status", "time", "arguments and outcome"),
            [_call(call) for call in turn["calls"]],
        )
        console.print()
    if turn["error"]:
        console.print(turn["error"]["message"], style="red", markup=False)
    console.print(turn["answer"] or "(no answer)", markup=False)


def time_line(events: Sequence[Mapping[str, Any]], began: dt.datetime) -> None:
    """Print when each call ran, as bars over the turn's length."""
    started = {event["call_id"]: event for event in events if event["type"] == "call.started"}
    ended = {event["call_id"]: event for event in events if event["type"] == "call.finished"}
    if not started:
        return
    whole = max((_moment(events[-1]["at"]) - began).total_seconds(), 1e-3)
    console.print()
    for call_id, event in started.items():
        first = int(BAR * (_moment(event["at"]) - began).total_seconds() / whole)
        end = _moment(ended[call_id]["at"]) if call_id in ended else _moment(events[-1]["at"])
        last = int(BAR * (end - began).total_seconds() / whole)
        bar = "█" * max(last - first, 1)
        style = EFFECT_STYLES.get(event["effect"], "")
        line = Text.assemble((f"{call_id:<4}", "dim"), " " * min(first, BAR - 1), (bar, style))
        line.append(" " * max(BAR + 5 - line.cell_len, 1))
        line.append(f"{event['handler']} {milliseconds(ended.get(call_id, {}).get('duration_ms'))}")
        console.print(line, no_wrap=True, overflow="ellipsis")


async def _id(client: "Client", turn: str) -> str:
    if turn != "last":
        return turn
    recent = await client.get("/v1/turns", limit=1)
    if not recent:
        raise typer.BadParameter("there are no turns yet; `zantara chat` makes one")
    return recent[0]["turn_id"]


def _row(turn: Mapping[str, Any]) -> tuple[str | Text, ...]:
    return turn["turn_id"], status_text(turn["status"]), _local(turn["received_at"]), turn["conversation_id"]


def _call(call: Mapping[str, Any]) -> tuple[str | Text, ...]:
    passed = milliseconds(call["duration_ms"])
    return call["id"], call["handler"], status_text(call["status"]), passed, _told(call)


def _told(call: Mapping[str, Any]) -> Text:
    told = arguments(call["args"])
    if call["simulated"]:
        told.append("  simulated", "yellow")
    if call["error"]:
        told.append(f"\n{call['error']['message']}", "red")
    elif call["result"] is not None:
        told.append(f"\n→ {in_short(call['result'], 160)}", "dim")
    return told


def _event(event: Mapping[str, Any], began: dt.datetime) -> tuple[str | Text, ...]:
    after = milliseconds((_moment(event["at"]) - began).total_seconds() * 1000)
    return str(event["number"]), after, event["type"], Text(" ").join(_happened(event))


def _happened(event: Mapping[str, Any]) -> Iterator[Text]:
    """What an event says, whatever its type: the fields that tell most, in one order."""
    if call_id := event.get("call_id"):
        yield Text(call_id, "dim")
    if handler := event.get("handler"):
        yield Text(handler, "bold")
    for plan in filter(None, [event.get("plan")]):
        yield Text(route(plan["route"], plan["confidence"]))
        for call in plan["calls"]:
            yield Text(f"\n{call['id']} {call['handler']} ") + arguments(call["args"])
    if event.get("args"):
        yield arguments(event["args"])
    for word in (event.get("status"), event.get("decision")):
        if word:
            yield Text(word, STATUS_MARKS.get(word, ("", ""))[1])
    if event.get("duration_ms") is not None:
        yield Text(milliseconds(event["duration_ms"]), "dim")
    if event.get("simulated"):
        yield Text("simulated", "yellow")
    error = event.get("error") or {}
    for text in (event.get("message"), event.get("reason"), event.get("text"), error.get("message")):
        if text:
            yield Text(in_short(text, 200))


def _moment(written: str) -> dt.datetime:
    return dt.datetime.fromisoformat(written)


def _local(written: str) -> str:
    return f"{_moment(written).astimezone():%d %b %H:%M:%S}"
