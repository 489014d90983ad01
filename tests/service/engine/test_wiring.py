"""Backends are found by port and built from what their constructors ask for."""

from dataclasses import dataclass
from types import ModuleType
from typing import Annotated, Protocol

import pytest

from handlers.discovery import Discovered
from handlers.registry import Registry, RegistryError, build
from service.engine.wiring import Wiring
from zantara import Context, Value, backend, handler


class Clock(Protocol):
    def hour(self) -> int: ...


class Bell(Protocol):
    def ring(self) -> str: ...


class Rings(Value):
    said: str


@dataclass
class Metal:
    """A resource of the service."""

    sound: str


@backend(Bell, simulated=True, honours_keys=True)
class TwinBell:
    built = 0

    def __init__(self, metal: Metal, clock: Clock) -> None:
        TwinBell.built += 1
        self._metal, self._clock = metal, clock

    def ring(self) -> str:
        return self._metal.sound * self._clock.hour()


@backend(Clock)
class NoonClock:
    def hour(self) -> int:
        return 12


@handler("bell.ring", effect="read", examples=[("ring it", {})])
def ring(ctx: Context[Bell]) -> Rings:
    """Ring a bell."""
    return Rings(said=ctx.port.ring())


@handler("bell.ring_at", effect="read", examples=[("ring it at noon", {})])
def ring_at(ctx: Context[Bell], times: Annotated[int, "how often"] = 1, *, clock: Clock) -> Rings:
    """Ring a bell by the clock."""
    return Rings(said=ctx.port.ring() * times * clock.hour())


def registry_of(*things: object) -> Registry:
    """A registry of what stands in one module."""
    module = ModuleType(__name__)
    for thing in things:
        setattr(module, thing.__name__, thing)  # type: ignore[attr-defined]
    registry, faults = build([Discovered(module, foreign=True)])
    assert faults == []
    return registry


def test_a_backend_is_built_from_resources_and_other_backends() -> None:
    registry = registry_of(ring, TwinBell, NoonClock)
    ports = Wiring(registry.backends, {Metal: Metal("ding")}).bind(registry)

    assert ports[Bell].instance.ring() == "ding" * 12
    assert (ports[Bell].simulated, ports[Bell].honours_keys) == (True, True)


def test_a_backend_is_built_once_for_all_who_ask() -> None:
    registry = registry_of(ring, ring_at, TwinBell, NoonClock)
    before = TwinBell.built
    ports = Wiring(registry.backends, {Metal: Metal("ding")}).bind(registry)

    assert TwinBell.built == before + 1
    assert isinstance(ports[Clock].instance, NoonClock)


def test_a_resource_of_the_service_is_a_port_too() -> None:
    class FastClock:
        def hour(self) -> int:
            return 1

    registry = registry_of(ring_at, TwinBell, NoonClock)
    ports = Wiring(registry.backends, {Metal: Metal("ding"), Clock: FastClock()}).bind(registry)

    assert ports[Clock].instance.hour() == 1
    assert ports[Bell].instance.ring() == "ding"


def test_a_port_without_a_backend_is_a_fault_of_its_handler() -> None:
    registry = registry_of(ring, NoonClock)

    with pytest.raises(RegistryError, match=r"bell\.ring.*no backend is declared for the port Bell") as raised:
        Wiring(registry.backends, {}).bind(registry)

    assert "@backend(Bell)" in raised.value.faults[0].fix


def test_a_backend_that_asks_for_what_there_is_not_is_a_fault() -> None:
    registry = registry_of(ring, TwinBell, NoonClock)

    with pytest.raises(RegistryError, match="nothing provides Metal"):
        Wiring(registry.backends, {}).bind(registry)
