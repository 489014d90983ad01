"""Where handlers run: one that blocks harms nobody but itself."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Annotated

import pytest

from handlers.context import Context
from handlers.handler import handler
from service.engine.dispatch import Dispatcher
from tests.support.engine import CALLER, Note, compiled, dispatcher


@pytest.fixture
def runner() -> Iterator[Dispatcher]:
    made = dispatcher()
    yield made
    made.workers.close()


@handler("x.where", effect="read")
async def where(ctx: Context) -> Note:
    """Tell the thread."""
    return Note(text=threading.current_thread().name)


@handler("x.where_plain", effect="read")
def where_plain(ctx: Context) -> Note:
    """Tell the thread."""
    return Note(text=threading.current_thread().name)


@pytest.mark.parametrize("foreign", [True, False])
async def test_a_plain_function_never_runs_on_the_services_loop(runner: Dispatcher, foreign: bool) -> None:
    ended = await runner.execute(compiled(where_plain, foreign=foreign), {}, CALLER)

    assert ended.result["text"] != threading.current_thread().name


async def test_our_own_coroutines_share_the_services_loop(runner: Dispatcher) -> None:
    assert (await runner.execute(compiled(where), {}, CALLER)).result["text"] == threading.current_thread().name


async def test_a_plugins_coroutine_has_a_loop_of_its_own(runner: Dispatcher) -> None:
    made = compiled(where, foreign=True)

    ended = [await runner.execute(made, {}, CALLER) for _ in range(2)]

    assert ended[0].result["text"] != threading.current_thread().name
    assert ended[0].result == ended[1].result


@handler("x.sometimes", effect="read", timeout=0.4)
async def sometimes(ctx: Context, block: Annotated[float, "seconds"]) -> Note:
    """Block the loop that it runs on."""
    time.sleep(block)  # noqa: ASYNC251 (what a careless plugin does)
    return Note(text="fine")


@handler("x.sometimes_plain", effect="read", timeout=0.4)
def sometimes_plain(ctx: Context, block: Annotated[float, "seconds"]) -> Note:
    """Block the thread that it runs on."""
    time.sleep(block)
    return Note(text="fine")


@pytest.mark.parametrize("careless", [sometimes, sometimes_plain])
async def test_a_plugin_that_blocks_stops_neither_the_service_nor_its_own_next_calls(
    runner: Dispatcher, careless: object
) -> None:
    made, neighbour = compiled(careless, foreign=True), compiled(where, foreign=True)  # type: ignore[arg-type]
    blocked = asyncio.create_task(runner.execute(made, {"block": 1.5}, CALLER))
    ticks = 0
    while not blocked.done():
        ticks += 1
        await asyncio.sleep(0.005)
        assert (await runner.execute(neighbour, {}, CALLER)).status == "done"
    ended = await blocked

    after = await runner.execute(made, {"block": 0}, CALLER)

    assert ended.status == "failed"
    assert ticks > 5
    assert after.result == {"text": "fine"}


async def test_a_plugins_coroutine_that_is_cancelled_stops(runner: Dispatcher) -> None:
    begun, stopped = threading.Event(), threading.Event()

    @handler("x.waits", effect="read")
    async def waits(ctx: Context) -> Note:
        """Wait."""
        begun.set()
        try:
            await asyncio.sleep(30)
        finally:
            stopped.set()
        return Note(text="")

    task = asyncio.create_task(runner.execute(compiled(waits, foreign=True), {}, CALLER))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await asyncio.to_thread(stopped.wait, 5)


HUNG = """
import asyncio, threading
from handlers.context import Context
from handlers.handler import handler
from tests.support.engine import CALLER, Note, compiled, dispatcher

@handler("x.hangs", effect="read", timeout=0.05)
def hangs(ctx: Context) -> Note:
    '''Hang for ever.'''
    threading.Event().wait()
    return Note(text="")

async def main():
    runner = dispatcher()
    print((await runner.execute(compiled(hangs), {}, CALLER)).status)
    runner.workers.close()

asyncio.run(main())
"""


def test_a_thread_that_never_returns_does_not_keep_the_service_from_stopping() -> None:
    ended = subprocess.run([sys.executable, "-c", HUNG], capture_output=True, text=True, timeout=20, check=False)

    assert (ended.stdout, ended.returncode) == ("failed\n", 0), ended.stderr
