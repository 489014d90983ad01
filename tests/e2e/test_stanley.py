"""Stanley, the analyst: figures come from a dataset, reasons from the knowledge base, and only his handlers act."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support.live_server import LiveServer
from tests.support.model_server import ModelServer
from tests.support.turns import chat

SCORERS = "select name, goals from players order by goals desc, name limit 3"
OPPONENTS = "select opponent, sum(goals_for) as scored from games group by opponent order by scored desc limit 1"


@pytest.fixture(scope="module")
def rink(embedded: LiveServer) -> Iterator[httpx.Client]:
    """A client of the demo tenant once its datasets and articles are there."""
    with embedded.client() as client:
        assert client.post("/v1/admin/demo/reset").status_code == 200
        yield client


@pytest.mark.parametrize(
    ("message", "sql"),
    [
        (f'Run "{SCORERS}" on the datasets', SCORERS),
        (f'Jalankan "{OPPONENTS}" di dataset', OPPONENTS),
        (f'Esegui "{SCORERS}" sui nostri dati', SCORERS),
    ],
    ids=["en", "id", "it"],
)
def test_a_question_for_numbers_is_answered_from_the_dataset(rink: httpx.Client, message: str, sql: str) -> None:
    turn = chat(rink, message, persona="stanley")
    by_name = rink.post("/v1/handlers/parquet.query/invoke", json={"args": {"sql": sql}}).json()

    [call] = turn["calls"]
    assert (call["handler"], call["args"], call["result"]) == ("parquet.query", {"sql": sql}, by_name["result"])
    assert all(f"{value}" in turn["answer"] for row in call["result"]["rows"] for value in row.values())


@pytest.mark.parametrize(
    ("message", "article"),
    [
        ("According to our docs, why is carrying the puck in better than dumping it?", "Zone entries"),
        ("Menurut dokumen kita, apa itu expected goals?", "Expected goals (xG) dalam hoki es"),
        ("In base ai nostri articoli, come si giudica un power play?", "Giudicare un power play"),
    ],
    ids=["en", "id", "it"],
)
def test_a_question_for_reasons_is_answered_from_the_knowledge_base(
    rink: httpx.Client, message: str, article: str
) -> None:
    turn = chat(rink, message, persona="stanley")

    [call] = turn["calls"]
    assert (call["handler"], call["status"]) == ("rag.answer", "done")
    assert call["result"]["citations"][0]["title"].startswith(article)
    assert "Sample notes of an analyst" in turn["answer"]


def test_a_search_stays_in_the_collection_that_is_named(rink: httpx.Client) -> None:
    args = {"query": "zone entries", "collection": "hockey"}
    found = rink.post("/v1/handlers/rag.search/invoke", json={"args": args}).json()["result"]["passages"]

    assert found[0]["title"].startswith("Zone entries")
    assert {passage["collection"] for passage in found} == {"hockey"}


@pytest.mark.parametrize(
    ("handler", "args"),
    [("whatsapp.send", {"to": "Luca Bianchi", "text": "Go Habs"}), ("visa.overstay_fine", {"days": 3})],
    ids=["send", "read"],
)
def test_what_is_not_his_is_neither_offered_to_his_model_nor_done(
    client: httpx.Client, script: ModelServer, handler: str, args: dict[str, object]
) -> None:
    script.say(calls=[(handler, args)])
    script.say("That is outside my zone.")

    turn = chat(client, "do it all the same", persona="stanley", model="scripted")

    offered = {tool["function"]["name"] for tool in script.requests[0]["tools"]}
    [call] = turn["calls"]
    assert handler.replace(".", "_") not in offered
    assert {"parquet_query", "rag_answer"} <= offered
    assert (call["handler"], call["status"]) == (handler, "denied")
    assert call["error"]["message"] == f"the persona 'stanley' does not use {handler}"


def test_he_writes_nothing_down_without_a_yes(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("memory_store", {"content": "Okafor is out for two weeks"})])

    turn = chat(client, "remember that", persona="stanley", model="scripted")

    assert (turn["status"], turn["calls"][0]["status"]) == ("waiting", "waiting")
    assert turn["approvals"][0]["reason"] == "every write waits for a yes"
