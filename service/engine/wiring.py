"""Builds the backends that the registry's handlers ask for: one per port, its constructor filled in by annotation."""

import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from handlers.backend import BackendDeclaration
from handlers.definitions import Fault
from handlers.registry import Registry, RegistryError
from service.engine.dispatch import BoundBackend

T = TypeVar("T")


class Wiring:
    """Backends by port. Builds each once; `resources` are instances by the type that constructors ask for."""

    def __init__(self, backends: Iterable[BackendDeclaration], resources: Mapping[Any, Any]) -> None:
        self._declared: dict[type, BackendDeclaration] = {}
        for declared in backends:
            # A vendor's backend, declared because it is installed and configured, goes before the twin.
            if declared.port not in self._declared or self._declared[declared.port].vendor == "local":
                self._declared[declared.port] = declared
        self._resources = dict(resources)
        self._instances: dict[type, Any] = {}

    def bind(self, registry: Registry) -> dict[type, BoundBackend]:
        """A backend for every port that a handler names. Raises RegistryError for one that has none."""
        ports: dict[type, BoundBackend] = {}
        faults: list[Fault] = []
        for handler in registry.values():
            for port in (*([handler.port] if handler.port else []), *handler.ports.values()):
                try:
                    ports.setdefault(port, self.bound(port))
                except LookupError as error:
                    fix = f"declare one: `@backend({port.__name__})` on a class of a discovered module"
                    faults.append(Fault(handler.file, handler.name, str(error), fix))
        if faults:
            raise RegistryError(faults)
        return ports

    def check(self, port: Any, _asking: tuple[type, ...] = ()) -> None:
        """Raises LookupError where the port could not be bound; builds nothing."""
        if port in self._resources:
            return
        declared = self._declared.get(port)
        if declared is None:
            who = f", which {_asking[-1].__name__} asks for" if _asking else ""
            raise LookupError(f"no backend is declared for {getattr(port, '__name__', port)}{who}")
        if declared.implementation in _asking:
            raise LookupError(f"{declared.implementation.__name__} needs itself to be built")
        for needed in asked_for(declared.implementation).values():
            self.check(needed, (*_asking, declared.implementation))

    def bound(self, port: Any) -> BoundBackend:
        """Raises LookupError when nothing implements the port."""
        if port in self._resources:
            return BoundBackend(self._resources[port])
        declared = self._declared.get(port)
        if declared is None:
            raise LookupError(f"no backend is declared for the port {getattr(port, '__name__', port)}")
        return BoundBackend(self.get(port), declared.simulated, declared.honours_keys)

    def get(self, port: Any) -> Any:
        """The resource or the backend of this type. Raises LookupError."""
        if port in self._resources:
            return self._resources[port]
        implementation = self._declared[port].implementation if port in self._declared else None
        if implementation is None:
            raise LookupError(f"nothing provides {getattr(port, '__name__', port)}")
        if implementation not in self._instances:
            self._instances[implementation] = self.call(implementation)
        return self._instances[implementation]

    def call(self, function: Callable[..., T], **given: Any) -> T:
        """Call a function or a class with what its annotations ask for; `given` goes by name, where there is
        a parameter of it. Raises LookupError."""
        known = {name: value for name, value in given.items() if name in inspect.signature(function).parameters}
        needed = {name: wanted for name, wanted in asked_for(function).items() if name not in known}
        return function(**known, **{name: self.get(wanted) for name, wanted in needed.items()})


def asked_for(function: Callable[..., Any]) -> dict[str, Any]:
    """The annotation of each parameter without a default."""
    hints = typing.get_type_hints(function.__init__ if inspect.isclass(function) else function)
    parameters = inspect.signature(function).parameters.values()
    return {p.name: hints[p.name] for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD}
