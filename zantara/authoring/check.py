"""`zantara handlers check`: everything that the boot would refuse, and what makes a handler hard to choose."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from handlers.assistance.detection import HOUSE, detect
from handlers.definitions import Fault, Handler
from handlers.discovery import Discovered, discover, discover_only
from handlers.ports import DataDir, Encoder
from handlers.registry import Registry, build
from scout.encoder import OnnxEncoder
from service.engine.wiring import Wiring, asked_for
from zantara.authoring.neighbours import CONFUSABLE, Neighbour, neighbours

OFFERED = {DataDir, Encoder}
"""What an author's backend may ask for, whether a backend of ours does or not."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. A fault keeps the service from starting; a warning does not."""

    handlers: tuple[str, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON, with the threshold that the neighbours are judged by."""
        return {"ok": not self.faults, **asdict(self), "confusable_from": CONFUSABLE}


def check(target: str, plugins: Path | None, cache: Path) -> Report:
    """Examine a plugin in a process of its own: what it prints, leaves behind or breaks stays there.

    target: as of `discover_only`. plugins: the folder that the service loads too, where there is one. cache: the folder
    of the encoder's graph and of embeddings. Raises LookupError where the target is none.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), _silence) as process:
        try:
            return process.submit(examine, target, plugins, cache).result()
        except BrokenProcessPool:
            problem = "importing it ended the process"
            fault = Fault(target, "-", problem, "remove what exits or crashes while the module is imported")
            return Report((), (fault,))


def _silence() -> None:
    """What a plugin prints goes to standard error: standard output is the report's."""
    os.dup2(2, 1)


def examine(target: str, plugins: Path | None, cache: Path) -> Report:
    """As `check`, in this process."""
    found, faults = discover_only(target)
    others = _others(target, found, plugins)
    house, known = build(others)
    registry, more = build([*others, *found])
    faults += [fault for fault in more if fault not in known]
    names = {name for name in registry if name not in house}
    if not names and not faults:
        faults.append(Fault(target, "-", "there is no handler in it", "put `@handler(...)` on a function of it"))
    added = [registry[name] for name in sorted(names)]
    faults += _unbound(added, registry, house)
    near = neighbours(
        [handler.definition for handler in added],
        [handler.definition for handler in registry.values()],
        OnnxEncoder(cache),
        cache,
    )
    warnings = [*_unspoken(added), *_confusable(near, registry)]
    return Report(tuple(sorted(names)), tuple(faults), tuple(warnings), tuple(near))


def _others(target: str, found: Iterable[Discovered], plugins: Path | None) -> list[Discovered]:
    """What the service would load beside it: our own handlers, other packages, the plugin folder."""
    inside = plugins is not None and Path(target).absolute().is_relative_to(plugins.absolute())
    every, _ = discover(str(plugins) if plugins is not None and not inside else None)
    its_own = {one.module.__name__ for one in found}
    return [one for one in every if one.module.__name__ not in its_own]


def _unbound(added: Iterable[Handler], registry: Registry, house: Registry) -> Iterator[Fault]:
    wiring = Wiring(registry.backends, dict.fromkeys(_resources(house)))
    for handler in added:
        for port in _ports(handler):
            try:
                wiring.check(port)
            except LookupError as error:
                fix = f"declare a class of the same package: `@backend({getattr(port, '__name__', port)})`"
                yield Fault(handler.file, handler.name, str(error), fix)


def _resources(house: Registry) -> set[Any]:
    """What the service provides: what it offers, and all that our own ask for and no backend implements."""
    asked = {wanted for one in house.backends for wanted in asked_for(one.implementation).values()}
    asked |= {port for handler in house.values() for port in _ports(handler)}
    return OFFERED | asked - {one.port for one in house.backends}


def _ports(handler: Handler) -> list[type]:
    return [*([handler.port] if handler.port else []), *handler.ports.values()]


def _unspoken(added: Iterable[Handler]) -> Iterator[Fault]:
    for handler in added:
        spoken = {detect(example.text).code for example in handler.definition.examples}
        silent = [language for language in HOUSE if language not in spoken]
        if silent:
            problem = f"no example is in {', '.join(silent)}"
            yield Fault(handler.file, handler.name, problem, "add one, worded as people type in that language")


def _confusable(near: Iterable[Neighbour], registry: Registry) -> Iterator[Fault]:
    for one in near:
        if one.confusable:
            problem = f"{one.text!r} is {one.cosine:.2f} near {one.other!r} of {one.nearest} (from {CONFUSABLE:.2f} on)"
            fix = "say in the description and the examples what only this handler does"
            yield Fault(registry[one.handler].file, one.handler, problem, fix)
