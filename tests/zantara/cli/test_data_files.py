"""`zantara data` on files: what a person types, sees, and gets as an exit code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from handlers.backends.local.database import Database
from tests.support.command_line import Ended
from tests.support.engine import TENANT, engine
from tests.training_data_gen.eight_sources import chat
from tests.training_data_gen.records import one_per_handler, single, write
from zantara.cli.data_files import commands

NO_SERVICE = {"DATABASE_URL": "", "ZANTARA_PLUGINS": "", "ZANTARA_PERSONAS": "", "COLUMNS": "100"}


def data(*words: str | Path) -> Ended:
    group = typer.Typer()
    commands(group)
    result = CliRunner().invoke(group, [str(word) for word in words], env=NO_SERVICE)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_validate_passes_what_is_right(tmp_path: Path) -> None:
    ended = data("validate", write(tmp_path / "data.jsonl", one_per_handler()))

    assert ended.code == 0, ended.err
    assert re.search(r"handlers covered +104 +104 or more", ended.out)
    assert "✓ it may be trained on" in ended.out
    assert "estimate: 3 bytes" in ended.out


def test_validate_names_file_and_line_and_exits_with_1(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [single(), single(persona="nobody")])

    ended = data("validate", file, "--coverage", "1")

    assert ended.code == 1
    assert f"{file}:2: there is no persona 'nobody'" in ended.err
    assert "✗ 1 fault(s) in 1 line(s)" in ended.err


def test_validate_tells_all_as_json(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [single(persona="nobody")])

    ended = data("validate", file, "--json")

    assert ended.code == 1
    assert ended.json["faults"][0]["line"] == 1
    assert ended.json["coverage"] == len(ended.json["uncovered"]) == 104
    assert len(ended.json["failures"]) == 2


def test_validate_may_be_asked_for_shorter_records(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [single()])

    assert data("validate", file, "--coverage", "1").code == 0
    assert data("validate", file, "--coverage", "1", "--mean-tokens", "100").code == 1


def test_merge_writes_the_result_and_a_report(tmp_path: Path) -> None:
    for name, answer in (("visa", "EUR 800 for the whole year."), ("tax", "eur 800 for the whole year.")):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(chat("What does a KITAS cost?", answer)) + "\n")
    out = tmp_path / "merged.jsonl"

    ended = data("merge", tmp_path / "visa.jsonl", tmp_path / "tax.jsonl", "--out", out, "--cap", "visa=5")

    assert ended.code == 0, ended.err
    assert [record["source"] for record in lines(out)] == ["visa"]
    assert f"1 of 2 records in {out}" in ended.out
    report = json.loads((tmp_path / "merged.jsonl.report.json").read_text())
    assert report["sources"]["tax"]["duplicates"] == 1


def test_merge_filters_as_it_is_told(tmp_path: Path) -> None:
    file = tmp_path / "visa.jsonl"
    file.write_text(json.dumps(chat("How do I reach Maria?", "Write to maria.rossi@example.com, please.")) + "\n")
    out = tmp_path / "merged.jsonl"

    assert data("merge", file, "-o", out, "--json").json["sources"]["visa"]["rejected"] == {"personal data": 1}
    assert data("merge", file, "-o", out, "--json", "--personal-data").json["sources"]["visa"]["kept"] == 1
    assert data("merge", file, "-o", out, "--json", "--min-tokens", "99").json["sources"]["visa"]["kept"] == 0


@pytest.mark.parametrize(
    ("cap", "said"), [("visa", "'visa' is no cap"), ("tax=3", "a cap for tax, but the sources are visa")]
)
def test_merge_refuses_a_cap_that_means_nothing(tmp_path: Path, cap: str, said: str) -> None:
    (tmp_path / "visa.jsonl").touch()

    ended = data("merge", tmp_path / "visa.jsonl", "--out", tmp_path / "out.jsonl", "--cap", cap)

    assert ended.code in (1, 2)
    assert said in ended.err
    assert not (tmp_path / "out.jsonl").exists()


def test_export_writes_the_form_that_was_asked_for(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [single()])
    out = tmp_path / "out.jsonl"

    ended = data("export", file, "--format", "sharegpt", "-o", out, "--definitions", "3", "--json")

    assert ended.json["records"] == 1
    assert len(json.loads(lines(out)[0]["tools"])) == 3
    assert data("export", file, "--format", "yaml", "-o", out).code == 2


def test_export_refuses_what_is_no_trajectory_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "data.jsonl"
    file.write_text('{"id": "t1"}\n')

    ended = data("export", file, "-o", tmp_path / "out.jsonl")

    assert ended.code == 1
    assert f"✗ {file}:1: Field required; `zantara data validate {file}` tells all that is wrong" in ended.err


def test_stats_shows_what_there_is(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [single("a"), single("b")])

    ended = data("stats", file)

    assert ended.code == 0, ended.err
    assert "1 word for word, 0 nearly" in ended.out
    assert "visa.overstay_fine" in ended.out
    assert data("stats", file, "--json").json["kinds"] == {"single": 2}


async def test_harvest_reads_the_database_of_a_data_folder(sqlite: Database, tmp_path: Path) -> None:
    async with engine(sqlite, script=["Hello.", "You are welcome."]) as running:
        await running.run("good morning", conversation_id="conv_1")
        await running.run("thanks!", conversation_id="conv_1")
    out = tmp_path / "candidates.jsonl"

    ended = data("harvest", "--data-dir", tmp_path, "--tenant", TENANT, "--out", out, "--json")

    assert ended.json["candidates"] == {"approved": 1, "corrected": 0, "failed": 0, "unjudged": 1}
    assert [record["verdict"] for record in lines(out)] == ["approved", "unjudged"]
    by_url = data("harvest", "--database", f"sqlite:///{tmp_path}/zantara.db", "--tenant", TENANT, "-o", out)
    assert "2 candidates in" in by_url.out
    data("harvest", "--data-dir", tmp_path, "--tenant", TENANT, "--out", out, "--verdict", "approved")
    assert [record["verdict"] for record in lines(out)] == ["approved"]


def test_harvest_says_what_it_cannot_read(tmp_path: Path) -> None:
    out = tmp_path / "candidates.jsonl"
    (tmp_path / "empty.db").touch()

    assert "zantara.db does not exist" in data("harvest", "--data-dir", tmp_path, "-o", out).err
    empty = data("harvest", "--database", f"sqlite:///{tmp_path}/empty.db", "-o", out)
    assert empty.code == 1
    assert "the database cannot be read" in empty.err
    assert data("harvest", "--data-dir", tmp_path, "-o", out, "--verdict", "odd").code == 2
    assert not out.exists()
