"""Conversations: listed, taken along, erased."""

import sqlite3

import httpx

from tests.support.live_server import LiveServer
from tests.support.model_server import ModelServer
from tests.support.turns import begun, chat


def test_a_conversation_is_its_turns_the_oldest_first(client: httpx.Client) -> None:
    first = chat(client, "how much is the overstay fine?")
    conversation = first["conversation_id"]
    second = chat(client, "10 days", conversation_id=conversation)

    exported = client.get(f"/v1/conversations/{conversation}").json()

    assert exported == {"conversation_id": conversation, "turns": [first, second]}
    [listed] = [c for c in client.get("/v1/conversations").json() if c["conversation_id"] == conversation]
    assert listed["turns"] == 2


def test_conversations_are_listed_the_newest_first(client: httpx.Client) -> None:
    made = [chat(client, "ciao")["conversation_id"] for _ in range(3)]

    listed = client.get("/v1/conversations", params={"limit": 3}).json()

    assert [conversation["conversation_id"] for conversation in listed] == made[::-1]


def test_a_client_may_name_its_conversation(client: httpx.Client) -> None:
    assert chat(client, "ciao", conversation_id="whatsapp:62.81")["conversation_id"] == "whatsapp:62.81"
    assert client.get("/v1/conversations/whatsapp:62.81").status_code == 200


def test_what_is_erased_is_gone_and_that_it_was_there_stays_provable(server: LiveServer, client: httpx.Client) -> None:
    turn = chat(client, "what is 1234 * 2?")
    conversation = turn["conversation_id"]

    erased = client.delete(f"/v1/conversations/{conversation}")

    assert (erased.status_code, erased.content) == (204, b"")
    for path in (f"conversations/{conversation}", f"turns/{turn['turn_id']}", f"turns/{turn['turn_id']}/events"):
        assert client.get(f"/v1/{path}").status_code == 404
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 404
    assert conversation not in [c["conversation_id"] for c in client.get("/v1/conversations").json()]
    with sqlite3.connect(server.folder / "data" / "zantara.db") as database:
        rows = database.execute("SELECT payload, digest FROM events WHERE turn_id = ?", [turn["turn_id"]]).fetchall()
    database.close()
    assert len(rows) >= 5
    assert all(payload is None and len(digest) == 32 for payload, digest in rows)


def test_a_conversation_is_not_erased_under_a_running_turn(client: httpx.Client, script: ModelServer) -> None:
    """What the turn would still write would stay."""
    script.say(calls=[("sample_wait", {"seconds": 30})])
    turn_id = begun(client, "x", model="scripted")
    conversation = client.get(f"/v1/turns/{turn_id}").json()["conversation_id"]

    refused = client.delete(f"/v1/conversations/{conversation}")
    client.post(f"/v1/turns/{turn_id}/cancel")

    assert refused.status_code == 409
    assert turn_id in refused.json()["detail"]
    assert client.delete(f"/v1/conversations/{conversation}").status_code == 204


def test_a_waiting_turn_is_cancelled_and_erased(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_wipe", {"what": "the blackboard"})])
    turn = chat(client, "x", model="scripted")

    assert client.delete(f"/v1/conversations/{turn['conversation_id']}").status_code == 204
    answer = {"call_id": "c1", "decision": "approve"}
    assert client.post(f"/v1/turns/{turn['turn_id']}/approvals", json=answer).status_code == 404


def test_calls_by_name_are_no_conversation(client: httpx.Client) -> None:
    client.post("/v1/handlers/sample.echo/invoke", json={"args": {"text": "hello"}})

    assert "direct" not in [c["conversation_id"] for c in client.get("/v1/conversations").json()]
    assert client.post("/v1/chat", json={"message": "hi", "conversation_id": "direct"}).status_code == 422
