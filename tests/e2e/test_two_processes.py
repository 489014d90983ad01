"""Two services on one PostgreSQL and one Redis are one service."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from httpx_sse import connect_sse

from tests.e2e.conftest import PLUGINS
from tests.support.live_server import LiveServer, live_server
from tests.support.model_server import ModelServer
from tests.support.redis_server import RedisServer
from tests.support.servers import PostgresServer
from tests.support.turns import chat, events_after, eventually, journaled, received_until, shown, text_of

Pair = tuple[httpx.Client, httpx.Client]


@pytest.fixture(scope="module")
def services(
    tmp_path_factory: pytest.TempPathFactory,
    postgres: PostgresServer,
    migrated_postgres: str,
    redis: RedisServer,
    encoder: Path,
    models: ModelServer,
) -> Iterator[tuple[LiveServer, LiveServer]]:
    routes = {"scripted": {"base_url": models.url, "model": "scripted", "confidence": 0.95}}
    with ExitStack() as stack:
        database = postgres.url(stack.enter_context(postgres.database(template=migrated_postgres)))
        environment = {"DATABASE_URL": database, "REDIS_URL": redis.url}

        def start(name: str) -> LiveServer:
            folder = tmp_path_factory.mktemp(name)
            return stack.enter_context(
                live_server(folder, plugins=PLUGINS, routes=routes, encoder=encoder, environment=environment)
            )

        yield start("one"), start("other")


@pytest.fixture
def pair(services: tuple[LiveServer, LiveServer]) -> Iterator[Pair]:
    with services[0].client() as one, services[1].client() as other:
        yield one, other


def test_a_turn_begun_on_one_is_followed_live_on_the_other(pair: Pair, script: ModelServer) -> None:
    one, other = pair
    script.say(calls=[("sample_wait", {"seconds": 0.5})])
    script.say("piece by piece", piece=3, pause=0.05)

    with connect_sse(one, "POST", "/v1/chat", json={"message": "x", "stream": True, "model": "scripted"}) as source:
        events = source.iter_sse()
        first = next(events)
        with ThreadPoolExecutor() as threads:
            follower = threads.submit(events_after, other, first.json()["turn_id"])
            here = [first, *events]
            there = follower.result()

    assert shown(journaled(there)) == shown(journaled(here))
    assert text_of(there) == text_of(here) == "piece by piece"


def test_a_turn_that_waits_on_one_is_approved_on_the_other(pair: Pair, script: ModelServer) -> None:
    one, other = pair
    script.say(calls=[("sample_wipe", {"what": "the blackboard"})])
    script.say("wiped")
    turn = chat(one, "wipe it", model="scripted")
    path = f"/v1/turns/{turn['turn_id']}"

    answer = other.post(f"{path}/approvals", json={"call_id": "c1", "decision": "approve"})

    assert answer.status_code == 200
    ended = eventually(lambda: (t := one.get(path).json())["status"] == "completed" and t)
    assert (ended["calls"][0]["status"], ended["answer"]) == ("done", "wiped")


def test_a_key_used_on_one_holds_on_the_other(pair: Pair) -> None:
    one, other = pair
    headers = {"Idempotency-Key": "both"}

    answers = [c.post("/v1/handlers/sample.count/invoke", json={"args": {}}, headers=headers) for c in (one, other)]

    assert answers[0].json() == answers[1].json()


def test_a_key_whose_turn_runs_on_one_is_refused_by_the_other(pair: Pair, script: ModelServer) -> None:
    one, other = pair
    script.say(calls=[("sample_wait", {"seconds": 1})])
    script.say("there")
    headers = {"Idempotency-Key": "elsewhere"}
    body = {"message": "x", "stream": True, "model": "scripted"}

    with connect_sse(one, "POST", "/v1/chat", json=body, headers=headers) as source:
        events = source.iter_sse()
        turn_id = next(events).json()["turn_id"]
        early = other.post("/v1/chat", json=body, headers=headers)
        list(events)

    assert (early.status_code, early.json().get("turn_id")) == (409, turn_id)


def test_limits_are_shared(pair: Pair) -> None:
    one, other = pair

    rung = [client.post("/v1/handlers/sample.rare/invoke", json={"args": {}}) for client in (one, other, one, other)]

    assert [response.status_code for response in rung] == [200, 200, 429, 429]


def test_a_reminder_fires_to_the_sockets_of_both(services: tuple[LiveServer, LiveServer], pair: Pair) -> None:
    args = {"text": "stretch", "at": (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1.5)).isoformat()}
    with services[0].socket() as here, services[1].socket() as there:
        assert pair[0].post("/v1/handlers/reminder.create/invoke", json={"args": args}).status_code == 200

        notices = [received_until(socket, "reminder.fired", 15) for socket in (here, there)]

    assert [[notice["text"] for notice in heard] for heard in notices] == [["stretch"], ["stretch"]]


def test_what_one_remembers_the_other_can_read(pair: Pair) -> None:
    one, other = pair
    made = one.post("/v1/handlers/client.create/invoke", json={"args": {"name": "Ottavia Nessuno"}})

    found = other.post("/v1/handlers/client.find/invoke", json={"args": {"query": "Ottavia Nessuno"}})

    assert made.json()["result"]["number"] == found.json()["result"]["number"]
