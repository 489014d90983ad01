"""The journal's promises to those who write and follow it, with a store that can be slow or fail."""

import asyncio
import threading
import time
from collections.abc import Sequence
from typing import Annotated

import pytest
from sqlalchemy.exc import OperationalError

from handlers.backends.local.database import Database
from handlers.context import Context
from handlers.handler import handler
from schemas.turn import TurnFinished, TurnStatus
from service.engine.in_process import InProcessBus
from service.engine.journal import Journal, JournalUnavailable, Line
from service.engine.journal_store import EventRow, JournalStore, TurnRow
from tests.support.engine import NOW, TENANT, Clock, Note, call, engine, plan, until


class WatchedStore(JournalStore):
    """Counts its transactions; while `broken` it fails as a full disk does, while `held` it is slow."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.transactions = 0
        self.events = 0
        self.broken = False
        self.hiccups = 0
        self.held = threading.Event()
        self.held.set()

    def write(self, opened: Sequence[TurnRow], rows: Sequence[EventRow], statuses: dict[str, str]) -> None:
        self.held.wait(10)
        if self.broken:
            raise OSError("no space left on device")
        if self.hiccups:
            self.hiccups -= 1
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        super().write(opened, rows, statuses)
        self.transactions += 1
        self.events += len(rows)


@handler("my.read", effect="read")
async def read(ctx: Context, text: Annotated[str, "what"] = "") -> Note:
    """Read."""
    await asyncio.sleep(0)
    return Note(text=text)


READS = plan(*(call(f"c{number}", "my.read") for number in range(5)))


async def followed(journal: Journal, turn_id: str, after: int = 0, pause: float = 0) -> list[Line]:
    lines = []
    async with asyncio.timeout(20):
        async for line in journal.follow(turn_id, after):
            lines.append(line)
            await asyncio.sleep(pause)
    return lines


def numbers(lines: Sequence[Line]) -> list[int]:
    return [line.number for line in lines if line.number]


async def test_turns_at_once_share_transactions(sqlite: Database) -> None:
    store = WatchedStore(sqlite)
    async with engine(sqlite, read, script=[READS] * 40, store=store) as run:
        await asyncio.gather(*(run.run() for _ in range(20)))

    assert store.events > 300
    assert store.transactions < store.events / 5


async def test_an_event_that_nobody_waits_for_is_written_soon(sqlite: Database) -> None:
    store = WatchedStore(sqlite)
    journal = Journal(store, InProcessBus(), Clock())
    log = journal.open(TurnRow("turn_1", TENANT, "anna", "conv_1", "running", NOW))
    log.append(TurnFinished, status=TurnStatus.COMPLETED)

    await until(lambda: store.transactions == 1, seconds=2)
    await journal.close()


async def test_what_is_durable_is_on_disk(sqlite: Database) -> None:
    journal = Journal(JournalStore(sqlite), InProcessBus(), Clock())
    log = journal.open(TurnRow("turn_1", TENANT, "anna", "conv_1", "running", NOW))
    log.append(TurnFinished, status=TurnStatus.COMPLETED)

    await log.durable()

    assert [row.type for row in JournalStore(sqlite).read("turn_1")] == ["turn.finished"]
    await journal.close()


@pytest.mark.parametrize("after", [0, 1, 3, 12, 13])
@pytest.mark.parametrize("pause", [0, 0.004])
async def test_a_follower_sees_each_event_once_and_in_order(sqlite: Database, after: int, pause: float) -> None:
    async with engine(sqlite, read, script=[READS, "the answer in pieces"]) as run:
        turn_id = run.begin()
        lines = await followed(run.journal, turn_id, after, pause)
        count = len(await run.events(turn_id))

    assert numbers(lines) == list(range(after + 1, count + 1))
    assert lines[-1].type == "turn.finished"


async def test_a_reader_too_slow_for_the_bus_misses_nothing(sqlite: Database) -> None:
    async with engine(sqlite, read, script=[READS], bus=InProcessBus(backlog=2)) as run:
        turn_id = run.begin()
        lines = await followed(run.journal, turn_id, pause=0.01)
        count = len(await run.events(turn_id))

    assert numbers(lines) == list(range(1, count + 1))


async def test_joining_at_any_moment_misses_nothing(sqlite: Database) -> None:
    async def join(turn_id: str, moment: int) -> list[Line]:
        for _ in range(moment * 3):
            await asyncio.sleep(0)
        return await followed(run.journal, turn_id)

    async with engine(sqlite, read, script=[READS, READS]) as run:
        turn_id = run.begin()
        joined = await asyncio.gather(*(join(turn_id, moment) for moment in range(30)))
        count = len(await run.events(turn_id))

    for lines in joined:
        assert numbers(lines) == list(range(1, count + 1))


@pytest.mark.parametrize("beyond", [0, 1, 100])
async def test_following_a_turn_from_its_end_ends_at_once(sqlite: Database, beyond: int) -> None:
    async with engine(sqlite, read, script=["hello"]) as run:
        turn = await run.run()
        last = len(await run.events(turn.turn_id))

        assert await followed(run.journal, turn.turn_id, last + beyond) == []


async def test_following_from_beyond_the_end_ends_with_the_turn(sqlite: Database) -> None:
    async with engine(sqlite, read, script=[READS]) as run:
        lines = await followed(run.journal, run.begin(), after=1000)

    assert numbers(lines) == []


async def test_pieces_of_text_come_between_the_events_and_are_not_kept(sqlite: Database) -> None:
    async with engine(sqlite, read, script=[READS, "one two three"]) as run:
        turn_id = run.begin()
        live = await followed(run.journal, turn_id)
        later = await followed(run.journal, turn_id)

    types = [line.type for line in live]
    assert types.count("answer.delta") == 3
    assert types[-5:] == ["answer.delta"] * 3 + ["answer.made", "turn.finished"]
    assert [line.type for line in later] == [type for type in types if type != "answer.delta"]


async def test_a_follower_never_sees_what_is_not_on_disk(sqlite: Database) -> None:
    store = WatchedStore(sqlite)
    async with engine(sqlite, read, script=[READS], store=store) as run:
        store.held.clear()
        turn_id = run.begin()
        following = asyncio.create_task(followed(run.journal, turn_id))
        await asyncio.sleep(0.05)
        assert not following.done()
        assert JournalStore(sqlite).read(turn_id) == []
        store.held.set()
        assert numbers(await following)[0] == 1


async def test_a_short_trouble_of_the_database_is_waited_out(sqlite: Database) -> None:
    store = WatchedStore(sqlite)
    store.hiccups = 2
    async with engine(sqlite, read, script=[READS], store=store) as run:
        turn = await run.run()

    assert turn.status == "completed"


async def test_a_journal_that_cannot_be_written_runs_nothing_that_changes_the_world(sqlite: Database) -> None:
    sent = []

    @handler("my.send", effect="send")
    async def send(ctx: Context) -> Note:
        """Send."""
        sent.append(ctx.call_id)
        return Note(text="")

    store = WatchedStore(sqlite)
    script = [plan(call("c1", "my.send"), call("c2", "my.read"))]
    async with engine(sqlite, send, read, script=[*script, "fine"], store=store) as run:
        store.broken = True
        turn_id = run.begin()
        with pytest.raises(JournalUnavailable):
            await run.outcome(turn_id)
        store.broken = False
        other = await run.run()

    assert sent == []
    assert other.status == "completed", "another turn goes on as soon as it can"
    assert JournalStore(sqlite).read(turn_id) == []


async def test_a_turn_whose_journal_failed_is_taken_up_at_the_next_start(sqlite: Database) -> None:
    store = WatchedStore(sqlite)

    @handler("my.break", effect="read")
    def break_journal(ctx: Context) -> Note:
        """Fill the disk."""
        store.broken = True
        return Note(text="")

    async with engine(sqlite, break_journal, script=[plan(call("c1", "my.break"))], store=store) as run:
        turn_id = run.begin()
        await run.journal.flush()
        with pytest.raises(JournalUnavailable):
            await run.outcome(turn_id)
    async with engine(sqlite, break_journal, script=["done"]) as run:
        assert await run.turns.recover() == 1
        turn = await run.outcome(turn_id)

    assert (turn.status, turn.answer) == ("completed", "done")


async def test_waiting_for_the_disk_blocks_no_one_else(sqlite: Database) -> None:
    store = WatchedStore(sqlite)
    async with engine(sqlite, read, script=["hello"], store=store) as run:
        store.held.clear()
        turn_id = run.begin()
        began = time.perf_counter()
        for _ in range(20):
            await asyncio.sleep(0.001)
        assert time.perf_counter() - began < 1
        store.held.set()
        assert (await run.outcome(turn_id)).status == "completed"


async def test_an_observer_sees_each_event_as_it_is_appended(sqlite: Database) -> None:
    seen: list[str] = []
    async with engine(sqlite, read, script=["hello"]) as run:
        run.journal.watch(lambda event: seen.append(event.type))
        await run.run()

    assert seen == ["turn.received", "answer.made", "turn.finished"]
