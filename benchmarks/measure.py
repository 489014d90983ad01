"""How a subject is measured: turns one after another, then 64 at once; wall time, and CPU of the serving process.

Standard library alone: the peers run it in an environment of their own.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

CONCURRENT = 64

Turn = Callable[[int], Awaitable[None]]
"""Runs one turn with so many calls, and raises where it did not do them."""


@dataclass(frozen=True)
class Amount:
    """How many turns are measured in each phase, after a tenth as many to warm up."""

    sequential: int = 200
    concurrent: int = 640


async def measure(turn: Turn, cpu: Callable[[], float] = time.process_time, amount: Amount | None = None) -> dict:
    """Figures by number of calls: {"1": {...}, "8": {...}}; milliseconds, and turns a second.

    `cpu` reads the CPU seconds that the serving process has used. Sequential turns come first: idle pooled
    connections slow the later ones of some clients.
    """
    amount = amount or Amount()
    figures = {str(calls): await one_after_another(turn, calls, cpu, amount.sequential) for calls in (1, 8)}
    for calls in (1, 8):
        figures[str(calls)] |= await at_once(turn, calls, cpu, amount.concurrent)
    return figures


async def one_after_another(turn: Turn, calls: int, cpu: Callable[[], float], turns: int) -> dict:
    for _ in range(max(turns // 10, 5)):
        await turn(calls)
    walls = []
    used = cpu()
    for _ in range(turns):
        began = time.perf_counter()
        await turn(calls)
        walls.append((time.perf_counter() - began) * 1000)
    used = cpu() - used
    p95 = statistics.quantiles(walls, n=20)[-1]
    return {"median_ms": statistics.median(walls), "p95_ms": p95, "cpu_ms": used / turns * 1000}


async def at_once(turn: Turn, calls: int, cpu: Callable[[], float], turns: int) -> dict:
    await asyncio.gather(*(turn(calls) for _ in range(CONCURRENT)))
    left = iter(range(turns))

    async def client() -> None:
        for _ in left:
            await turn(calls)

    used, began = cpu(), time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CONCURRENT)))
    wall, used = time.perf_counter() - began, cpu() - used
    return {"turns_per_s": turns / wall, "cpu_ms_at_64": used / turns * 1000, "turns_per_core_s": turns / used}
