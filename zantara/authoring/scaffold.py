"""`zantara handlers new`: a handler with everything that belongs to it, out of the files in `templates`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from schemas.tools import Effect
from zantara.authoring.names import Names

TEMPLATES = Path(__file__).parent / "templates"

PYTEST = "[pytest]\npythonpath = .\ntestpaths = tests\n"


class FileExists(Exception):
    """A file that would be written is there already; `paths` names all of them."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__(f"{', '.join(map(str, paths))}: there already, and stays as it is; choose another name")
        self.paths = paths


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to make, and where. `port`: the handler talks to something, so it gets a port and a twin."""

    names: Names
    effect: Effect
    port: bool
    folder: Path

    @property
    def templates(self) -> Path:
        return TEMPLATES / (self.effect.value if self.port else "pure")


def write(wanted: Wanted) -> list[Path]:
    """Write the files and return them. Raises FileExists, and then nothing was written."""
    files = dict(_files(wanted))
    present = [path for path in files if path.exists()]
    if present:
        raise FileExists(present)
    settings = wanted.folder / "pytest.ini"
    if not settings.exists():
        files[settings] = PYTEST
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def _files(wanted: Wanted) -> Iterator[tuple[Path, str]]:
    names, package = wanted.names, wanted.folder / wanted.names.package
    yield package / "__init__.py", f'"""{names.words.capitalize()}: a plugin of Zantara."""\n'
    yield package / f"{names.noun}.py", _filled(wanted, "handler")
    if wanted.port:
        yield package / f"{names.noun}_twin.py", _filled(wanted, "twin")
    yield wanted.folder / "tests" / f"test_{names.package}.py", _filled(wanted, "test")


def _filled(wanted: Wanted, template: str) -> str:
    text = (wanted.templates / f"{template}.py.template").read_text(encoding="utf-8")
    return Template(text).substitute(wanted.names.values())
