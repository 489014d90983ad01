"""Asking a service for plans, whatever it answers."""

import pytest

from finetune.evaluation.endpoint import EndpointError, ask_all, connect
from tests.support.plan_server import plan_server
from tests.support.plans import plan, query, wanted

PLAN = plan(("sms.send", {"to": "Maria"})).model_dump(mode="json")
TWINS = {**PLAN, "calls": PLAN["calls"] * 2}


def nothing() -> None:
    """No one watches."""


async def test_a_message_is_asked_with_the_moment_of_the_annotations() -> None:
    with plan_server({"do it": PLAN}) as server:
        async with connect(server.url + "/", key="secret", model="scout-mini") as endpoint:
            answer = await endpoint.plan("do it")

    assert answer.plan is not None
    assert answer.plan.calls[0].handler == "sms.send"
    assert answer.milliseconds > 0
    assert server.requests == [
        {"message": "do it", "now": "2026-11-20T09:00:00+08:00", "timezone": "Asia/Makassar", "model": "scout-mini"}
    ]
    assert server.keys == {"Bearer secret"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [({"plan": "none"}, "malformed plan"), (["no plan"], "malformed plan"), (TWINS, "the same id")],
)
async def test_a_malformed_plan_is_an_answer_without_a_plan(document: object, reason: str) -> None:
    with plan_server({"do it": document}) as server:
        async with connect(server.url) as endpoint:
            answer = await endpoint.plan("do it")

    assert answer.plan is None
    assert reason in str(answer.error)


async def test_a_refused_request_is_an_answer_that_says_why() -> None:
    with plan_server({}) as server:
        async with connect(server.url) as endpoint:
            answer = await endpoint.plan("do it")

    assert (answer.plan, answer.error) == (None, "500 the planner has fallen over")


async def test_a_service_that_goes_away_gives_answers_without_plans() -> None:
    with plan_server({}) as server:
        url = server.url
    async with connect(url) as endpoint:
        answer = await endpoint.plan("do it")

    assert answer.plan is None
    assert str(answer.error).startswith("ConnectError")


async def test_answers_come_in_the_order_of_the_messages_and_never_more_are_asked_at_once() -> None:
    texts = [f"message {number}" for number in range(24)]
    queries = [query("single", wanted("sms.send"), id=text, text=text) for text in texts]
    plans = {text: plan(("sms.send", {"text": text})).model_dump(mode="json") for text in texts}
    told: list[None] = []

    with plan_server(plans, seconds=0.02) as server:
        async with connect(server.url) as endpoint:
            answers = await ask_all(endpoint, queries, 4, lambda: told.append(None))

    assert [answer.plan and answer.plan.calls[0].args["text"] for answer in answers] == texts
    assert 1 < server.most_at_once <= 4
    assert len(told) == 24


async def test_the_effects_are_those_of_the_service() -> None:
    with plan_server({}, {"sms.send": "send"}) as server:
        async with connect(server.url) as endpoint:
            assert await endpoint.effects() == {"sms.send": "send"}


async def test_an_address_that_is_no_service_is_told_before_anything_is_asked() -> None:
    with plan_server({}) as server:
        async with connect(server.url + "/elsewhere") as endpoint:
            with pytest.raises(EndpointError, match="refuses to list its handlers: 404 nothing here"):
                await endpoint.effects()
    async with connect(server.url) as endpoint:
        with pytest.raises(EndpointError, match="cannot be reached"):
            await endpoint.effects()
