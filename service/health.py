"""The service's own state: what `system.status` tells, and the probes behind it."""

import asyncio
import datetime as dt
import inspect
from collections.abc import Callable, Mapping

import httpx

from handlers.ports import Component, Health
from service.models.routes import EMBEDDED, RoutesFile

PROBE_SECONDS = 5.0

Probe = Callable[[], object]
"""Returns when a part is well (a text is its detail) and raises when it is not. Runs in a thread; an awaitable that it
returns is awaited on the loop."""


class UnwellError(Exception):
    """A part is not well; the message is shown as it is."""


class ServiceHealth:
    """A `SystemHealth`. `handlers` counts those that are loaded now."""

    def __init__(
        self,
        version: str,
        started: dt.datetime,
        handlers: Callable[[], int],
        probes: Mapping[str, Probe],
        patience: float = PROBE_SECONDS,
    ) -> None:
        self._version = version
        self._started = started
        self._handlers = handlers
        self._probes = dict(probes)
        self._patience = patience

    async def check(self) -> Health:
        """Asks every part at once; one that does not answer within `patience` seconds is not well."""
        asked = (_asked(name, probe, self._patience) for name, probe in self._probes.items())
        components = await asyncio.gather(*asked)
        return Health(self._version, self._started, self._handlers(), components)


async def models_probe(routes: RoutesFile) -> str:
    """Names the models; raises UnwellError where a configured server cannot be reached."""
    async with httpx.AsyncClient(trust_env=False, timeout=PROBE_SECONDS - 1) as client:
        found = await asyncio.gather(
            *(client.get(f"{route.base_url.rstrip('/')}/models") for route in routes.models.values()),
            return_exceptions=True,
        )
    down = [name for name, answer in zip(routes.models, found, strict=True) if isinstance(answer, BaseException)]
    if down:
        raise UnwellError(f"cannot be reached: {', '.join(down)}")
    return ", ".join([EMBEDDED, *routes.models])


async def _asked(name: str, probe: Probe, patience: float) -> Component:
    try:
        async with asyncio.timeout(patience):
            said = await asyncio.to_thread(probe)
            said = await said if inspect.isawaitable(said) else said
    except TimeoutError:
        return Component(name, healthy=False, detail=f"no answer within {patience:g} s")
    except UnwellError as error:
        return Component(name, healthy=False, detail=str(error))
    except Exception as error:  # a probe may fail in any way, and that it failed is the finding
        return Component(name, healthy=False, detail=type(error).__name__)
    return Component(name, healthy=True, detail=said if isinstance(said, str) else None)
