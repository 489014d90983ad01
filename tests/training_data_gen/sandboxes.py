"""A sandbox for tests: a seeded world on a Friday, with what a process shares built once."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from schemas.trajectory import Trajectory, Wish
from training_data_gen.drafts import Draft, DraftTurn, Task
from training_data_gen.running import run
from training_data_gen.sandbox import Sandbox
from training_data_gen.workers import equipment
from training_data_gen.written import Written

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Makassar"))


@asynccontextmanager
async def seeded(folder: Path) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(equipment().workshop, folder, NOW)
    sandbox.seed()
    sandbox.keep()
    try:
        yield sandbox
    finally:
        await sandbox.close()


def wish(handler: str, /, after: tuple[int, ...] = (), missing: tuple[str, ...] = (), **args: JsonValue) -> Wish:
    return Wish(handler=handler, args=args, after=after, missing=missing)


def draft(*wishes: Wish, **how: object) -> Draft:
    """A conversation of one message."""
    task = Task(1, "single" if len(wishes) == 1 else "parallel", wishes[0].handler if wishes else "", "en")
    return Draft(task, NOW, (DraftTurn(Written("please do it", wishes)),), **how)  # type: ignore[arg-type]


async def ran(sandbox: Sandbox, *wishes: Wish, **how: object) -> Trajectory:
    """In the world as on its first day."""
    sandbox.restore()
    return await run(draft(*wishes, **how), sandbox)
