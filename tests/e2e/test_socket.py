"""The WebSocket: the same turns and events, many at once, and clients that do not behave."""

import asyncio
import datetime as dt
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psutil
import pytest
from websockets.asyncio.client import ClientConnection as AsyncConnection
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.support.live_server import LiveServer
from tests.support.model_server import ModelServer, Reply
from tests.support.turns import chat, eventually, received, received_until


@pytest.fixture
def socket(server: LiveServer) -> Iterator[ClientConnection]:
    with server.socket() as socket:
        yield socket


def send(socket: ClientConnection, kind: str, **fields: Any) -> None:
    socket.send(json.dumps({"type": kind, **fields}))


def refusal(socket: ClientConnection) -> dict[str, Any]:
    message = received(socket)
    assert message["type"] == "error"
    return message["problem"]


def close_code(socket: ClientConnection) -> int:
    """How the service closes the socket."""
    try:
        while True:
            socket.recv(10)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd is not None else 1006


def test_the_subprotocol_is_agreed_on(socket: ClientConnection) -> None:
    assert socket.subprotocol == "zantara.v1"


def test_a_client_that_names_no_subprotocol_is_served(server: LiveServer) -> None:
    with server.socket(subprotocols=None) as socket:
        send(socket, "chat", message="ciao")
        assert received_until(socket, "turn.finished")[-1]["status"] == "completed"


def test_another_subprotocol_is_refused(server: LiveServer) -> None:
    with pytest.raises(InvalidStatus) as refused, server.socket(subprotocols=["graphql-ws"]):
        pass

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_a_foreign_page_is_refused(server: LiveServer, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidStatus) as refused, server.socket(additional_headers=headers):
        pass

    assert refused.value.response.status_code == 403


def test_a_message_becomes_the_events_of_its_turn(client: httpx.Client, socket: ClientConnection) -> None:
    send(socket, "chat", message="what is 6 * 7?")

    events = received_until(socket, "turn.finished")

    text = "".join(event["text"] for event in events if event["type"] == "answer.delta")
    numbers = [event["number"] for event in events if event["type"] != "answer.delta"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert text == client.get(f"/v1/turns/{events[0]['turn_id']}").json()["answer"]


def test_two_turns_at_once_on_one_socket(socket: ClientConnection, script: ModelServer) -> None:
    script.rule(lambda request: Reply(request["messages"][-1]["content"], piece=3, pause=0.02))
    send(socket, "chat", message="first of the two", model="scripted")
    send(socket, "chat", message="second of the two", model="scripted")

    events = [*received_until(socket, "turn.finished"), *received_until(socket, "turn.finished")]

    turns = list(dict.fromkeys(event["turn_id"] for event in events))
    texts = ["".join(e["text"] for e in events if e["turn_id"] == t and e["type"] == "answer.delta") for t in turns]
    assert sorted(texts) == ["first of the two", "second of the two"]
    order = [event["turn_id"] for event in events if event["type"] == "answer.delta"]
    assert order != sorted(order, key=turns.index), "their pieces come side by side"


def test_a_turn_is_followed_from_any_event(client: httpx.Client, socket: ClientConnection) -> None:
    turn = chat(client, "what is 6 * 7?")
    send(socket, "follow", turn_id=turn["turn_id"])
    whole = received_until(socket, "turn.finished")

    for after in range(len(whole)):
        send(socket, "follow", turn_id=turn["turn_id"], after=after)
        assert received_until(socket, "turn.finished") == whole[after:]


def test_a_turn_is_cancelled(client: httpx.Client, socket: ClientConnection, script: ModelServer) -> None:
    script.say(calls=[("sample_wait", {"seconds": 30})])
    send(socket, "chat", message="x", model="scripted")
    turn_id = received_until(socket, "call.started")[0]["turn_id"]
    send(socket, "cancel", turn_id=turn_id)

    assert received_until(socket, "turn.finished")[-1]["status"] == "cancelled"


def test_a_turn_completes_when_its_socket_is_gone(
    server: LiveServer, client: httpx.Client, script: ModelServer
) -> None:
    script.say(calls=[("sample_wait", {"seconds": 0.3})])
    script.say("done without you")
    with server.socket() as socket:
        send(socket, "chat", message="x", model="scripted")
        turn_id = received(socket)["turn_id"]

    ended = eventually(lambda: (t := client.get(f"/v1/turns/{turn_id}").json())["status"] != "running" and t)

    assert ended["answer"] == "done without you"


def test_a_reminder_fires_to_those_who_listen(client: httpx.Client, socket: ClientConnection) -> None:
    at = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)).isoformat()
    made = client.post("/v1/handlers/reminder.create/invoke", json={"args": {"text": "stretch", "at": at}})
    assert made.status_code == 200, made.text

    notice = received(socket, 15)

    assert (notice["type"], notice["text"]) == ("reminder.fired", "stretch")


# Clients that do not behave.


@pytest.mark.parametrize(
    ("garbage", "said"),
    [
        ("hello", "no JSON"),
        ("[1, 2", "no JSON"),
        ('{"type": "chat", "message": "\\ud800"}', "no JSON"),
        ("[" * 10_000, "no JSON"),
        ("{}", "type"),
        ("[]", "should be an object"),
        ('{"type": "sing"}', "'chat', 'approve', 'cancel', 'follow'"),
        ('{"type": "chat"}', "/message: Field required"),
        ('{"type": "chat", "message": 7}', "/message: Input should be a valid string (got 7)"),
        ('{"type": "chat", "message": "hi", "extra": 1}', "/extra"),
        ('{"type": "follow", "turn_id": "t", "after": -1}', "/after"),
        ('{"type": "chat", "message": "hi", "persona": "hal"}', "no persona 'hal'"),
        ('{"type": "chat", "message": "hi", "model": "gpt"}', "no model 'gpt'"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_socket_stays(socket: ClientConnection, garbage: str, said: str) -> None:
    socket.send(garbage)
    problem = refusal(socket)

    send(socket, "chat", message="what is 2 + 2?")

    assert problem["status"] == 422
    assert said in problem["detail"]
    assert len(problem["detail"]) < 1_000
    assert received_until(socket, "turn.finished")[-1]["status"] == "completed"


def test_binary_frames_are_refused(socket: ClientConnection) -> None:
    socket.send(b"\x00\x01")

    assert refusal(socket)["status"] == 415


@pytest.mark.parametrize("kind", ["follow", "cancel"])
def test_a_turn_that_there_is_not(socket: ClientConnection, kind: str) -> None:
    send(socket, kind, turn_id="turn_0")

    assert refusal(socket)["status"] == 404


def test_a_message_of_more_than_a_mebibyte_closes_the_socket(socket: ClientConnection) -> None:
    send(socket, "chat", message="x" * 2**20)

    assert close_code(socket) == 1009


def test_text_that_is_no_utf_8_closes_the_socket(socket: ClientConnection) -> None:
    socket.send(b'{"type": "chat", "message": "\xff"}', text=True)

    assert close_code(socket) == 1007


def test_whoever_sends_nothing_but_nonsense_is_shown_the_door(server: LiveServer, client: httpx.Client) -> None:
    with server.socket() as socket:
        for _ in range(21):
            socket.send("nonsense")
        assert close_code(socket) == 1008

    assert chat(client, "what is 2 + 2?")["status"] == "completed"


def test_turns_at_once_on_one_socket_are_limited(socket: ClientConnection, script: ModelServer) -> None:
    script.rule(lambda _: Reply("slowly", delay=1))
    for _ in range(17):
        send(socket, "chat", message="x", model="scripted")

    messages = [received(socket) for _ in range(17)]

    assert [m["problem"]["status"] for m in messages if m["type"] == "error"] == [429]
    assert len([m for m in messages if m["type"] == "turn.received"]) == 16
    for _ in range(16):
        received_until(socket, "turn.finished")


async def closed_with(socket: AsyncConnection) -> int:
    try:
        while True:
            await socket.recv()
    except ConnectionClosed:
        assert socket.close_code is not None
        return socket.close_code


async def test_a_socket_that_stops_reading_is_closed_and_harms_nobody(server: LiveServer, script: ModelServer) -> None:
    script.rule(lambda _: Reply("x" * 900_000, piece=2_000))
    process = psutil.Process(server.process.pid)
    url = server.url.replace("http", "ws", 1) + "/v1/ws"
    request = json.dumps({"type": "chat", "message": "talk for hours", "model": "scripted"})

    async with connect(url, max_queue=1, compression=None, proxy=None) as deaf, httpx.AsyncClient() as other:
        before = process.memory_info().rss
        for _ in range(16):
            await deaf.send(request)
        began = time.monotonic()
        peak = before
        while time.monotonic() - began < 14:
            response = await other.post(f"{server.url}/v1/chat", json={"message": "what is 3 * 3?"}, timeout=30)
            assert response.json()["status"] == "completed"
            peak = max(peak, process.memory_info().rss)
            await asyncio.sleep(0.25)
        code = await closed_with(deaf)

    assert code in (1006, 1013)
    assert peak - before < 150 * 2**20
