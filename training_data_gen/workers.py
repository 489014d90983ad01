"""Makes records in batches, each in a world of its own, in as many processes as there are."""

import asyncio
import datetime as dt
import logging
import multiprocessing
import random
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog

from handlers.registry import load
from scout.encoder import OnnxEncoder
from scout.personas import load_personas
from training_data_gen.compose import DAYS, FIRST_DAY
from training_data_gen.datasets import add_datasets
from training_data_gen.drafts import Task
from training_data_gen.making import Made, Maker
from training_data_gen.running import run
from training_data_gen.sandbox import Sandbox, Workshop
from training_data_gen.slots.setting import Scene
from training_data_gen.sources import read_all
from training_data_gen.trajectories import Author
from training_data_gen.verify import Checks
from training_data_gen.world import known

TALKS = ("visa.overstay_fine", "calculator.evaluate", "tax.vat", "currency.convert", "visa.requirements", "task.list")
"""What was asked in the days before: conversations can be searched and counted."""

BEFORE = 9_000_000
"""Numbers of what was said before any task."""

AHEAD = 2
"""Batches in the air for each process: enough to keep all busy, few enough to keep memory flat."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Tasks that are made in one world; the number and the seed decide its day."""

    number: int
    seed: int
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a process needs for any batch: it takes seconds to build."""

    workshop: Workshop
    author: Author
    checks: Checks


def made(batches: Iterable[Batch], workers: int) -> Iterator[list[Made]]:
    """What came of the batches, in their order, whatever the number of processes."""
    if workers == 1:
        before = structlog.get_config()
        _quiet()
        try:
            yield from map(make_batch, batches)
        finally:
            structlog.configure(**before)
        return
    # Processes start afresh: a fork would copy the locks of the threads that draw the progress bar.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_quiet) as pool:
        waiting: deque[Future[list[Made]]] = deque()
        for batch in batches:
            waiting.append(pool.submit(make_batch, batch))
            if len(waiting) >= AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def make_batch(batch: Batch) -> list[Made]:
    """Make the records of a batch in a new world."""
    with tempfile.TemporaryDirectory(prefix="zantara-sandbox-") as folder:
        return asyncio.run(_make(batch, equipment(), Path(folder)))


def _quiet() -> None:
    """A call that fails is counted in the report; its traceback would be in the way of the progress bar."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


@cache
def equipment() -> Equipment:
    """Of this process, built when first asked for."""
    registry = load(entry_points=False)
    personas = load_personas()
    definitions = {name: handler.definition for name, handler in registry.items()}
    with tempfile.TemporaryDirectory(prefix="zantara-encoder-") as folder:
        encoder = OnnxEncoder(Path(folder))
    return Equipment(Workshop(registry, personas, encoder), Author(read_all(), definitions), Checks(registry, personas))


async def _make(batch: Batch, using: Equipment, folder: Path) -> list[Made]:
    rng = random.Random(f"{batch.seed}/world/{batch.number}")  # noqa: S311 (data, not a secret)
    sandbox = Sandbox(using.workshop, folder, FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS)))
    try:
        sandbox.seed()
        add_datasets(folder)
        await _talk(sandbox, using.author, rng)
        sandbox.keep()
        maker = Maker(sandbox, known(sandbox), using.author, using.checks, batch.seed)
        return [await maker.make(task) for task in batch.tasks]
    finally:
        await sandbox.close()


async def _talk(sandbox: Sandbox, author: Author, rng: random.Random) -> None:
    """A few conversations of the last days."""
    for days, handler in enumerate(TALKS, 1):
        now = sandbox.now - dt.timedelta(days=days, minutes=rng.randrange(300))
        task = Task(BEFORE + days, "single", handler, rng.choice(("en", "id", "it")))
        draft = author.draft(task, Scene(now), rng)
        sandbox.turn_clock(now)
        if draft is not None:
            await run(draft, sandbox)
