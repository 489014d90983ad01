"""Handlers of a plugin folder: called by name, faulty in every way, and loaded again under a running service."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import httpx
import pytest

from tests.support.live_server import LiveServer, live_server
from tests.support.turns import chat, eventually


def invoke(client: httpx.Client, handler: str, **args: object) -> httpx.Response:
    return client.post(f"/v1/handlers/{handler}/invoke", json={"args": args})


def test_a_plugin_is_a_handler_like_any_other(client: httpx.Client) -> None:
    assert invoke(client, "sample.echo", text="hello").json()["result"] == {"text": "hello"}

    shown = client.get("/v1/handlers/sample.echo").json()
    assert (shown["effect"], shown["domain"]) == ("read", "sample")
    assert shown["parameters"]["required"] == ["text"]
    assert shown["examples"] == [{"text": "echo the word hello", "args": {"text": "hello"}}]
    assert "sample.echo" in [handler["name"] for handler in client.get("/v1/handlers").json()]


@pytest.mark.parametrize(
    ("handler", "args", "status", "code", "said"),
    [
        ("faulty.raises", {}, 500, "internal", "failed with an error of its own (RuntimeError)"),
        ("faulty.hangs", {}, 504, "timeout", "did not answer within 0.3 s"),
        ("faulty.hangs_in_write", {}, 504, "in_doubt", "it may have happened"),
        ("faulty.blocks", {}, 504, "timeout", "did not answer within 0.3 s"),
        ("faulty.blocks_thread", {}, 504, "timeout", "did not answer within 0.3 s"),
        ("faulty.returns_wrong_type", {}, 500, "internal", "returned dict instead of Text"),
        ("faulty.returns_too_much", {}, 500, "internal", "at most 1,000,000"),
        ("faulty.refuses", {"how": "denied"}, 403, "denied", "only the director may see this"),
        ("faulty.refuses", {"how": "missing"}, 404, "not_found", "there is no such thing"),
        ("faulty.refuses", {"how": "ambiguous"}, 409, "ambiguous", "two of them fit"),
        ("faulty.refuses", {"how": "away"}, 503, "unavailable", "the vendor is away"),
    ],
)
def test_each_fault_has_its_status(
    client: httpx.Client, handler: str, args: dict[str, str], status: int, code: str, said: str
) -> None:
    response = invoke(client, handler, **args)

    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert said in problem["detail"]
    assert client.get(f"/v1/turns/{problem['turn_id']}").json()["calls"][0]["handler"] == handler


def test_what_a_person_may_choose_from_is_told(client: httpx.Client) -> None:
    assert invoke(client, "faulty.refuses", how="ambiguous").json()["options"] == ["the left one", "the right one"]


def test_who_asks_too_often_is_told_when_to_come_back(client: httpx.Client) -> None:
    responses = [invoke(client, "sample.rare") for _ in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert int(responses[2].headers["retry-after"]) > 0
    assert "2/hour" in responses[2].json()["detail"]


def test_others_go_on_while_a_plugin_blocks(client: httpx.Client) -> None:
    with ThreadPoolExecutor() as threads:
        blocked = [threads.submit(invoke, client, name) for name in ("faulty.blocks", "faulty.blocks_thread")]
        answered = [chat(client, "what is 5 * 5?")["status"] for _ in range(5)]
        assert not any(call.done() for call in blocked), "the others were answered meanwhile"

    assert answered == ["completed"] * 5


# Loading them again.

FINE = """
    from typing import Annotated
    from zantara import Context, Value, handler

    class Answer(Value):
        text: str

    @handler("fresh.{name}", effect="read", examples=[("ask the {name} oracle", {{}})])
    async def ask(ctx: Context) -> Answer:
        \"\"\"Ask an oracle.\"\"\"
        return Answer(text="{answer}")
"""
SLOW = """
    import asyncio
    from zantara import Context, Value, handler

    class Answer(Value):
        text: str

    @handler("fresh.slow", effect="read", examples=[("ask the slow oracle", {})])
    async def ask(ctx: Context) -> Answer:
        \"\"\"Ask a slow oracle.\"\"\"
        await asyncio.sleep(1)
        return Answer(text="of the old generation")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plugins")


@pytest.fixture(scope="module")
def reloading(
    tmp_path_factory: pytest.TempPathFactory, folder: Path, encoder: Path
) -> Iterator[tuple[LiveServer, httpx.Client]]:
    """A service of its own, whose plugin folder changes; it logs contents."""
    environment = {"ZANTARA_LOG_CONTENTS": "1", "ZANTARA_DEMO": "0"}
    place = tmp_path_factory.mktemp("reloading")
    with live_server(place, plugins=folder, encoder=encoder, environment=environment) as live, live.client() as client:
        yield live, client


def write(folder: Path, name: str, source: str) -> Path:
    path = folder / f"{name}.py"
    path.write_text(dedent(source), encoding="utf-8")
    return path


def test_a_new_plugin_appears(reloading: tuple[LiveServer, httpx.Client], folder: Path) -> None:
    _, client = reloading
    before = len(client.get("/v1/handlers").json())
    write(folder, "first", FINE.format(name="first", answer="one"))

    assert client.post("/v1/admin/reload").json() == {"handlers": before + 1}
    assert invoke(client, "fresh.first").json()["result"] == {"text": "one"}
    # The embedded model has learnt it too.
    assert chat(client, "ask the first oracle")["calls"][0]["handler"] == "fresh.first"


def test_a_changed_plugin_is_the_new_one(reloading: tuple[LiveServer, httpx.Client], folder: Path) -> None:
    _, client = reloading
    write(folder, "changing", FINE.format(name="changing", answer="before"))
    client.post("/v1/admin/reload")
    before = invoke(client, "fresh.changing").json()["result"]
    write(folder, "changing", FINE.format(name="changing", answer="after, and longer"))
    client.post("/v1/admin/reload")

    assert [before, invoke(client, "fresh.changing").json()["result"]] == [
        {"text": "before"},
        {"text": "after, and longer"},
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("def broken(:", "SyntaxError"),
        (FINE.format(name="x", answer="").replace("-> Answer", ""), "return type"),
        (FINE.format(name="x", answer="").replace("fresh.x", "calculator.evaluate"), "the name is taken"),
        (FINE.format(name="x", answer="").replace("{})", '{"days": 3})'), "example"),
        (FINE.format(name="x", answer="").replace("(ctx: Context)", "(ctx: Context, days: int)"), "days"),
    ],
)
def test_a_faulty_plugin_is_refused_and_the_old_ones_stay(
    reloading: tuple[LiveServer, httpx.Client], folder: Path, source: str, said: str
) -> None:
    _, client = reloading
    before = client.get("/v1/handlers").json()
    path = write(folder, "faulty", source)
    try:
        response = client.post("/v1/admin/reload")
    finally:
        path.unlink()

    assert response.status_code == 422
    fault = response.json()["faults"][0]
    assert "faulty.py" in fault["file"]
    assert said in fault["problem"]
    assert fault["fix"]
    assert client.get("/v1/handlers").json() == before


def test_a_signal_reloads_too(reloading: tuple[LiveServer, httpx.Client], folder: Path) -> None:
    live, client = reloading
    write(folder, "signalled", FINE.format(name="signalled", answer="two"))
    live.reload()

    eventually(lambda: client.get("/v1/handlers/fresh.signalled").status_code == 200)


def test_a_signal_with_a_fault_keeps_the_old_and_tells_the_log(
    reloading: tuple[LiveServer, httpx.Client], folder: Path
) -> None:
    live, client = reloading
    before = client.get("/v1/handlers").json()
    path = write(folder, "unimportable", "import nothing_of_that_name")
    try:
        live.reload()
        line = eventually(lambda: [line for line in live.logged() if line["event"] == "plugins not reloaded"])[-1]
    finally:
        path.unlink()

    assert "unimportable.py" in line["faults"][0]
    assert client.get("/v1/handlers").json() == before


def test_a_running_turn_ends_on_the_plugins_it_began_with(
    reloading: tuple[LiveServer, httpx.Client], folder: Path
) -> None:
    _, client = reloading
    path = write(folder, "slow", SLOW)
    client.post("/v1/admin/reload")
    with ThreadPoolExecutor() as threads:
        running = threads.submit(invoke, client, "fresh.slow")
        eventually(lambda: client.get("/v1/turns").json()[0]["status"] == "running")
        path.unlink()
        reloaded = client.post("/v1/admin/reload").status_code
        gone = invoke(client, "fresh.slow").status_code
        assert not running.done()

    assert (reloaded, gone) == (200, 404)
    assert running.result().json()["result"] == {"text": "of the old generation"}


def test_contents_are_logged_where_that_is_asked_for(reloading: tuple[LiveServer, httpx.Client]) -> None:
    live, client = reloading
    chat(client, "remember the word marzipan")

    assert any("marzipan" in str(line.get("contents")) for line in live.logged())
