"""What a model can get wrong: each faulty call fails alone, and a model that is away fails its turn alone."""

from typing import Any

import httpx
import orjson
import pytest

from tests.support.model_server import ModelServer, Reply, chunk
from tests.support.turns import chat, chat_events, journaled

ECHO = ("sample_echo", {"text": "hello"})
ADD = ("sample_add", {"first": 1, "second": 2})


def test_calls_that_do_not_need_each_other_run_at_once(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_wait", {"seconds": 0.5})] * 8)
    script.say("all done")

    turn = chat(client, "x", model="scripted")

    assert [call["status"] for call in turn["calls"]] == ["done"] * 8
    starts = [call["started_at"] for call in turn["calls"]]
    assert max(starts) < min(starts)[:17] + "99", "all begin before the first has ended"
    assert turn["answer"] == "all done"


def test_several_steps_each_see_the_results_before(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[ECHO])
    script.say("Now the sum.", calls=[ADD])
    script.say("hello and 3")

    turn = chat(client, "say hello and add", model="scripted")

    assert [(call["id"], call["result"]) for call in turn["calls"]] == [("c1", {"text": "hello"}), ("c2", {"count": 3})]
    assert turn["answer"] == "hello and 3"
    assert turn["usage"] == {"input_tokens": 3000, "output_tokens": 60}
    told = [message["content"] for message in script.requests[2]["messages"] if message["role"] == "tool"]
    assert [orjson.loads(content) for content in told] == [{"text": "hello"}, {"count": 3}]


def test_a_result_goes_into_the_next_call(client: httpx.Client, script: ModelServer) -> None:
    second = ("sample_echo", {"text": {"$text": "the sum is {c1/count}"}})
    script.say(calls=[ADD, second])
    script.say("ok")

    turn = chat(client, "x", model="scripted")

    assert turn["calls"][1]["result"] == {"text": "the sum is 3"}


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (("rocket_launch", {}), "there is no handler 'rocket_launch'"),
        (("sample_add", '{"first": 1,'), "no JSON object: '{\"first\": 1,'"),
        (("sample_add", "[1, 2]"), "no JSON object: '[1, 2]'"),
        (("sample_add", {"first": "one", "second": 2}), "`first` is 'one'"),
        (("sample_add", {"first": 1}), "`second` is required"),
        (("sample_add", {"first": 1, "second": 2, "third": 3}), "no parameter `third`; there are first, second"),
        (("sample_echo", {"text": {"$from": "c9"}}), "`text` refers to 'c9'"),
        (("sample_echo", {"text": {"$from": "c1", "path": "/height"}}), "height"),
        (("sample_echo", {"text": {"$from": "c2", "path": "/text"}}), "waits for itself"),
    ],
)
def test_a_faulty_call_fails_alone_and_the_model_is_told(
    client: httpx.Client, script: ModelServer, faulty: tuple[str, Any], said: str
) -> None:
    script.say(calls=[ECHO, faulty, ADD])
    script.say("two of three")

    turn = chat(client, "x", model="scripted")

    first, broken, third = turn["calls"]
    assert (first["status"], broken["status"], third["status"]) == ("done", "failed", "done")
    assert broken["error"]["code"] == "invalid_request"
    assert said in broken["error"]["message"]
    assert (turn["status"], turn["answer"]) == ("completed", "two of three")
    told = [orjson.loads(m["content"]) for m in script.requests[1]["messages"] if m["role"] == "tool"]
    assert told[1]["error"]["message"] == broken["error"]["message"]


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("faulty_raises", "failed", "internal"),
        ("faulty_hangs", "failed", "timeout"),
        ("faulty_hangs_in_write", "in_doubt", "in_doubt"),
        ("faulty_blocks", "failed", "timeout"),
        ("faulty_blocks_thread", "failed", "timeout"),
        ("faulty_returns_wrong_type", "failed", "internal"),
        ("faulty_returns_too_much", "failed", "internal"),
    ],
)
def test_a_faulty_handler_fails_alone(
    client: httpx.Client, script: ModelServer, name: str, status: str, code: str
) -> None:
    script.say(calls=[ECHO, (name, {}), ADD])
    script.say("two of three")

    turn = chat(client, "x", model="scripted")

    assert [call["status"] for call in turn["calls"]] == ["done", status, "done"]
    assert turn["calls"][1]["error"]["code"] == code
    assert (turn["status"], turn["answer"]) == ("completed", "two of three")


def test_a_call_whose_input_failed_is_skipped(client: httpx.Client, script: ModelServer) -> None:
    echo = ("sample_echo", {"text": {"$from": "c1", "path": "/text"}})
    script.say(calls=[("faulty_refuses", {"how": "missing"}), echo])
    script.say("neither")

    turn = chat(client, "x", model="scripted")

    assert [call["status"] for call in turn["calls"]] == ["failed", "skipped"]
    assert turn["calls"][1]["error"]["code"] == "dependency"


def test_a_model_that_plans_for_ever_is_made_to_answer(client: httpx.Client, script: ModelServer) -> None:
    script.rule(lambda request: Reply(calls=[ECHO]) if "tools" in request else Reply("enough"))

    turn = chat(client, "x", model="scripted")

    assert len(turn["calls"]) == 8
    assert (turn["status"], turn["answer"]) == ("completed", "enough")


# A model that is away: the request was served, the turn was not; the turn says so.


@pytest.mark.parametrize(
    ("model", "reply", "said"),
    [
        ("gone", None, "cannot be reached; is it running?"),
        ("impatient", Reply("late", delay=3), "was silent for 0.5 s"),
        ("impatient", Reply("one two", piece=4, pause=3), "was silent for 0.5 s"),
        ("scripted", Reply(calls=[ECHO], cut=2), "broke the connection"),
        ("scripted", Reply(events=[chunk({"content": "half"})]), "ended the stream before its answer was complete"),
        ("scripted", Reply(events=[b"{garbage", b"[DONE]"]), "sent an event that is no piece of a chat completion"),
        ("scripted", Reply(status=503, body=b'{"error": {"message": "overloaded"}}'), "answered 503: overloaded"),
        ("scripted", Reply(status=401, body=b'{"error": {"message": "bad key"}}'), "answered 401: bad key"),
        ("scripted", Reply(events=[b"[DONE]"]), ""),
    ],
    ids=["down", "slow", "stalls", "cut", "ends early", "garbage", "refuses", "knows no key", "says nothing"],
)
def test_a_model_that_fails_fails_its_turn_and_says_why(
    client: httpx.Client, script: ModelServer, model: str, reply: Reply | None, said: str
) -> None:
    if reply is not None:
        script.rule(lambda _: reply)

    turn = chat(client, "hello", model=model)

    assert (turn["status"], turn["answer"]) == ("failed", None)
    assert turn["error"]["code"] == "unavailable"
    assert said in turn["error"]["message"]
    assert chat(client, "what is 1 + 1?")["status"] == "completed"


def test_a_failed_turn_ends_its_stream(client: httpx.Client) -> None:
    events = journaled(chat_events(client, "hello", model="gone"))

    assert [event.event for event in events] == ["turn.received", "turn.finished"]
    assert events[-1].json()["status"] == "failed"


def test_a_model_that_fails_after_the_calls_loses_none_of_them(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[ECHO])
    script.say(cut=1)
    script.say(cut=1)

    turn = chat(client, "x", model="scripted")

    assert turn["status"] == "failed"
    assert turn["calls"][0]["result"] == {"text": "hello"}


def test_a_plan_of_a_model_that_is_away_is_a_bad_gateway(client: httpx.Client) -> None:
    response = client.post("/v1/plan", json={"message": "hello", "model": "gone"})

    assert response.status_code == 502
    assert response.headers["content-type"] == "application/problem+json"
    assert "cannot be reached" in response.json()["detail"]
