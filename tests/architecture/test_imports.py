"""Who may import whom, read off the source: dependencies point one way."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("schemas", "handlers", "scout", "service", "training_data_gen", "finetune", "zantara")
LONGEST = 400

MAY_IMPORT = {
    "schemas": {"schemas"},
    "handlers": {"schemas", "handlers", "zantara"},
    "scout": {"schemas", "handlers", "scout"},
    "service.engine": {"schemas", "handlers", "service.engine"},
    "service": {"schemas", "handlers", "scout", "service.engine", "service"},
    "zantara": {
        "schemas",
        "handlers",
        "scout",
        "service.engine",
        "service",
        "training_data_gen",
        "finetune",
        "zantara",
    },
    "training_data_gen": {"schemas", "handlers", "scout", "service.engine", "training_data_gen"},
    "finetune": {"schemas", "handlers", "scout", "service.engine", "training_data_gen", "finetune"},
}
"""Room -> rooms of the project that it may import. Libraries are free."""

BACKEND_USERS = {
    "service.app",  # binds them
    "service.stores",  # opens what they stand on
    "service.composition",  # holds the file store that routes use
    "service.routes.files",  # tells its refusals over HTTP
    "service.models.openai_request",  # tells the type of an image by its content
    "service.demo",  # empties and fills them
    "service.migrations",  # creates their tables
    "service.reminders",  # fires what is due in their table
    "service.engine.journal_store",  # keeps its tables in their database
}
"""Everyone else knows ports, not backends."""

LAZY = {
    "handlers/analytics/plot.py": "Pillow is wanted by one handler",
    "handlers/assistance/reading.py": "pypdf and python-docx are wanted by one handler",
    "handlers/backends/local/datasets.py": "DuckDB takes half a second and is wanted by two handlers",
    "handlers/backends/local/demo_datasets.py": "DuckDB writes the demo's datasets at the first start alone",
    "handlers/backends/local/demo_files.py": "pypdf writes the demo's files at the first start alone",
    "handlers/backends/local/select_only.py": "DuckDB takes half a second and is wanted by two handlers",
    "handlers/business/letterhead.py": "reportlab is wanted when a quote or an invoice is first printed",
    "handlers/assistance/holiday.py": "the calendars of holidays are wanted by one handler",
    "handlers/backends/local/vectors.py": "the Qdrant client takes a second and 46 MB; it is opened beside the start",
    "handlers/backends/web/pages.py": "trafilatura is wanted by one handler",
    "scout/graphs.py": "onnx is needed once, when a graph is first exported",
    "service/migrations/__init__.py": "Alembic takes 0.3 s; nearly every start has nothing to migrate",
    "zantara/cli": "a command imports only what it runs, so that `zantara --help` answers at once",
}
"""Files, or folders, that import inside functions, and why."""

ENVIRONMENT = {"environ", "environb", "getenv", "putenv"}


class Import(NamedTuple):
    """One import: the module that it stands in, what it brings, and whether it stands inside a function."""

    file: str
    line: int
    module: str
    target: str
    lazy: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.module} imports {self.target}"


def sources(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(*rooms: str) -> Iterator[Import]:
    for path in sources(*rooms):
        inside = {id(node) for function in functions(path) for node in ast.walk(function)}
        for node in ast.walk(tree(path)):
            for target in targets(node, path):
                lazy = id(node) in inside
                yield Import(str(path.relative_to(ROOT)), getattr(node, "lineno", 0), module_of(path), target, lazy)


def functions(path: Path) -> list[ast.AST]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def targets(node: ast.AST, path: Path) -> Iterator[str]:
    """Full names of what an import brings: `from handlers import ports` may bring the module `handlers.ports`."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        package = path.relative_to(ROOT).parent.parts
        base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
        origin = ".".join(part for part in (base, node.module) if part)
        yield from (f"{origin}.{alias.name}" for alias in node.names)


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


def room_of(module: str) -> str | None:
    """The most specific room that a module belongs to; None for a library."""
    rooms = [*MAY_IMPORT, "benchmarks", "tests"]
    return max((room for room in rooms if within(module, room)), key=len, default=None)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_dependencies_point_one_way(room: str) -> None:
    wrong = [
        str(found)
        for found in imports(room.partition(".")[0])
        if room_of(found.module) == room and room_of(found.target) not in {None, *MAY_IMPORT[room]}
    ]

    assert wrong == []


def test_only_the_front_door_of_the_front_door_is_open_to_handlers() -> None:
    """A handler of ours may be written as a plugin author's; the command line is no part of that."""
    wrong = [str(found) for found in imports("handlers") if within(found.target, "zantara.cli")]

    assert wrong == []


def test_backends_are_known_to_those_alone_who_bind_or_store_with_them() -> None:
    wrong = [
        str(found)
        for found in imports("schemas", "handlers", "scout", "service")
        if within(found.target, "handlers.backends")
        and not within(found.module, "handlers.backends")
        and not any(within(found.module, user) for user in BACKEND_USERS)
    ]

    assert wrong == []


def test_collaborators_of_the_turn_do_not_know_the_turn() -> None:
    wrong = [
        str(found)
        for found in imports("service")
        if within(found.module, "service.engine")
        and found.module not in ("service.engine.turn", "service.engine.turns")
        and (within(found.target, "service.engine.turn") or within(found.target, "service.engine.turns"))
    ]

    assert wrong == []


def test_imports_stand_at_the_top() -> None:
    wrong = [str(found) for found in imports(*ROOMS) if found.lazy and not any(found.file.startswith(f) for f in LAZY)]

    assert wrong == []


def test_every_exception_is_still_needed() -> None:
    lazy = [found.file for found in imports(*ROOMS) if found.lazy]
    backends = [found.module for found in imports("service") if within(found.target, "handlers.backends")]

    assert [file for file in LAZY if not any(found.startswith(file) for found in lazy)] == []
    assert [user for user in BACKEND_USERS if not any(within(module, user) for module in backends)] == []


def test_only_the_settings_read_the_environment() -> None:
    """The command line may: it is a client, and runs where its user set the variables."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("schemas", "handlers", "scout", "service")
        if path != ROOT / "service" / "settings.py"
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr in ENVIRONMENT)
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and ENVIRONMENT & {a.name for a in node.names})
    ]  # fmt: skip

    assert wrong == []


def test_modules_stay_short() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in sources(*ROOMS)}

    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [str(path.relative_to(ROOT)) for path in sources(*ROOMS) if not ast.get_docstring(tree(path))]

    assert silent == []
