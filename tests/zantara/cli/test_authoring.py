"""`zantara handlers new` and `check`: what they print and how they exit."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.command_line import Ended
from zantara.cli.main import app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "plugins"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def zantara(folder: Path, cache: Path, *words: str) -> Ended:
    environment = {"ZANTARA_PLUGINS": str(folder), "XDG_CACHE_HOME": str(cache), "COLUMNS": "200"}
    result = CliRunner().invoke(app, ["handlers", *words], env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def test_new_writes_into_the_plugin_folder_and_check_finds_it_sound(folder: Path, cache: Path) -> None:
    made = zantara(folder, cache, "new", "surf.tide")
    checked = zantara(folder, cache, "check", str(folder))

    assert made.code == 0
    assert str(folder / "surf_tide" / "tide.py") in made.out.splitlines()
    assert (checked.code, checked.out.splitlines()[-1]) == (0, "✓ 1 handlers, 0 faults, 0 warnings")


def test_check_as_json_is_the_document_alone_whatever_the_plugin_prints(folder: Path, cache: Path) -> None:
    folder.mkdir()
    (folder / "noisy.py").write_text("print('hello from the plugin')\nimport nothing_of_this_name\n")

    checked = zantara(folder, cache, "check", str(folder), "--json")

    assert checked.code == 1
    assert not checked.json["ok"]
    assert "nothing_of_this_name" in checked.json["faults"][0]["problem"]
    assert checked.json["confusable_from"] == 0.85


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("new", "surf.tide", "--effect", "wash"), "'wash' is no effect"),
        (("new", "surf.tide", "--effect", "send", "--pure"), "leave out --pure"),
        (("new", "calculator.evaluate"), "taken by 'calculator.evaluate'"),
        (("check", "nowhere"), "is no file"),
    ],
)
def test_a_wrong_command_line_exits_with_2_and_writes_nothing(
    folder: Path, cache: Path, words: tuple[str, ...], told: str
) -> None:
    ended = zantara(folder, cache, *words)

    assert ended.code == 2
    assert told in ended.err
    assert not folder.exists()
