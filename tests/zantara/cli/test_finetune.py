"""`finetune evaluate`, from the files of messages to the report, against a service at the wire."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.plan_server import PlanServer, plan_server
from tests.support.plans import plan, query, wanted
from zantara.cli.finetune import app

QUERIES = {
    "english": [
        query("single", wanted("sms.send", to="Maria"), id="en-1", text="text maria"),
        query("none", id="en-2", text="thanks a lot"),
    ],
    "italian": [query("single", wanted("tax.income", year=2026), id="it-1", lang="it", text="quante tasse pago?")],
}
PLANS = {
    "text maria": plan(("sms.send", {"to": "Marco"}), confidence=0.95),
    "thanks a lot": plan(confidence=0.9),
}
EFFECTS = {"sms.send": "send", "tax.income": "read"}


@pytest.fixture
def service() -> Iterator[PlanServer]:
    plans = {message: made.model_dump(mode="json") for message, made in PLANS.items()}
    with plan_server(plans, EFFECTS) as server:
        yield server


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, queries in QUERIES.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{one.model_dump_json()}\n" for one in queries), "utf-8")
    return [str(tmp_path / f"{name}.jsonl") for name in QUERIES]


@dataclass
class Ended:
    code: int
    out: str
    err: str


def evaluate(*words: str, **environment: str) -> Ended:
    plain = {"COLUMNS": "100", "ZANTARA_URL": "", "ZANTARA_API_KEY": "", **environment}
    result = CliRunner().invoke(app, ["evaluate", *words], env=plain)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def test_the_table_says_what_is_right_what_is_confused_and_what_would_do_harm(
    service: PlanServer, files: list[str]
) -> None:
    ended = evaluate("--endpoint", service.url, "--queries", *files)

    assert ended.code == 0
    rows = [line.split() for line in ended.out.splitlines()]
    assert ["all", "3", "66.7%", "33.3%"] in rows
    assert ["it", "1", "0.0%", "0.0%"] in rows
    assert ["no-call", "messages", "left", "alone", "100.0%"] in rows
    assert ["1", "500", "the", "planner", "has", "fallen", "over"] in rows
    assert ["en-1", "95.0%", "send", "sms.send", '{"to":', '"Marco"}'] in rows


def test_json_is_the_document_and_the_folder_holds_the_report(
    service: PlanServer, files: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "report"

    ended = evaluate(
        *("--endpoint", service.url, "--queries", files[0], "--queries", files[1], "--model", "scout-mini"),
        *("--unseen", "tax.income", "--out", str(out), "--concurrency", "2", "--json"),
    )

    document = json.loads(ended.out)
    assert document["figures"]["overall"] == {
        "messages": 3,
        "routed": pytest.approx(2 / 3),
        "exact": pytest.approx(1 / 3),
    }
    assert document["figures"]["unseen"]["messages"] == 1
    assert document["run"]["files"] == files
    assert json.loads((out / "report.json").read_text("utf-8")) == document
    assert 'id="it-1"' in (out / "report.html").read_text("utf-8")
    assert len((out / "messages.jsonl").read_text("utf-8").splitlines()) == 3
    assert {one["model"] for one in service.requests} == {"scout-mini"}


def test_unseen_handlers_may_stand_in_a_file(service: PlanServer, files: list[str], tmp_path: Path) -> None:
    held_out = tmp_path / "held_out.txt"
    held_out.write_text("sms.send\ntax.income\n")

    ended = evaluate("--endpoint", service.url, "--queries", *files, "--unseen", str(held_out), "--json")

    figures = json.loads(ended.out)["figures"]
    assert figures["unseen"]["messages"] == 2
    assert figures["seen"] is None


def test_address_and_key_may_come_from_the_environment(service: PlanServer, files: list[str]) -> None:
    ended = evaluate("--queries", *files, ZANTARA_URL=service.url, ZANTARA_API_KEY="secret")

    assert ended.code == 0
    assert service.keys == {"Bearer secret"}


def test_an_unseen_handler_that_does_not_exist_is_named(service: PlanServer, files: list[str]) -> None:
    ended = evaluate("--endpoint", service.url, "--queries", *files, "--unseen", "tax.incme")

    assert ended.code == 1
    assert "has no handler tax.incme" in ended.err
    assert service.requests == []


def test_a_service_that_is_not_there_is_told(service: PlanServer, files: list[str]) -> None:
    ended = evaluate("--endpoint", "http://127.0.0.1:1", "--queries", *files)

    assert ended.code == 1
    assert "http://127.0.0.1:1 cannot be reached" in ended.err


def test_a_file_that_holds_no_messages_is_named_with_its_line(service: PlanServer, tmp_path: Path) -> None:
    path = tmp_path / "plain.jsonl"
    path.write_text("just text\n")

    ended = evaluate("--endpoint", service.url, "--queries", str(path), COLUMNS="300")

    assert ended.code == 2
    assert "plain.jsonl:1: no annotated message" in ended.err
