"""Where handlers come from: this package, entry points `zantara.handlers`, and a plugin folder. No central list."""

import importlib
import itertools
import pkgutil
import sys
import traceback
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint
from importlib.metadata import entry_points as installed_entry_points
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import handlers as package
from handlers.definitions import Fault

GROUP = "zantara.handlers"
_generation = itertools.count(1)


class Discovered(NamedTuple):
    """A module that may hold handlers; `foreign` when it is not ours."""

    module: ModuleType
    foreign: bool


def discover(plugins: str | None, *, entry_points: bool = True) -> tuple[list[Discovered], list[Fault]]:
    """Import everything that may hold a handler or a backend. An import error becomes a fault."""
    found: list[Discovered] = []
    faults: list[Fault] = []
    for name in _submodules(package):
        _import(name, name, False, found, faults)
    if entry_points:
        _import_entries(installed_entry_points(group=GROUP), found, faults)
    if plugins:
        _import_folder(Path(plugins), found, faults)
    return found, faults


def discover_only(target: str) -> tuple[list[Discovered], list[Fault]]:
    """Import one plugin and nothing else: a file, a package's folder, a plugin folder, or an installed package.

    A package is named as its entry point, as its distribution or as its module. Raises LookupError for what is none.
    """
    found: list[Discovered] = []
    faults: list[Fault] = []
    path = Path(target)
    if path.is_dir() and not (path / "__init__.py").exists():
        _import_folder(path, found, faults)
    elif path.exists():
        _import_folder(path.absolute().parent, found, faults, only=path.absolute().stem)
    else:
        _import_entries(_entries_named(target), found, faults)
    return found, faults


def _entries_named(target: str) -> list[EntryPoint]:
    """Raises LookupError naming what is installed."""
    installed = installed_entry_points(group=GROUP)
    named = [
        entry
        for entry in installed
        if target in (entry.name, entry.module, entry.module.partition(".")[0], entry.dist and entry.dist.name)
    ]
    if not named:
        known = ", ".join(sorted({entry.dist.name for entry in installed if entry.dist})) or "none"
        raise LookupError(f"{target!r} is no file, no folder and no installed package with handlers ({known})")
    return named


def _submodules(parent: ModuleType) -> Iterator[str]:
    yield from (info.name for info in _walk(parent.__path__, parent.__name__ + "."))


def _walk(path: Iterable[str], prefix: str) -> Iterator[pkgutil.ModuleInfo]:
    """As `pkgutil.walk_packages`, but the caller imports what is yielded; a package that failed is not entered."""
    for info in pkgutil.iter_modules(path, prefix):
        yield info
        module = sys.modules.get(info.name)
        if info.ispkg and module is not None:
            yield from _walk(module.__path__, info.name + ".")


def _import_entries(entries: Iterable[EntryPoint], found: list[Discovered], faults: list[Fault]) -> None:
    for entry in entries:
        for name in _fresh_modules(entry):
            _import(name, f"entry point {entry.name!r} ({name})", True, found, faults)


def _fresh_modules(entry: EntryPoint) -> Iterator[str]:
    """The entry point's module and its submodules, forgotten first, so that a reload reads an updated package."""
    root = entry.module
    for name in [n for n in sys.modules if n == root or n.startswith(root + ".")]:
        del sys.modules[name]
    yield root
    module = sys.modules.get(root)
    if module is not None and hasattr(module, "__path__"):
        yield from _submodules(module)


def _import(name: str, where: str, foreign: bool, found: list[Discovered], faults: list[Fault]) -> None:
    try:
        found.append(Discovered(importlib.import_module(name), foreign))
    except (Exception, SystemExit) as error:  # a plugin may raise anything while it is imported
        faults.append(_import_fault(where, error))


def _import_folder(folder: Path, found: list[Discovered], faults: list[Fault], *, only: str | None = None) -> None:
    """Load `*.py` and packages of a folder under a private namespace: an author's `schemas` shadows none of ours.

    Each load has a namespace of its own: a reload leaves the modules of running turns alone. `only` names the one
    module or package of the folder that is wanted.
    """
    if not folder.is_dir():
        faults.append(
            Fault(str(folder), "-", "the plugin folder does not exist", "create it, or unset ZANTARA_PLUGINS")
        )
        return
    namespace = f"zantara_plugins_{next(_generation)}"
    root = ModuleType(namespace)
    root.__path__ = [str(folder)]
    sys.modules[namespace] = root
    importlib.invalidate_caches()
    for info in _walk(root.__path__, namespace + "."):
        _, first, *inner = info.name.split(".")
        if not (inner or [first])[-1].startswith("_") and only in (None, first):
            _import(info.name, str(_path_of(folder, info.name)), True, found, faults)


def _path_of(folder: Path, module: str) -> Path:
    path = folder.joinpath(*module.split(".")[1:])
    return path if path.is_dir() else path.with_suffix(".py")


def _import_fault(where: str, error: BaseException) -> Fault:
    frames = traceback.extract_tb(error.__traceback__)
    line = f" (line {frames[-1].lineno} of {frames[-1].filename})" if frames else ""
    return Fault(
        where, "-", f"the import failed: {type(error).__name__}: {error}{line}", "mend the module or remove it"
    )
