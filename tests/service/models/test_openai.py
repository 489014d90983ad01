"""The OpenAI-compatible model, against a scripted server on the wire."""

import asyncio
import datetime as dt
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import orjson
import pytest

from schemas.messages import Message, MessageCall, Role
from schemas.persona import Persona
from schemas.plan import Plan, PlannedCall, Route
from schemas.prompt import Outcome, Prompt, Step, TextDelta
from schemas.tools import CallError, CallStatus, Effect, ToolDefinition
from schemas.turn import Usage
from service.engine.ports import ModelError
from service.models.openai import OpenAIModel
from service.models.openai_stream import LINE_BYTES
from tests.support.model_server import ModelServer, Reply, chunk, model_server

PERSONA = Persona(name="zantara", title="Zantara", prompt="You are Zantara.\n", phrases={})
NOW = dt.datetime(2026, 12, 1, 14, 5, 33, tzinfo=ZoneInfo("Asia/Makassar"))


def definition(name: str, **properties: dict[str, object]) -> ToolDefinition:
    return ToolDefinition(
        name=name,
        wire_name=name.replace(".", "_"),
        effect=Effect.READ,
        domain="visa",
        description=f"What {name} does",
        parameters={"type": "object", "properties": properties, "required": list(properties)},
        result={},
        scope="visa:read",
        timeout_s=10,
    )


FINE = definition(
    "visa.overstay_fine",
    days={"type": "integer", "description": "days overstayed", "x-label": {"en": "days overstayed", "id": "hari"}},
)
PRICE = definition("bali.zero.pricing", service={"type": "string", "description": "name of the service"})


def prompt(message: str = "how much for 3 days?", **rest: object) -> Prompt:
    known = {"definitions": (FINE, PRICE), "timezone": "Asia/Makassar", "language": "en", **rest}
    return Prompt(message=message, persona=PERSONA, now=NOW, **known)  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@asynccontextmanager
async def model_on(url: str, **rest: object) -> AsyncIterator[OpenAIModel]:
    model = OpenAIModel("scout", url, "llama-4-scout", **rest)  # type: ignore[arg-type]
    try:
        yield model
    finally:
        await model.aclose()


async def ask(url: str, asked: Prompt | None = None, **rest: object) -> list[TextDelta | Plan | Usage]:
    async with model_on(url, **rest) as model:
        return [piece async for piece in model.step(asked or prompt())]


async def refusal(url: str, **rest: object) -> str:
    with pytest.raises(ModelError) as raised:
        await ask(url, **rest)
    return str(raised.value)


async def test_text_comes_in_the_pieces_in_which_it_was_written(server: ModelServer) -> None:
    server.say("Tiga juta rupiah.", piece=6)

    *text, usage = await ask(server.url)

    assert text == [TextDelta("Tiga j"), TextDelta("uta ru"), TextDelta("piah.")]
    assert usage == Usage(input_tokens=1000, output_tokens=20)


async def test_text_is_there_before_the_stream_ends(server: ModelServer) -> None:
    server.say("one two", piece=4, pause=0.2)
    async with model_on(server.url) as model:
        pieces = model.step(prompt())

        async with asyncio.timeout(0.5):
            assert await anext(pieces) == TextDelta("one ")
        assert await anext(pieces) == TextDelta("two")


async def test_calls_are_put_together_from_their_pieces(server: ModelServer) -> None:
    server.say(calls=[("visa_overstay_fine", {"days": 3}), ("bali_zero_pricing", {"service": "KITAS"})], piece=3)

    plan, _ = await ask(server.url, assumed_confidence=0.9)

    assert plan == Plan(
        calls=(
            PlannedCall(id="c1", handler="visa.overstay_fine", args={"days": 3}),
            PlannedCall(id="c2", handler="bali.zero.pricing", args={"service": "KITAS"}),
        ),
        confidence=0.9,
        route=Route(model="scout", confidence=0.9, reason="scout planned it"),
    )


async def test_interleaved_pieces_find_their_call_by_index(server: ModelServer) -> None:
    def piece(index: int, **function: str) -> bytes:
        return chunk({"tool_calls": [{"index": index, "function": function}]})

    events = [
        piece(1, name="bali_zero_pricing", arguments='{"service":'),
        piece(0, name="visa_overstay_fine", arguments='{"days"'),
        piece(1, arguments='"KITAS"}'),
        piece(0, arguments=":3}"),
    ]
    server.say(events=[*events, b"[DONE]"])

    [plan] = await ask(server.url)

    assert isinstance(plan, Plan)
    assert [(call.handler, call.args) for call in plan.calls] == [
        ("visa.overstay_fine", {"days": 3}),
        ("bali.zero.pricing", {"service": "KITAS"}),
    ]


async def test_confidence_is_open_where_nobody_vouches_for_it(server: ModelServer) -> None:
    server.say(calls=[("visa_overstay_fine", {"days": 3})])

    plan, _ = await ask(server.url)

    assert isinstance(plan, Plan)
    assert plan.confidence is None


async def test_text_before_calls_is_both(server: ModelServer) -> None:
    server.say("Let me look.", calls=[("visa_overstay_fine", {"days": 3})])

    text, plan, _ = await ask(server.url)

    assert text == TextDelta("Let me look.")
    assert isinstance(plan, Plan)


async def test_a_name_that_nobody_offered_stays_as_it_came(server: ModelServer) -> None:
    server.say(calls=[("launch_rocket", {})])

    plan, _ = await ask(server.url)

    assert isinstance(plan, Plan)
    assert plan.calls[0].handler == "launch_rocket"


@pytest.mark.parametrize("written", ['{"days": 3', "three days", "[3]", '"3"', "NaN"])
async def test_arguments_that_are_no_json_object_spoil_their_call_alone(server: ModelServer, written: str) -> None:
    server.say(calls=[("visa_overstay_fine", written), ("bali_zero_pricing", {"service": "KITAS"})])

    plan, _ = await ask(server.url)

    assert isinstance(plan, Plan)
    assert [call.args for call in plan.calls] == [{"$invalid": written}, {"service": "KITAS"}]


async def test_a_call_without_arguments_has_none(server: ModelServer) -> None:
    server.say(calls=[("visa_overstay_fine", "")])

    plan, _ = await ask(server.url)

    assert isinstance(plan, Plan)
    assert plan.calls[0].args == {}


async def test_the_model_reads_the_definitions_without_the_words_for_people(server: ModelServer) -> None:
    server.say("ok")

    await ask(server.url)

    [request] = server.requests
    assert request["tools"][0] == {
        "type": "function",
        "function": {
            "name": "visa_overstay_fine",
            "description": "What visa.overstay_fine does",
            "parameters": {
                "type": "object",
                "properties": {"days": {"type": "integer", "description": "days overstayed"}},
                "required": ["days"],
            },
        },
    }
    assert request["tool_choice"] == "auto"
    assert request["model"] == "llama-4-scout"


async def test_another_set_of_definitions_is_sent_as_such(server: ModelServer) -> None:
    server.rule(lambda _: Reply("ok"))
    async with model_on(server.url) as model:
        for definitions in ((FINE, PRICE), (PRICE,), (PRICE, FINE), (FINE, PRICE)):
            async for _ in model.step(prompt(definitions=definitions)):
                pass

    sent = [[tool["function"]["name"] for tool in request["tools"]] for request in server.requests]
    fine, price = "visa_overstay_fine", "bali_zero_pricing"
    assert sent == [[fine, price], [price], [price, fine], [fine, price]]


async def test_without_definitions_there_are_no_tools(server: ModelServer) -> None:
    server.say("ok")

    await ask(server.url, prompt(definitions=()))

    assert not {"tools", "tool_choice"} & server.requests[0].keys()


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ("required", "required"),
        ("none", "none"),
        ("visa.overstay_fine", {"type": "function", "function": {"name": "visa_overstay_fine"}}),
    ],
)
async def test_the_choice_of_a_tool_is_passed_on(server: ModelServer, choice: str, sent: object) -> None:
    server.say("ok")

    await ask(server.url, prompt(tool_choice=choice))

    assert server.requests[0]["tool_choice"] == sent


async def test_the_persona_comes_first_and_the_time_last(server: ModelServer) -> None:
    server.say("ok")

    await ask(server.url, prompt("ciao"))

    system, user = server.requests[0]["messages"]
    assert system["content"] == "You are Zantara.\n\nIt is Tuesday, 2026-12-01T14:05+08:00 (Asia/Makassar)."
    assert user == {"role": "user", "content": "ciao"}


async def test_history_comes_before_the_message(server: ModelServer) -> None:
    history = (
        Message(role=Role.USER, content="fine for 2 days?"),
        Message(role=Role.ASSISTANT, calls=(MessageCall(id="x", handler="visa.overstay_fine", args={"days": 2}),)),
        Message(role=Role.TOOL, content='{"fine": 2000000}', call_id="x"),
        Message(role=Role.ASSISTANT, content="2,000,000 IDR"),
    )
    server.say("ok")

    await ask(server.url, prompt("and 3?", history=history))

    _, *said = server.requests[0]["messages"]
    assert [message["role"] for message in said] == ["user", "assistant", "tool", "assistant", "user"]
    assert said[1]["tool_calls"][0]["function"] == {"name": "visa_overstay_fine", "arguments": '{"days":2}'}
    assert said[2]["tool_call_id"] == "x"
    assert said[-1]["content"] == "and 3?"


def step(*outcomes: Outcome) -> Step:
    calls = tuple(PlannedCall(id=done.call_id, handler=done.handler, args=dict(done.args)) for done in outcomes)
    return Step(Plan(calls=calls, route=Route(model="scout", reason="")), outcomes)


async def test_what_came_of_earlier_calls_is_told_so_that_the_model_can_act_on_it(server: ModelServer) -> None:
    ambiguous = CallError(code="ambiguous", message="two Marias", options=("Maria Rossi", "Maria Bianchi"))
    outcomes = (
        Outcome("c1", "visa.overstay_fine", {"days": 3}, CallStatus.DONE, {"fine": 3_000_000}),
        Outcome("c2", "whatsapp.send", {"to": "Maria"}, CallStatus.FAILED, error=ambiguous),
        Outcome("c3", "maps.route", {"to": "Ubud"}, CallStatus.DONE, {"km": 30}, simulated=True),
        Outcome("c4", "bali.zero.pricing", {}, CallStatus.WAITING),
    )
    server.say(calls=[("visa_overstay_fine", {"days": 4})])

    plan, _ = await ask(server.url, prompt(steps=(step(*outcomes),)))

    written, *results = server.requests[0]["messages"][2:]
    names = [call["function"]["name"] for call in written["tool_calls"]]
    assert names == ["visa_overstay_fine", "whatsapp_send", "maps_route", "bali_zero_pricing"]
    assert [result["tool_call_id"] for result in results] == ["c1", "c2", "c3", "c4"]
    assert [orjson.loads(result["content"]) for result in results] == [
        {"fine": 3_000_000},
        {"error": {"code": "ambiguous", "message": "two Marias", "options": ["Maria Rossi", "Maria Bianchi"]}},
        {"simulated": True, "result": {"km": 30}},
        {"status": "waiting"},
    ]
    assert isinstance(plan, Plan)
    assert plan.calls[0].id == "c5", "numbers go on through the turn"


async def test_arguments_that_could_not_be_read_go_back_as_json(server: ModelServer) -> None:
    error = CallError(code="invalid_request", message="the arguments are no JSON object")
    server.say("sorry")

    failed = Outcome("c1", "visa.overstay_fine", {"$invalid": '{"days": 3'}, CallStatus.FAILED, error=error)
    await ask(server.url, prompt(steps=(step(failed),)))

    sent = server.requests[0]["messages"][2]["tool_calls"][0]["function"]["arguments"]
    assert orjson.loads(sent) == {"$invalid": '{"days": 3'}


async def test_the_key_is_sent_as_a_bearer_token(server: ModelServer) -> None:
    server.say("ok")
    server.say("ok")

    await ask(server.url, api_key="sk-1")
    await ask(server.url)

    assert server.headers[0]["authorization"] == "bearer sk-1"
    assert "authorization" not in server.headers[1]


async def test_a_connection_is_used_again(server: ModelServer) -> None:
    server.rule(lambda _: Reply("ok"))
    async with model_on(server.url) as model:
        for _ in range(5):
            async for _ in model.step(prompt()):
                pass

    assert len(server.requests) == 5
    assert server.connections == 1


async def test_a_connection_that_was_closed_while_idle_is_replaced(server: ModelServer) -> None:
    server.say("first")
    server.say(cut=-1)
    server.say("second")
    async with model_on(server.url) as model:
        first, *_ = [piece async for piece in model.step(prompt())]
        second, *_ = [piece async for piece in model.step(prompt())]

    assert (first, second) == (TextDelta("first"), TextDelta("second"))


async def test_two_steps_at_once_do_not_mix(server: ModelServer) -> None:
    server.rule(lambda request: Reply(request["messages"][-1]["content"], piece=1, pause=0.005))
    async with model_on(server.url) as model:

        async def said(message: str) -> str:
            pieces = [piece async for piece in model.step(prompt(message))]
            return "".join(piece.text for piece in pieces if isinstance(piece, TextDelta))

        messages = [f"message {number}" for number in range(20)]
        assert await asyncio.gather(*map(said, messages)) == messages


async def test_no_server_is_told_as_such() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    assert await refusal(f"http://127.0.0.1:{port}/v1") == (
        f"the model server at 127.0.0.1:{port} cannot be reached; is it running?"
    )


async def test_a_server_that_is_silent_is_given_up(server: ModelServer) -> None:
    server.say("too late", delay=5)

    assert (await refusal(server.url, timeout=0.1)).endswith("was silent for 0.1 s")


async def test_a_server_that_falls_silent_is_given_up(server: ModelServer) -> None:
    server.say("slow", pause=5)

    assert (await refusal(server.url, timeout=0.1)).endswith("was silent for 0.1 s")


async def test_a_stream_that_is_cut_gives_no_plan(server: ModelServer) -> None:
    server.say(calls=[("visa_overstay_fine", {"days": 3})], cut=2)

    assert (await refusal(server.url)).endswith("broke the connection")


async def test_a_stream_that_ends_too_early_gives_no_plan(server: ModelServer) -> None:
    server.say(events=[chunk({"content": "half"})])

    assert await refusal(server.url) == "the model server ended the stream before its answer was complete"


async def test_a_server_that_hangs_up_twice_is_given_up(server: ModelServer) -> None:
    server.say(cut=-1)
    server.say(cut=-1)

    assert (await refusal(server.url)).endswith("broke the connection")
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error": {"message": "model overloaded", "type": "x"}}', "model overloaded"),
        (b'{"detail": "Not Found"}', "Not Found"),
        (b'{"object": "error", "message": "max_tokens"}', "max_tokens"),
        (b"<html>\n<h1>Bad   Gateway</h1></html>", "<html> <h1>Bad Gateway</h1></html>"),
        (b"", "nothing"),
    ],
)
async def test_a_refusal_is_told_in_the_servers_words(server: ModelServer, body: bytes, said: str) -> None:
    server.say(status=503, body=body)

    assert (await refusal(server.url)).endswith(f" answered 503: {said}")


async def test_a_refusal_is_told_without_our_key_and_not_at_any_length(server: ModelServer) -> None:
    server.say(status=401, body=b'{"error": {"message": "wrong key: sk-secret ' + b"x" * 10_000 + b'"}}')

    said = await refusal(server.url, api_key="sk-secret")

    assert "sk-secret" not in said
    assert "***" in said
    assert len(said) < 500


@pytest.mark.parametrize("event", [b"{garbage", b'"text"', b'{"choices": 1}', b'{"choices": [{"delta": 3}]}'])
async def test_garbage_is_told_as_such(server: ModelServer, event: bytes) -> None:
    server.say(events=[event, b"[DONE]"])

    assert await refusal(server.url) == "the model server sent an event that is no piece of a chat completion"


async def test_an_error_in_the_middle_of_a_stream_is_told(server: ModelServer) -> None:
    server.say(events=[chunk({"content": "half"}), b'{"error": {"message": "out of memory"}}', b"[DONE]"])

    assert await refusal(server.url) == "the model server broke off: out of memory"


async def test_an_endless_event_is_given_up(server: ModelServer) -> None:
    server.say(events=[b"x" * (LINE_BYTES + 100_000)])

    assert "more than 4,194,304 bytes" in await refusal(server.url)


async def test_an_endless_answer_is_given_up(server: ModelServer) -> None:
    server.say(events=[chunk({"content": "x" * 100_000})] * 20)

    assert "more than 1,000,000 characters" in await refusal(server.url)


async def test_endlessly_many_calls_are_given_up(server: ModelServer) -> None:
    server.say(calls=[("visa_overstay_fine", {})] * 200)

    assert "more than 128 calls" in await refusal(server.url)
