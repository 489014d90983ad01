"""`zantara data generate`, as a person types it."""

import json
from pathlib import Path

from tests.support.command_line import Zantara

zantara = Zantara("http://127.0.0.1:9")
ABOUT = ("--handler", "calculator.evaluate", "--per-handler", "1", "--workers", "1")


def test_it_writes_the_data_and_says_what_it_holds(tmp_path: Path) -> None:
    ended = zantara("data", "generate", "--out", str(tmp_path), *ABOUT)

    assert ended.code == 0, ended.err
    assert "records" in ended.out
    assert json.loads((tmp_path / "manifest.json").read_text())["handlers"] == {"calculator.evaluate": 1}
    assert zantara("data", "validate", str(tmp_path / "trajectories.jsonl"), "--coverage", "1").code == 0


def test_as_json_it_prints_the_manifest_alone(tmp_path: Path) -> None:
    ended = zantara("data", "generate", "--out", str(tmp_path), *ABOUT, "--mix", "none=0.5", "--json")

    assert ended.json == json.loads((tmp_path / "manifest.json").read_text())
    assert ended.json["mix"]["none"] == 0.5


def test_a_share_that_is_none_is_refused(tmp_path: Path) -> None:
    ended = zantara("data", "generate", "--out", str(tmp_path), *ABOUT, "--mix", "chatter=1")

    assert (ended.code, list(tmp_path.iterdir())) == (1, [])
    assert "chatter=1" in ended.err
    assert "multi_turn" in ended.err


def test_a_handler_that_does_not_exist_is_named(tmp_path: Path) -> None:
    ended = zantara("data", "generate", "--out", str(tmp_path), "--handler", "calculator.evaluat")

    assert ended.code == 1
    assert "calculator.evaluat" in ended.err
