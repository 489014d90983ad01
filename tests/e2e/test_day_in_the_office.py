"""A day in the office, out of `day_in_the_office.yaml`: a person talks with the house, and the house has changed."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from handlers.reference import load
from handlers.values import Value
from tests.support.conversation import Conversation, Decision, Over
from tests.support.live_server import LiveServer
from tests.support.turns import events_after, received_until, walk

DATE = "2026-11-20"


class ExpectedCall(Value):
    """`after`: the handlers whose calls it waits for. `error`: the code of why it did not succeed."""

    handler: str
    args: Mapping[str, Any]
    after: tuple[str, ...] = ()
    status: Literal["done", "failed", "denied"] = "done"
    result: Mapping[str, Any] = {}
    error: str | None = None


class Afterwards(Value):
    """A call by name: what its result has, and what it lacks."""

    handler: str
    args: Mapping[str, Any] = {}
    result: Mapping[str, Any] = {}
    lack: Mapping[str, Any] | None = None


class Said(Value):
    """A turn of the script. `missing`: what is to be asked for, by handler. `answer`: a part of it."""

    at: str
    language: str
    says: str
    over: Over = "http"
    decision: Decision | None = None
    calls: tuple[ExpectedCall, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = {}
    answer: str = ""
    afterwards: tuple[Afterwards, ...] = ()


SCRIPT = load(Path(__file__).parents[1] / "data/day_in_the_office.yaml", tuple[Said, ...])
FAMILIES = {"google_workspace", "communication", "rag_memory", "business", "analytics", "assistance"}

each_turn = pytest.mark.parametrize("said", SCRIPT, ids=[f"{said.at} {said.language}" for said in SCRIPT])


@pytest.fixture(scope="module")
def client(embedded: LiveServer) -> Iterator[httpx.Client]:
    with embedded.client() as client:
        yield client


@pytest.fixture(scope="module")
def day(embedded: LiveServer, client: httpx.Client) -> dict[str, Any]:
    """The turns of the day by their time, and the notices that a colleague's screen has shown."""
    assert client.post("/v1/admin/demo/reset").status_code == 200
    conversation = Conversation(embedded, client)
    with embedded.socket() as colleague:
        turns = {
            said.at: conversation.say(said.says, f"{DATE}T{said.at}:00+08:00", said.over, said.decision)
            for said in SCRIPT
        }
        return {**turns, "notices": received_until(colleague, "notice")}


def has(found: Any, expected: Any) -> bool:
    """Whether all that is expected was found: the fields of a record, the items of a list, in whatever order."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(n in found and has(found[n], e) for n, e in expected.items())
    if isinstance(expected, list | tuple):
        return isinstance(found, list) and all(any(has(each, e) for each in found) for e in expected)
    return found == expected


@each_turn
def test_a_turn_does_what_was_meant(day: dict[str, Any], said: Said) -> None:
    turn = day[said.at]
    handlers = {call["id"]: call["handler"] for call in turn["calls"]}

    assert turn["status"] == "completed"
    assert {asked["handler"]: tuple(asked["params"]) for asked in turn["missing"]} == said.missing
    assert list(handlers.values()) == [call.handler for call in said.calls]
    for call, expected in zip(turn["calls"], said.calls, strict=True):
        assert (call["args"], call["status"]) == (expected.args, expected.status)
        assert [handlers[id] for id in call["after"]] == list(expected.after)
        assert (call["error"] and call["error"]["code"]) == expected.error
        assert has(call["result"], expected.result) or expected.error, call["result"]
    assert said.answer in turn["answer"]


@each_turn
def test_a_turn_is_taken_in_the_language_that_it_was_said_in(
    client: httpx.Client, day: dict[str, Any], said: Said
) -> None:
    received = events_after(client, day[said.at]["turn_id"])[0].json()

    assert (received["message"], received["language"]) == (said.says, said.language)


@pytest.mark.parametrize(
    "then", [pytest.param(then, id=f"{said.at} {then.handler}") for said in SCRIPT for then in said.afterwards]
)
@pytest.mark.usefixtures("day")
def test_afterwards_the_house_has_it(client: httpx.Client, then: Afterwards) -> None:
    response = client.post(f"/v1/handlers/{then.handler}/invoke", json={"args": then.args})

    assert response.status_code == 200, response.text
    assert has(response.json()["result"], then.result), response.text
    assert then.lack is None or not has(response.json()["result"], then.lack)


def test_whoever_is_online_sees_the_notice(day: dict[str, Any]) -> None:
    [notice] = day["notices"]

    assert (notice["text"], notice["from"]) == ("the office closes at 3 today", "operator")


@pytest.mark.parametrize(("at", "begins"), [("11:30", b"\x89PNG"), ("11:45", b"%PDF"), ("15:30", b"%PDF")])
def test_what_was_drawn_up_can_be_downloaded(client: httpx.Client, day: dict[str, Any], at: str, begins: bytes) -> None:
    [file] = [part for part in walk(day[at]["calls"][0]["result"]) if isinstance(part, dict) and "url" in part]

    content = client.get(file["url"]).content

    assert content.startswith(begins)
    assert len(content) == file["size"]


def test_the_day_is_one_conversation_over_every_family_and_way_in_every_language(
    client: httpx.Client, day: dict[str, Any]
) -> None:
    families = {one["name"]: one["domain"] for one in client.get("/v1/handlers").json()}
    turns = [day[said.at] for said in SCRIPT]

    assert len({turn["conversation_id"] for turn in turns}) == 1
    assert {families[call["handler"]] for turn in turns for call in turn["calls"]} == FAMILIES
    assert {said.over for said in SCRIPT} == {"http", "sse", "socket"}
    assert {said.language for said in SCRIPT} == {"en", "id", "it"}
