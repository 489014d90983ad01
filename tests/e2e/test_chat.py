"""A message in, a turn out: as JSON, as server-sent events, and again from any event on."""

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from httpx_sse import connect_sse

from tests.support.model_server import ModelServer
from tests.support.turns import chat, chat_events, events_after, journaled, shown, text_of

TWO_THINGS = "overstay fine for 3 days and calculate 12 * 7"


def test_a_message_becomes_calls_and_an_answer(client: httpx.Client) -> None:
    turn = chat(client, TWO_THINGS)

    assert turn["status"] == "completed"
    assert {call["handler"]: call["status"] for call in turn["calls"]} == {
        "visa.overstay_fine": "done",
        "calculator.evaluate": "done",
    }
    assert "3,000,000" in turn["answer"]
    assert turn["route"]["model"] == "scout-mini"


def test_streamed_and_whole_are_the_same_turn(client: httpx.Client) -> None:
    whole = chat(client, TWO_THINGS, now="2026-12-01T10:00:00+08:00")
    events = chat_events(client, TWO_THINGS, now="2026-12-01T10:00:00+08:00")

    streamed = client.get(f"/v1/turns/{events[0].json()['turn_id']}").json()
    assert text_of(events) == streamed["answer"] == whole["answer"]
    calls = [[(call["handler"], call["args"], call["result"]) for call in turn["calls"]] for turn in (whole, streamed)]
    assert calls[0] == calls[1]


def test_events_are_numbered_from_1_without_gaps(client: httpx.Client) -> None:
    events = journaled(chat_events(client, TWO_THINGS))

    assert [int(event.id) for event in events] == list(range(1, len(events) + 1))
    assert [event.json()["number"] for event in events] == list(range(1, len(events) + 1))
    assert all(event.json()["type"] == event.event for event in events)
    assert (events[0].event, events[-1].event) == ("turn.received", "turn.finished")


def test_a_finished_turn_is_resumed_from_every_event(client: httpx.Client) -> None:
    events = journaled(chat_events(client, TWO_THINGS))
    turn_id = events[0].json()["turn_id"]

    assert shown(events_after(client, turn_id)) == shown(events)
    for number in range(len(events) + 1):
        assert shown(events_after(client, turn_id, number)) == shown(events[number:])


def test_a_number_beyond_the_end_of_a_finished_turn_gives_nothing(client: httpx.Client) -> None:
    turn = chat(client, "what is 2 + 2?")

    assert events_after(client, turn["turn_id"], 999) == []


def test_a_running_turn_is_followed_to_its_end(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_wait", {"seconds": 0.3})])
    script.say("It took a while, word by word.", piece=5, pause=0.02)

    with connect_sse(client, "POST", "/v1/chat", json={"message": "x", "stream": True, "model": "scripted"}) as source:
        begun = source.iter_sse()
        first = next(begun)
        with ThreadPoolExecutor() as threads:
            follower = threads.submit(events_after, client, first.json()["turn_id"], 1)
            rest = list(begun)
            followed = follower.result()

    assert shown(journaled(followed)) == shown(journaled(rest))
    assert text_of(rest) == "It took a while, word by word."
    # Who came in the middle of the text has a part of it, and the whole in `answer.made`.
    assert text_of(rest).endswith(text_of(followed))


def test_text_comes_while_the_model_still_writes(client: httpx.Client, script: ModelServer) -> None:
    script.say("one two three", piece=4, pause=0.1)

    kinds: list[str] = []
    body = {"message": "x", "stream": True, "model": "scripted"}
    with connect_sse(client, "POST", "/v1/chat", json=body) as source:
        for event in source.iter_sse():
            kinds.append(event.event)
            if event.event == "answer.delta":
                running = client.get(f"/v1/turns/{event.json()['turn_id']}").json()
                break

    assert running["status"] == "running"
    assert "answer.made" not in kinds


def test_a_turn_goes_on_when_its_client_leaves(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_wait", {"seconds": 0.3})])
    script.say("done without you")

    body = {"message": "x", "stream": True, "model": "scripted"}
    with connect_sse(client, "POST", "/v1/chat", json=body) as source:
        turn_id = next(source.iter_sse()).json()["turn_id"]

    assert events_after(client, turn_id)[-1].json()["status"] == "completed"
    assert client.get(f"/v1/turns/{turn_id}").json()["answer"] == "done without you"


def test_the_stream_says_so_to_caches_and_proxies(client: httpx.Client) -> None:
    with client.stream("POST", "/v1/chat", json={"message": "ciao", "stream": True}) as response:
        response.read()

    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("message", "handler", "said"),
    [
        ("how much is the fine for 10 days overstay?", "visa.overstay_fine", "Overstay fine"),
        ("denda overstay 3 hari berapa ya", "visa.overstay_fine", "Denda overstay"),
        ("quanto pago di multa per 5 giorni di overstay?", "visa.overstay_fine", "Multa per overstay"),
        ("what is 15% of 2400?", "calculator.evaluate", "360"),
        ("berapa 125 x 8", "calculator.evaluate", "Hasil: 1000"),
        ("pull up Luca Bianchi for me", "client.find", "luca.bianchi@example.com"),
        ("mi trovi la scheda di Giulia Ferrari?", "client.find", "giulia.ferrari@example.com"),
    ],
)
def test_the_embedded_model_finds_the_handler_and_answers_in_the_persons_language(
    client: httpx.Client, message: str, handler: str, said: str
) -> None:
    turn = chat(client, message)

    assert [call["handler"] for call in turn["calls"]] == [handler]
    assert turn["status"] == "completed"
    assert said in turn["answer"]


def test_small_talk_calls_nothing(client: httpx.Client) -> None:
    turn = chat(client, "ciao!")

    assert turn["calls"] == []
    assert "Zantara" in turn["answer"]


@pytest.mark.parametrize(
    ("question", "asked", "reply"),
    [
        ("how much is the overstay fine?", "days overstayed", "10 days"),
        ("denda overstay berapa?", "jumlah hari overstay", "10 hari"),
        ("a quanto ammonta la multa per overstay?", "giorni di overstay", "10 giorni"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_next_message_completes_it(
    client: httpx.Client, question: str, asked: str, reply: str
) -> None:
    first = chat(client, question)
    second = chat(client, reply, conversation_id=first["conversation_id"])

    assert first["missing"] == [{"handler": "visa.overstay_fine", "args": {}, "params": ["days"]}]
    assert asked in first["answer"]
    assert [(call["handler"], call["args"]) for call in second["calls"]] == [("visa.overstay_fine", {"days": 10})]


def test_a_persona_may_use_its_own_handlers_alone(client: httpx.Client) -> None:
    turn = chat(client, "how much is the fine for 10 days overstay?", persona="stanley")

    assert "visa.overstay_fine" not in [call["handler"] for call in turn["calls"]]


def test_a_plan_is_made_and_nothing_runs(client: httpx.Client) -> None:
    before = client.get("/v1/turns").json()
    plan = client.post("/v1/plan", json={"message": TWO_THINGS}).json()

    assert [call["handler"] for call in plan["calls"]] == ["visa.overstay_fine", "calculator.evaluate"]
    assert 0 < plan["confidence"] <= 1
    assert client.get("/v1/turns").json() == before


def test_a_plan_reads_the_conversation(client: httpx.Client) -> None:
    turn = chat(client, "how much is the overstay fine?")
    asked = {"message": "10 days"}
    messages = [
        {"role": "user", "content": "how much is the overstay fine?"},
        {"role": "assistant", "content": turn["answer"]},
    ]

    for body in ({**asked, "conversation_id": turn["conversation_id"]}, {**asked, "messages": messages}):
        response = client.post("/v1/plan", json=body)
        assert response.status_code == 200
        assert response.json()["route"]["model"] == "scout-mini"


def test_a_plan_may_be_over_the_callers_own_tools(client: httpx.Client, script: ModelServer) -> None:
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    tool = {"type": "function", "function": {"name": "get_weather", "description": "Weather", "parameters": parameters}}
    script.say(calls=[("get_weather", {"city": "Ubud"})])

    plan = client.post("/v1/plan", json={"message": "weather in Ubud?", "model": "scripted", "tools": [tool]}).json()

    assert [(call["handler"], call["args"]) for call in plan["calls"]] == [("get_weather", {"city": "Ubud"})]
    assert [sent["function"]["name"] for sent in script.requests[0]["tools"]] == ["get_weather"]


def test_turns_are_listed_the_newest_first(client: httpx.Client) -> None:
    made = [chat(client, f"what is {number} + 1?")["turn_id"] for number in range(3)]

    assert [turn["turn_id"] for turn in client.get("/v1/turns", params={"limit": 3}).json()] == made[::-1]


def test_many_turns_at_once_do_not_mix(client: httpx.Client) -> None:
    with ThreadPoolExecutor(16) as threads:
        turns = list(threads.map(lambda number: chat(client, f"what is {number} * 3?"), range(100, 132)))

    values = [json.dumps(turn["calls"][0]["result"]["value"]) for turn in turns]
    assert values == [str(number * 3) for number in range(100, 132)]
