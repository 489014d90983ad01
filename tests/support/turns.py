"""How tests talk to a live service about turns."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
from httpx_sse import ServerSentEvent, connect_sse
from websockets.sync.client import ClientConnection

Body = Mapping[str, Any]


def chat(client: httpx.Client, message: str, **body: Any) -> dict[str, Any]:
    """A turn, when it has ended or waits."""
    response = client.post("/v1/chat", json={"message": message, **body})
    assert response.status_code == 200, response.text
    return response.json()


def chat_events(client: httpx.Client, message: str, **body: Any) -> list[ServerSentEvent]:
    """All events of a streamed turn."""
    with connect_sse(client, "POST", "/v1/chat", json={"message": message, "stream": True, **body}) as source:
        return list(source.iter_sse())


def begun(client: httpx.Client, message: str, **body: Any) -> str:
    """The id of a turn that runs on without us."""
    body = {"message": message, "stream": True, **body}
    with connect_sse(client, "POST", "/v1/chat", json=body) as source:
        return next(source.iter_sse()).json()["turn_id"]


def events_after(client: httpx.Client, turn_id: str, number: int | None = None) -> list[ServerSentEvent]:
    """A turn's events behind a number, until it ends."""
    headers = {} if number is None else {"Last-Event-ID": str(number)}
    with connect_sse(client, "GET", f"/v1/turns/{turn_id}/events", headers=headers) as source:
        return list(source.iter_sse())


def journaled(events: list[ServerSentEvent]) -> list[ServerSentEvent]:
    """Those that have a number: all but the pieces of text."""
    return [event for event in events if event.event != "answer.delta"]


def shown(events: list[ServerSentEvent]) -> list[tuple[str, str, str]]:
    """Number, type and JSON of each."""
    return [(event.id, event.event, event.data) for event in events]


def text_of(events: list[ServerSentEvent]) -> str:
    """The pieces of text, put together."""
    return "".join(event.json()["text"] for event in events if event.event == "answer.delta")


def received(socket: ClientConnection, timeout: float = 10) -> dict[str, Any]:
    """The next message on a socket."""
    return json.loads(socket.recv(timeout))


def received_until(socket: ClientConnection, kind: str, timeout: float = 10) -> list[dict[str, Any]]:
    """The messages on a socket up to the first of this type."""
    messages = [received(socket, timeout)]
    while messages[-1]["type"] != kind:
        messages.append(received(socket, timeout))
    return messages


def eventually(holds: Callable[[], Any], seconds: float = 10) -> Any:
    """What `holds` returns once it is true. Fails when it is not within some seconds."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, f"not true within {seconds:g} s"
        time.sleep(0.02)
    return found


def walk(value: Any) -> Iterator[Any]:
    """Every value inside a JSON document."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        yield from walk(part)
