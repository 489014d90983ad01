"""A person in a conversation with a live service: speaks over HTTP, SSE or a WebSocket, and answers when asked.

conversation = Conversation(server, client)
turn = conversation.say("cancel the fire drill", "2026-11-20T09:00:00+08:00", over="sse", decision="deny")
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, Literal

import httpx
from httpx_sse import connect_sse

from tests.support.live_server import LiveServer
from tests.support.turns import chat, eventually, received

Over = Literal["http", "sse", "socket"]
Decision = Literal["approve", "deny"]
Body = dict[str, Any]


class Conversation:
    """Turns that follow each other. Each is given back when it has ended."""

    def __init__(self, server: LiveServer, client: httpx.Client) -> None:
        self._server = server
        self._client = client
        self._id: str | None = None

    def say(self, message: str, now: str, over: Over = "http", decision: Decision | None = None) -> Body:
        """`decision` is the answer to every call of the turn that waits; without one none may wait."""
        body = {"message": message, "now": now}
        if self._id is not None:
            body["conversation_id"] = self._id
        ways: dict[Over, Callable[[Body, Decision | None], str]] = {
            "http": self._over_http,
            "sse": self._over_sse,
            "socket": self._over_the_socket,
        }
        turn = self._ended(ways[over](body, decision))
        self._id = turn["conversation_id"]
        return turn

    def _over_http(self, body: Body, decision: Decision | None) -> str:
        turn = chat(self._client, **body)
        for asked in turn["approvals"]:
            self._decide(_decided(asked, turn["turn_id"], decision))
        return turn["turn_id"]

    def _over_sse(self, body: Body, decision: Decision | None) -> str:
        with connect_sse(self._client, "POST", "/v1/chat", json={**body, "stream": True}) as source:
            events = (event.json() for event in source.iter_sse())
            return _followed(events, decision, self._decide)

    def _over_the_socket(self, body: Body, decision: Decision | None) -> str:
        with self._server.socket() as socket:
            socket.send(json.dumps({**body, "type": "chat"}))
            events = iter(lambda: received(socket), None)
            return _followed(events, decision, lambda answer: socket.send(json.dumps({**answer, "type": "approve"})))

    def _decide(self, answer: Body) -> None:
        body = {name: answer[name] for name in ("call_id", "decision")}
        response = self._client.post(f"/v1/turns/{answer['turn_id']}/approvals", json=body)
        assert response.status_code == 200, response.text

    def _ended(self, turn_id: str) -> Body:
        def final() -> Body | None:
            turn = self._client.get(f"/v1/turns/{turn_id}").json()
            return turn if turn["status"] not in ("running", "waiting") else None

        return eventually(final)


def _followed(events: Iterator[Body], decision: Decision | None, decide: Callable[[Body], object]) -> str:
    """Answer what a turn asks until it has finished; its id."""
    for event in events:
        if event["type"] == "approval.asked":
            decide(_decided(event, event["turn_id"], decision))
        elif event["type"] == "turn.finished":
            return event["turn_id"]
    raise AssertionError("the events ended before their turn did")


def _decided(asked: Body, turn_id: str, decision: Decision | None) -> Body:
    assert decision is not None, f"{asked['handler']} asks, and nobody said what to answer: {asked['reason']}"
    return {"turn_id": turn_id, "call_id": asked["call_id"], "decision": decision}
