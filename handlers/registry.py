"""The registry: every handler that the service knows, as one immutable snapshot. Strict: one fault stops the boot."""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from types import ModuleType

import orjson

from handlers.backend import BACKEND, BackendDeclaration
from handlers.definitions import Compiler, Fault, Handler, wire_name
from handlers.demo import DEMO_SEED, SeedDeclaration
from handlers.discovery import Discovered, discover
from handlers.handler import DECLARATION, Declaration


class RegistryError(Exception):
    """The plugins cannot be loaded as they are; `faults` says all that is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(str(fault) for fault in self.faults)
        super().__init__(f"{len(self.faults)} fault(s) in the handlers:\n{lines}")


@dataclass(frozen=True)
class Registry(Mapping[str, Handler]):
    """Handlers by dotted name, in stable order. A turn keeps the registry that it started on."""

    handlers: Mapping[str, Handler]
    backends: tuple[BackendDeclaration, ...] = ()
    seeds: tuple[SeedDeclaration, ...] = ()

    def __getitem__(self, name: str) -> Handler:
        return self.handlers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.handlers)

    def __len__(self) -> int:
        return len(self.handlers)

    @cached_property
    def by_wire(self) -> Mapping[str, Handler]:
        return {handler.definition.wire_name: handler for handler in self.handlers.values()}

    @cached_property
    def digest(self) -> str:
        """Changes with any definition: training data and journals name the registry they were made with."""
        definitions = [handler.definition.model_dump(mode="json") for handler in self.handlers.values()]
        return sha256(orjson.dumps(definitions, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def load(plugins: str | None = None, *, entry_points: bool = True) -> Registry:
    """Find, import and check every handler: our own, those of installed packages, those of the folder `plugins`.

    Raises RegistryError with every fault found: a failing import, a duplicate name, a wire-name collision, a missing
    result type, an undescribed parameter, an example that does not validate.
    """
    found, faults = discover(plugins, entry_points=entry_points)
    registry, more = build(found)
    if faults or more:
        raise RegistryError([*faults, *more])
    return registry


def build(found: Iterable[Discovered]) -> tuple[Registry, list[Fault]]:
    """Compile what stands in the given modules; a faulty handler is left out and told."""
    handlers: dict[str, Handler] = {}
    backends: list[BackendDeclaration] = []
    seeds: list[SeedDeclaration] = []
    faults: list[Fault] = []
    for module, foreign in found:
        backends += _backends_of(module)
        seeds += _seeds_of(module)
        for declaration in _declarations_of(module):
            compiler = Compiler(declaration, foreign=foreign)
            compiled = compiler.compile()
            faults += compiler.faults
            if compiled is not None:
                faults += _clashes(compiled, handlers.values())
                handlers.setdefault(compiled.name, compiled)
    seeds.sort(key=lambda seed: (seed.order, seed.name))
    return Registry({name: handlers[name] for name in sorted(handlers)}, tuple(backends), tuple(seeds)), faults


def _declarations_of(module: ModuleType) -> Iterator[Declaration]:
    seen: set[int] = set()
    for value in list(vars(module).values()):
        # Read statically: an odd object may answer any question about its attributes with an error.
        declaration = inspect.getattr_static(value, DECLARATION, None)
        if not isinstance(declaration, Declaration) or id(declaration) in seen:
            continue
        seen.add(id(declaration))
        # A handler that is merely imported belongs to the module that defines it.
        if declaration.function.__module__ == module.__name__:
            yield declaration


def _backends_of(module: ModuleType) -> Iterator[BackendDeclaration]:
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from value.__dict__.get(BACKEND, ())


def _seeds_of(module: ModuleType) -> Iterator[SeedDeclaration]:
    for value in list(vars(module).values()):
        seed = inspect.getattr_static(value, DEMO_SEED, None)
        if isinstance(seed, SeedDeclaration) and seed.function.__module__ == module.__name__:
            yield seed


def _clashes(new: Handler, present: Iterable[Handler]) -> Iterator[Fault]:
    for other in present:
        if other.name == new.name:
            yield Fault(new.file, new.name, f"the name is taken by {other.file}", "choose another name")
        elif other.definition.wire_name == wire_name(new.name):
            problem = f"on the wire it is {wire_name(new.name)!r}, as is {other.name!r} of {other.file}"
            yield Fault(new.file, new.name, problem, "rename one of the two")
