"""`plan`, `call`, `handlers`, `turns`: readable for people, JSON for programs, and honest exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import Zantara
from tests.support.model_server import ModelServer

HEAVY = ("fastapi", "onnxruntime", "qdrant_client", "sqlalchemy", "httpx", "pydantic", "prompt_toolkit")


def test_help_imports_nothing_heavy() -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "zantara", "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}

    assert "typer" in imported
    assert imported.isdisjoint(HEAVY)


def test_plan_shows_calls_and_route_and_runs_nothing(zantara: Zantara, script: ModelServer) -> None:
    script.say(calls=[("garden_plant", {"tree": "palm", "count": 2})])

    ended = zantara("plan", "plant two palms", "--model", "scripted")

    assert ended.code == 0
    assert "c1" in ended.out
    assert "garden.plant" in ended.out
    assert "tree=palm  count=2" in ended.out
    assert "scripted, 95% sure" in ended.out
    assert len(script.requests) == 1


def test_plan_as_json_is_the_document(zantara: Zantara, script: ModelServer) -> None:
    script.say(calls=[("garden_fell", {"tree": "mango"})])

    plan = zantara("plan", "fell the mango", "--model", "scripted", "--json").json

    assert plan["calls"][0]["handler"] == "garden.fell"
    assert plan["confidence"] == 0.95


def test_a_plan_by_an_unknown_model_is_refused_with_those_there_are(zantara: Zantara) -> None:
    ended = zantara("plan", "hello", "--model", "nothing")

    assert ended.code == 1
    assert "there is no model 'nothing'; there are scout-mini, scripted" in ended.err


def test_call_reads_each_value_by_its_type(zantara: Zantara, tmp_path: Path) -> None:
    label = tmp_path / "label.json"
    label.write_text('{"en": "Mango"}')
    words = ["tree=1", "count=3", "height=2.5", "watered=yes", "neighbours=palm, rice", "neighbours=fern"]

    answer = zantara("call", "garden.plant", *words, f"label=@{label}", "--json").json

    assert answer["result"] == {
        "tree": "1",
        "count": 3,
        "height": 2.5,
        "watered": True,
        "neighbours": ["palm", "rice", "fern"],
        "label": {"en": "Mango"},
    }


def test_call_shows_the_result_and_the_time(zantara: Zantara) -> None:
    ended = zantara("call", "garden.plant", "tree=palm")

    assert ended.code == 0
    assert ["tree", "palm"] in [line.split() for line in ended.out.splitlines()]
    assert ended.out.splitlines()[-1].endswith("ms")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["colour=red"], "there is no parameter 'colour'; this handler takes tree, count"),
        (["palm"], "'palm' is no key=value"),
        (["count=many"], "count=many is no integer"),
        (["watered=perhaps"], "watered=perhaps is no boolean"),
        (["tree=a", "tree=b"], "tree is given twice, and is no list"),
        (["tree=@nowhere.txt"], "nowhere.txt cannot be read"),
    ],
)
def test_a_wrong_argument_is_a_wrong_command_line(zantara: Zantara, words: list[str], told: str) -> None:
    ended = zantara("call", "garden.plant", *words)

    assert ended.code == 2
    assert told in " ".join(ended.err.replace("│", " ").split())


def test_a_text_may_begin_with_an_at(zantara: Zantara) -> None:
    assert zantara("call", "garden.plant", "tree=@@palm", "--json").json["result"]["tree"] == "@palm"


def test_what_the_service_refuses_or_cannot_find_exits_with_one(zantara: Zantara) -> None:
    missing = zantara("call", "garden.plant")
    unknown = zantara("call", "garden.paint")
    lost = zantara("call", "garden.find", "tree=oak")

    assert (missing.code, unknown.code, lost.code) == (1, 1, 1)
    assert "`tree` is required" in missing.err
    assert "there is no handler 'garden.paint'" in unknown.err
    assert "there is no oak in the garden" in lost.err


def test_a_service_that_is_not_there_says_how_to_start_it() -> None:
    ended = Zantara("http://127.0.0.1:9")("handlers", "list")

    assert ended.code == 1
    assert "the service at http://127.0.0.1:9 cannot be reached" in ended.err
    assert "zantara serve" in ended.err


def test_handlers_are_listed_by_domain_and_effect(zantara: Zantara) -> None:
    every = zantara("handlers", "list", "--json").json
    destroying = zantara("handlers", "list", "--effect", "destroy").out

    assert {"garden.plant", "visa.overstay_fine"} <= {one["name"] for one in every}
    assert "Fell a tree for good" in destroying
    assert "garden.plant" not in destroying
    assert zantara("handlers", "list", "--effect", "burn").code == 2


def test_a_handler_is_shown_with_its_parameters_and_examples(zantara: Zantara) -> None:
    ended = zantara("handlers", "show", "garden.plant")

    lines = [line.split() for line in ended.out.splitlines()]
    assert ["tree", "string", "kind", "of", "tree"] in lines
    assert ["neighbours", "list", "of", "string", "what", "stands", "beside", "it"] in lines
    assert ["plant", "two", "palms", "tree=palm", "count=2"] in lines


def test_turns_are_listed_shown_and_replayed(zantara: Zantara, script: ModelServer) -> None:
    script.say(calls=[("garden_grow", {"seconds": 0.05}), ("garden_find", {"tree": "oak"})])
    script.say("Grown, and no oak.")
    zantara("chat", "--model", "scripted", "--once", "grow, and find the oak")

    newest = zantara("turns", "list", "--limit", "1", "--json").json[0]
    shown = zantara("turns", "show", newest["turn_id"]).out
    replayed = zantara("turns", "replay", "last").out
    events = zantara("turns", "replay", "last", "--json").json

    assert newest["turn_id"] in zantara("turns", "list").out
    assert "Grown, and no oak." in shown
    assert "there is no oak in the garden" in shown
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    assert "turn.received" in replayed
    assert "█" in replayed
    assert zantara("turns", "show", "turn_unknown").code == 1
