"""The tutorial, as a reader follows it: its files are written, its commands run, and they print what it shows."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`([\w./-]+\.\w+)`")
SECONDS = 100


@dataclass(frozen=True)
class Written:
    """A file that the reader writes."""

    path: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command that the reader types, and the lines that it prints."""

    line: str
    shown: tuple[str, ...]


def steps(document: str) -> Iterator[Written | Command]:
    """In order. A file is named by the last path in the paragraph before its block."""
    for block in BLOCK.finditer(document):
        language, text = block.groups()
        if language == "console":
            yield from commands(text)
        else:
            before = document[: block.start()].rstrip().rpartition("\n\n")[2]
            yield Written(FILE.findall(before)[0], text)


def commands(text: str) -> Iterator[Command]:
    for said in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, *shown = said.splitlines()
        yield Command(line, tuple(shown))


class Reader:
    """A shell in an empty folder, with Zantara's environment entered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        programs = folder / "bin"
        programs.mkdir()
        for name in ("zantara", "pytest"):
            run = f"PYTHONPATH={shlex.quote(str(ROOT))}:$PYTHONPATH exec {shlex.quote(sys.executable)} -m {name}"
            options = " -p no:cacheprovider -p no:asyncio" if name == "pytest" else ""
            (programs / name).write_text(f'#!/bin/sh\n{run}{options} "$@"\n')
            (programs / name).chmod(0o755)
        ours = ("ZANTARA_", "DATABASE_URL", "REDIS_URL", "QDRANT_URL", "PYTEST_")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
            "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "VIRTUAL_ENV": sys.prefix,
            "UV_OFFLINE": "1",
            "XDG_CACHE_HOME": str(folder / "cache"),
            "PYTHONPATH": "",
            "COLUMNS": "100",
        }

    def run(self, command: Command) -> str:
        """What it prints. `export` and `unset` last until the end."""
        verb, _, rest = command.line.partition(" ")
        if verb == "export":
            name, _, value = rest.partition("=")
            self.environment[name] = value
            return ""
        if verb == "unset":
            self.environment.pop(rest, None)
            return ""
        ended = subprocess.run(
            ["/bin/sh", "-c", f"{command.line} 2>&1"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        expected = 1 if any(line.startswith("✗") for line in command.shown) else 0
        assert ended.returncode == expected, f"$ {command.line}\n{ended.stdout}"
        return ended.stdout


def printed(shown: tuple[str, ...]) -> re.Pattern[str]:
    """Lines as they are shown; `...` stands for anything, also for several lines where it stands alone."""
    lines = (".*" if line == "..." else r"[^\n]*".join(map(re.escape, line.rstrip().split("..."))) for line in shown)
    return re.compile(r" *\n".join(lines), re.DOTALL)


@pytest.mark.timeout(300)
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    reader = Reader(tmp_path)

    for step in steps(TUTORIAL.read_text(encoding="utf-8")):
        if isinstance(step, Written):
            path = reader.folder / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
        else:
            said = reader.run(step)
            assert printed(step.shown).search(said), f"$ {step.line}\nprinted\n{said}\nand not\n{step.shown}"


def test_what_is_shown_is_compared_line_by_line() -> None:
    shown = ("beach  Canggu", "...", "8 passed in ...")

    assert printed(shown).search("beach  Canggu  \na\nb\n8 passed in 0.3s")
    assert not printed(shown).search("beach  Uluwatu\na\n8 passed in 0.3s")
    assert not printed(shown).search("beach  Canggu\n8 failed in 0.3s")
