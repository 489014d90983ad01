"""What people say and what vendors' keys are: in no log, no metric, and no error."""

import httpx
import orjson

from tests.e2e.conftest import MODEL_KEY
from tests.support.live_server import LiveServer
from tests.support.model_server import ModelServer
from tests.support.turns import chat

SAID = "swordfish-in-a-message"
RAISED = "swordfish-in-an-exception"


def everything(server: LiveServer, client: httpx.Client) -> str:
    """The log and the metrics."""
    return server.log.read_text(encoding="utf-8") + client.get("/metrics").text


def test_a_message_is_in_no_log_and_no_metric(server: LiveServer, client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_echo", {"text": SAID}), (f"launch_{SAID}", {}), ("sample_add", {"first": SAID})])
    script.say(f"I heard {SAID}")
    turn = chat(client, f"what is {SAID}?", model="scripted")
    chat(client, f"the word is {SAID}")
    chat(client, SAID, model="gone")

    assert SAID in turn["answer"]
    assert SAID not in everything(server, client)


def test_what_an_exception_says_is_in_no_log_and_no_error(server: LiveServer, client: httpx.Client) -> None:
    response = client.post("/v1/handlers/faulty.raises/invoke", json={"args": {}})
    turn = client.get(f"/v1/turns/{response.json()['turn_id']}").text

    assert RAISED not in response.text
    assert RAISED not in turn
    assert RAISED not in everything(server, client)


def test_where_an_exception_was_raised_is_in_the_log(server: LiveServer, client: httpx.Client) -> None:
    problem = client.post("/v1/handlers/faulty.raises/invoke", json={"args": {}}).json()

    line = next(line for line in server.logged() if line.get("turn_id") == problem["turn_id"] and "exception" in line)
    assert line["handler"] == "faulty.raises"
    assert line["exception"].endswith("in raises\nbuiltins.RuntimeError")


def test_a_models_key_is_sent_to_it_and_told_to_nobody(
    server: LiveServer, client: httpx.Client, script: ModelServer
) -> None:
    script.say(status=401, body=orjson.dumps({"error": {"message": f"wrong key {MODEL_KEY}"}}))
    turn = chat(client, "hello", model="scripted")

    assert script.headers[0]["authorization"] == f"bearer {MODEL_KEY}"
    assert "wrong key ***" in turn["error"]["message"]
    assert MODEL_KEY not in client.get(f"/v1/turns/{turn['turn_id']}/events").text
    assert MODEL_KEY not in everything(server, client)


def test_log_lines_tell_which_turn_and_call(server: LiveServer, client: httpx.Client) -> None:
    turn = chat(client, "what is 31 * 2?")

    lines = [line for line in server.logged() if line.get("turn_id") == turn["turn_id"]]
    assert [line["event"] for line in lines] == ["turn.received", "plan.made", "call.finished", "turn.finished"]
    assert lines[2]["call_id"] == "c1"
    assert lines[2]["handler"] == "calculator.evaluate"
    assert all(line["timestamp"] and line["level"] == "info" for line in lines)
