"""What `zantara handlers new` writes works at once, and overwrites nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handlers.registry import Registry, load
from schemas.tools import Effect
from zantara.authoring.names import NameRefused, Names, names_of
from zantara.authoring.scaffold import FileExists, Wanted, write

ROOT = Path(__file__).parents[3]

KINDS = {
    "surf.tide": (Effect.READ, True),
    "surf.log": (Effect.WRITE, True),
    "surf.flag": (Effect.SEND, True),
    "surf.board.removal": (Effect.DESTROY, True),
    "surf.price": (Effect.READ, False),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plugin folder with a handler of each kind."""
    folder = tmp_path_factory.mktemp("scaffold") / "plugins"
    for name, (effect, port) in KINDS.items():
        write(Wanted(Names(name), effect, port, folder))
    return folder


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(entry_points=False)


def test_the_service_takes_each_kind(folder: Path) -> None:
    registry = load(str(folder), entry_points=False)

    for name, (effect, port) in KINDS.items():
        assert registry[name].effect == effect
        assert (registry[name].port is not None) == port
        assert len(registry[name].definition.examples) == 6
    twins = {backend.port for backend in registry.backends if backend.simulated}
    assert {registry[name].port for name, (_, port) in KINDS.items() if port} <= twins


def test_their_own_tests_pass(folder: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    ended = subprocess.run(command, cwd=folder.parent, env=environment, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stdout
    assert " passed" in ended.stdout


def test_they_are_written_in_the_style_of_the_house(folder: Path) -> None:
    ruff = [str(Path(sys.executable).parent / "ruff")]
    for words in (["check", "--ignore", "I001"], ["format", "--check"]):
        ended = subprocess.run(
            [*ruff, *words, "--no-cache", "--config", str(ROOT / "pyproject.toml"), str(folder)],
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 0, ended.stdout


def test_a_file_that_is_there_stays_and_nothing_else_is_written(tmp_path: Path) -> None:
    mine = tmp_path / "tests" / "test_surf_tide.py"
    mine.parent.mkdir()
    mine.write_text("mine")

    with pytest.raises(FileExists, match=r"test_surf_tide\.py: there already"):
        write(Wanted(Names("surf.tide"), Effect.READ, True, tmp_path))

    assert mine.read_text() == "mine"
    assert list(tmp_path.rglob("*.*")) == [mine]


def test_settings_of_tests_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    written = write(Wanted(Names("surf.tide"), Effect.READ, True, tmp_path))

    assert tmp_path / "pytest.ini" not in written
    assert (tmp_path / "pytest.ini").read_text() == "[pytest]\n"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("tide", "no handler's name"),
        ("Surf.Tide", "no handler's name"),
        ("surf.tide/../x", "no handler's name"),
        ("surf.import", "a word of Python"),
        ("visa.overstay_fine", "taken by 'visa.overstay_fine'"),
        ("visa_oracle.x", "a module"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_the_reason(
    registry: Registry, name: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "visa_oracle_x.py").touch()
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(NameRefused, match=why):
        names_of(name, registry)


def test_a_name_gives_the_code_its_names(registry: Registry) -> None:
    names = names_of("surf.board.price", registry)

    assert (names.package, names.noun, names.type) == ("surf_board_price", "price", "SurfBoardPrice")
