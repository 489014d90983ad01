"""A person's yes and no, the end of a turn before its end, and doing a thing once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from httpx_sse import connect_sse

from tests.support.live_server import LiveServer
from tests.support.model_server import ModelServer
from tests.support.turns import begun, chat, eventually, received, received_until

WIPE = ("sample_wipe", {"what": "the blackboard"})


@pytest.fixture
def waiting(client: httpx.Client, script: ModelServer) -> dict[str, Any]:
    """A turn that waits for a yes, beside a read that did not wait."""
    script.say(calls=[WIPE, ("sample_echo", {"text": "hello"})])
    turn = chat(client, "wipe the blackboard", model="scripted")
    script.say("That was it.")
    return turn


def answer(client: httpx.Client, turn: dict[str, Any], decision: str, **more: Any) -> httpx.Response:
    body = {"call_id": "c1", "decision": decision, **more}
    return client.post(f"/v1/turns/{turn['turn_id']}/approvals", json=body)


def ended(client: httpx.Client, turn: dict[str, Any]) -> dict[str, Any]:
    """The turn, once nothing of it runs or waits."""

    def final() -> dict[str, Any] | None:
        seen = client.get(f"/v1/turns/{turn['turn_id']}").json()
        return seen if seen["status"] not in ("running", "waiting") else None

    return eventually(final)


def status_of(turn: dict[str, Any]) -> dict[str, str]:
    return {call["handler"]: call["status"] for call in turn["calls"]}


def test_a_call_that_removes_something_waits_and_shows_what_it_would_do(waiting: dict[str, Any]) -> None:
    assert waiting["status"] == "waiting"
    assert status_of(waiting) == {"sample.wipe": "waiting", "sample.echo": "done"}
    [asked] = waiting["approvals"]
    assert (asked["call_id"], asked["args"]) == ("c1", {"what": "the blackboard"})


def test_a_yes_lets_the_turn_go_on(client: httpx.Client, waiting: dict[str, Any]) -> None:
    response = answer(client, waiting, "approve")

    assert response.status_code == 200
    turn = ended(client, waiting)
    assert status_of(turn) == {"sample.wipe": "done", "sample.echo": "done"}
    assert (turn["status"], turn["answer"]) == ("completed", "That was it.")


def test_a_no_ends_the_call_and_not_the_turn(client: httpx.Client, waiting: dict[str, Any]) -> None:
    answer(client, waiting, "deny", reason="not today")

    turn = ended(client, waiting)
    assert status_of(turn) == {"sample.wipe": "denied", "sample.echo": "done"}
    assert turn["status"] == "completed"


def test_a_second_answer_is_a_conflict(client: httpx.Client, waiting: dict[str, Any]) -> None:
    answer(client, waiting, "approve")
    ended(client, waiting)

    response = answer(client, waiting, "deny")

    assert response.status_code == 409
    assert "'c1' waits for nothing: it is done" in response.json()["detail"]


def test_an_answer_to_a_call_that_there_is_not(client: httpx.Client, waiting: dict[str, Any]) -> None:
    response = answer(client, waiting, "approve", call_id="c9")

    assert response.status_code == 404
    assert "no call 'c9'; it has c1, c2" in response.json()["detail"]


def test_an_answer_to_a_turn_that_there_is_not(client: httpx.Client) -> None:
    assert answer(client, {"turn_id": "turn_0"}, "approve").status_code == 404


def test_a_waiting_turn_is_cancelled(client: httpx.Client, waiting: dict[str, Any]) -> None:
    cancelled = client.post(f"/v1/turns/{waiting['turn_id']}/cancel").json()

    assert cancelled["status"] == "cancelled"
    assert status_of(cancelled) == {"sample.wipe": "cancelled", "sample.echo": "done"}
    assert answer(client, waiting, "approve").status_code == 409


def test_a_running_turn_is_cancelled_at_once(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_wait", {"seconds": 30})])
    turn_id = begun(client, "x", model="scripted")
    eventually(lambda: client.get(f"/v1/turns/{turn_id}").json()["calls"])

    cancelled = client.post(f"/v1/turns/{turn_id}/cancel").json()

    assert cancelled["status"] == "cancelled"
    assert status_of(cancelled) == {"sample.wait": "cancelled"}
    assert client.post(f"/v1/turns/{turn_id}/cancel").status_code == 409


def test_a_cancelled_turn_waits_for_a_write_under_way(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_slow_write", {"seconds": 0.5})])
    turn_id = begun(client, "x", model="scripted")
    eventually(lambda: client.get(f"/v1/turns/{turn_id}").json()["calls"])
    eventually(lambda: client.get(f"/v1/turns/{turn_id}").json()["calls"][0]["status"] == "running")

    cancelled = client.post(f"/v1/turns/{turn_id}/cancel").json()

    assert (cancelled["status"], status_of(cancelled)) == ("cancelled", {"sample.slow_write": "done"})


@pytest.mark.parametrize(("decision", "status"), [("approve", "done"), ("deny", "denied")])
def test_an_answer_over_the_socket(
    server: LiveServer, client: httpx.Client, waiting: dict[str, Any], decision: str, status: str
) -> None:
    turn_id = waiting["turn_id"]
    with server.socket() as socket:
        socket.send(f'{{"type": "follow", "turn_id": "{turn_id}", "after": 1}}')
        received_until(socket, "approval.asked")
        socket.send(f'{{"type": "approve", "turn_id": "{turn_id}", "call_id": "c1", "decision": "{decision}"}}')
        received_until(socket, "turn.finished")
        socket.send(f'{{"type": "approve", "turn_id": "{turn_id}", "call_id": "c1", "decision": "approve"}}')
        refused = received(socket)

    assert status_of(ended(client, waiting))["sample.wipe"] == status
    assert refused["type"] == "error"
    assert (refused["problem"]["status"], refused["turn_id"]) == (409, turn_id)


def test_a_plan_that_nobody_vouches_for_asks_before_it_writes(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_count", {}), ("sample_echo", {"text": "hello"})])

    turn = chat(client, "bump the tally", model="doubtful")

    assert status_of(turn) == {"sample.count": "waiting", "sample.echo": "done"}


# Doing a thing once.


@pytest.fixture
def key(request: pytest.FixtureRequest) -> dict[str, str]:
    """The header with a key that no other test uses."""
    return {"Idempotency-Key": f"key-{request.node.name}"}


def test_the_same_body_under_one_key_is_the_same_turn(client: httpx.Client, key: dict[str, str]) -> None:
    body = {"message": "what is 7 * 6?"}

    first, second = (client.post("/v1/chat", json=body, headers=key) for _ in range(2))

    assert first.json() == second.json()
    assert len([t for t in client.get("/v1/turns").json() if t["turn_id"] == first.json()["turn_id"]]) == 1


def test_another_body_under_the_same_key_is_refused(client: httpx.Client, key: dict[str, str]) -> None:
    client.post("/v1/chat", json={"message": "what is 7 * 6?"}, headers=key)

    response = client.post("/v1/chat", json={"message": "what is 7 * 7?"}, headers=key)

    assert response.status_code == 422
    assert "use a new key" in response.json()["detail"]


def test_while_the_first_runs_the_second_is_told_its_turn(
    client: httpx.Client, script: ModelServer, key: dict[str, str]
) -> None:
    script.say(calls=[("sample_wait", {"seconds": 0.5})])
    script.say("there")
    body = {"message": "x", "model": "scripted", "stream": True}

    with connect_sse(client, "POST", "/v1/chat", json=body, headers=key) as source:
        events = source.iter_sse()
        turn_id = next(events).json()["turn_id"]
        early = client.post("/v1/chat", json=body, headers=key)
        list(events)
    with connect_sse(client, "POST", "/v1/chat", json=body, headers=key) as source:
        late = list(source.iter_sse())

    assert (early.status_code, early.json()["turn_id"]) == (409, turn_id)
    assert late[0].json()["turn_id"] == turn_id
    assert late[-1].json()["status"] == "completed"


def test_two_requests_at_once_under_one_key_make_one_turn(client: httpx.Client, key: dict[str, str]) -> None:
    def ask(_: int) -> httpx.Response:
        return client.post("/v1/chat", json={"message": "what is 9 * 9?"}, headers=key)

    with ThreadPoolExecutor(8) as threads:
        responses = list(threads.map(ask, range(8)))

    assert {response.status_code for response in responses} <= {200, 409}
    assert len({response.json()["turn_id"] for response in responses}) == 1


def test_a_handler_called_twice_under_one_key_acts_once(client: httpx.Client, key: dict[str, str]) -> None:
    first, again = (client.post("/v1/handlers/sample.count/invoke", json={"args": {}}, headers=key) for _ in range(2))
    other = client.post("/v1/handlers/sample.count/invoke", json={"args": {}})

    assert first.json()["result"] == again.json()["result"]
    assert other.json()["result"]["count"] == first.json()["result"]["count"] + 1


def test_what_was_done_under_a_key_stays_done_when_it_was_erased(client: httpx.Client, key: dict[str, str]) -> None:
    body = {"message": "what is 8 * 8?"}
    turn = client.post("/v1/chat", json=body, headers=key).json()
    client.delete(f"/v1/conversations/{turn['conversation_id']}")

    again = client.post("/v1/chat", json=body, headers=key)

    assert again.status_code == 404
    assert turn["turn_id"] in again.json()["detail"]


def test_one_key_is_not_for_two_handlers(client: httpx.Client, key: dict[str, str]) -> None:
    client.post("/v1/handlers/sample.count/invoke", json={"args": {}}, headers=key)

    assert client.post("/v1/handlers/sample.rare/invoke", json={"args": {}}, headers=key).status_code == 422


@pytest.mark.parametrize("bad", ["", "two words", "k" * 256])
def test_a_key_that_is_none(client: httpx.Client, bad: str) -> None:
    response = client.post("/v1/chat", json={"message": "ciao"}, headers={"Idempotency-Key": bad})

    assert response.status_code == 422
    assert "header/idempotency-key" in response.json()["detail"].lower()
