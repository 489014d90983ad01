"""The demo tenant, restored: what was added is gone, what was lost is back, and conversations stay."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from typer.testing import CliRunner

from tests.support.live_server import LiveServer, live_server
from zantara.cli.main import app


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, encoder: Path) -> Iterator[LiveServer]:
    """A service of its own: others rely on what they have put into theirs."""
    with live_server(tmp_path_factory.mktemp("demo"), encoder=encoder) as live:
        yield live


def invoke(client: httpx.Client, handler: str, **args: object) -> httpx.Response:
    return client.post(f"/v1/handlers/{handler}/invoke", json={"args": args})


def test_reset_restores_records_knowledge_and_files_and_keeps_conversations(client: httpx.Client) -> None:
    client.post("/v1/admin/demo/reset")
    turn = client.post("/v1/chat", json={"message": "how much is the fine for 10 days overstay?"}).json()
    assert invoke(client, "client.create", name="Zoe Newcomer").status_code == 200
    uploaded = client.post("/v1/files", files={"file": ("note.txt", b"remember me")}).json()
    before = invoke(client, "rag.search", query="minimum capital of a PT PMA").json()["result"]

    answer = client.post("/v1/admin/demo/reset")

    assert answer.status_code == 200
    assert answer.json()["removed"] > 50
    assert invoke(client, "client.find", query="Zoe Newcomer").status_code == 404
    assert invoke(client, "client.find", query="Luca Bianchi").json()["result"]["number"] == "CL-0003"
    assert client.get(f"/v1/files/{uploaded['id']}").status_code == 404
    assert invoke(client, "rag.search", query="minimum capital of a PT PMA").json()["result"] == before
    assert client.get(f"/v1/turns/{turn['turn_id']}").json()["status"] == "completed"


def test_a_dataset_that_was_deleted_comes_back_as_it_was(server: LiveServer, client: httpx.Client) -> None:
    question = {"sql": "select name, goals from players order by goals desc, name"}
    before = invoke(client, "parquet.query", **question).json()["result"]
    [dataset] = server.folder.glob("data/datasets/*/players.parquet")
    dataset.unlink()
    lost = invoke(client, "parquet.query", **question)

    client.post("/v1/admin/demo/reset")

    assert before["rows"][0]["goals"] > 20
    assert (lost.status_code, dataset.exists()) == (403, True)
    assert invoke(client, "parquet.query", **question).json()["result"] == before


def test_its_meetings_are_held_by_the_clock_of_the_office(client: httpx.Client) -> None:
    client.post("/v1/admin/demo/reset")
    today = dt.datetime.now(ZoneInfo("Asia/Makassar")).date()
    span = {"start": f"{today}", "end": f"{today + dt.timedelta(days=14)}"}

    events = invoke(client, "calendar.list", **span).json()["result"]["events"]

    starts = {event["title"]: event["start"][10:] for event in events}
    assert starts["Weekly team meeting"] == "T09:00:00+08:00"


def test_a_second_reset_gives_the_same_again(client: httpx.Client) -> None:
    first, second = (client.post("/v1/admin/demo/reset").json() for _ in range(2))

    assert first == second


def test_the_command_line_restores_it_too(server: LiveServer) -> None:
    ended = CliRunner().invoke(app, ["demo", "reset"], env={"ZANTARA_URL": server.url})

    assert ended.exit_code == 0
    assert ended.stdout.startswith("the demo tenant is as on its first day")


def test_without_a_demo_there_is_nothing_to_restore(tmp_path: Path, encoder: Path) -> None:
    with (
        live_server(tmp_path, encoder=encoder, environment={"ZANTARA_DEMO": "false"}) as live,
        live.client() as client,
    ):
        answer = client.post("/v1/admin/demo/reset")

    assert answer.status_code == 409
    assert "ZANTARA_DEMO=true" in answer.json()["detail"]
