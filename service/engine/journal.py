"""The journal: appended to while a turn runs, made durable in groups, followed by whoever watches.

Events wait a few milliseconds for company and are written in one transaction; whoever needs them on disk (a call that
is no read, the end of a turn) asks for it and the group goes at once. What a watcher sees is durable.
"""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter
from sqlalchemy.exc import OperationalError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

from schemas.turn import (
    AnswerDelta,
    AnswerMade,
    ApprovalAsked,
    ApprovalGiven,
    CallFinished,
    CallStarted,
    Event,
    PlanMade,
    TurnFinished,
    TurnReceived,
)
from service.engine.journal_store import EventRow, JournalStore, TurnRow
from service.engine.ports import Bus

LINGER = 0.004
"""Seconds that an event nobody waits for may wait for company."""

LAST_EVENT = "turn.finished"

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
EventT = TypeVar(
    "EventT", TurnReceived, PlanMade, CallStarted, CallFinished, ApprovalAsked, ApprovalGiven, AnswerMade, TurnFinished
)


class JournalUnavailable(Exception):
    """The journal could not be written: nothing that was not yet durable may be relied on."""


class Line(NamedTuple):
    """One event as it goes to a client. `number` is 0 for a piece of text, which is not journaled."""

    number: int
    type: str
    data: bytes


@dataclass(slots=True)
class _Entry:
    """Something on its way: stored when it is an event, and published in order either way."""

    log: "TurnLog"
    line: Line
    digest: bytes | None


class TurnLog:
    """The writing end of one turn's journal. `number` and `digest` are those of its last event."""

    def __init__(self, journal: "Journal", turn_id: str, number: int = 0, digest: bytes = b"") -> None:
        self.turn_id = turn_id
        self.number = number
        self.digest = digest
        self.broken = False
        self._journal = journal

    def append(self, event_type: type[EventT], /, **fields: Any) -> EventT:
        """Number an event and queue it; it is durable after `await durable()`."""
        event = event_type(turn_id=self.turn_id, number=self.number + 1, at=self.now(), **fields)
        payload = event.model_dump_json().encode()
        self.number = event.number
        self.digest = chained(self.digest, payload)
        self._journal.enqueue(_Entry(self, Line(self.number, event.type, payload), self.digest))
        self._journal.observe(event)
        return event

    def now(self) -> dt.datetime:
        return self._journal.clock()

    def delta(self, text: str) -> None:
        """Stream a piece of text to whoever follows, after the events that came before it."""
        payload = AnswerDelta(turn_id=self.turn_id, text=text).model_dump_json().encode()
        self._journal.enqueue(_Entry(self, Line(0, "answer.delta", payload), None))

    async def durable(self) -> None:
        """Wait until everything appended so far is on disk. Raises JournalUnavailable."""
        if not self.broken:
            await self._journal.flush()
        if self.broken:
            raise JournalUnavailable("an event of this turn could not be written")


def chained(previous: bytes, payload: bytes) -> bytes:
    """The digest of an event: over the one before it and its own payload's digest, so that a payload can be erased."""
    return sha256(previous + sha256(payload).digest()).digest()


@dataclass(slots=True)
class _Batch:
    entries: list[_Entry] = field(default_factory=list)
    opened: list[TurnRow] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    waiters: list[asyncio.Future[None]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.entries or self.opened or self.statuses)


class Journal:
    """Group commit over a `JournalStore`; one per process."""

    def __init__(self, store: JournalStore, bus: Bus, clock: Callable[[], dt.datetime]) -> None:
        self.clock = clock
        self.store = store
        self._bus = bus
        self._observers: list[Callable[[Event], None]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="journal-read")
        self._batch = _Batch()
        self._writing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, observer: Callable[[Event], None]) -> None:
        """Have every event of this process shown to `observer` as it is appended: metrics and logs."""
        self._observers.append(observer)

    def observe(self, event: Event) -> None:
        for observer in self._observers:
            observer(event)

    def open(self, row: TurnRow) -> TurnLog:
        """Begin a turn's journal."""
        self._batch.opened.append(row)
        return TurnLog(self, row.turn_id)

    async def reopen(self, turn_id: str) -> tuple[TurnLog, list[Event]]:
        """Go on with a turn's journal, from what is durable."""
        rows = await self.in_thread(self.store.read, turn_id)
        last = rows[-1] if rows else EventRow(turn_id, 0, "", b"", b"")
        return TurnLog(self, turn_id, last.number, last.digest), _events(rows)

    def set_status(self, turn_id: str, status: str) -> None:
        """Change the turn's entry in the index, together with the events queued so far."""
        self._batch.statuses[turn_id] = status

    async def in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run a method of the store without blocking the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, function, *args)

    async def events(self, turn_id: str, after: int = 0) -> list[Event]:
        rows: Sequence[EventRow] = await self.in_thread(self.store.read, turn_id, after)
        return _events(rows)

    async def follow(self, turn_id: str, after: int = 0) -> AsyncIterator[Line]:
        """The turn's events behind number `after`, then those to come, until it ends; pieces of text in between."""
        async with self._bus.subscribe(_channel(turn_id)) as messages:
            seen = after
            for line in await self._read_lines(turn_id, seen):
                seen = line.number
                yield line
                if line.type == LAST_EVENT:
                    return
            if seen == after > 0 and await self._ended(turn_id, seen):
                return
            async for message in messages:
                line = None if message is None else _decode(message)
                if line is not None and line.number == 0:
                    yield line
                    continue
                if line is not None and line.number <= seen:
                    if line.type == LAST_EVENT:
                        return  # the reader asked for what comes after the end
                    continue
                # A gap (a slow reader, a lost connection) is filled from the journal.
                fresh = (
                    [line] if line is not None and line.number == seen + 1 else await self._read_lines(turn_id, seen)
                )
                for newer in fresh:
                    seen = newer.number
                    yield newer
                    if newer.type == LAST_EVENT:
                        return

    async def _ended(self, turn_id: str, number: int) -> bool:
        """Whether the turn's last event is known to a reader who has seen everything up to `number`."""
        rows: Sequence[EventRow] = await self.in_thread(self.store.read, turn_id)
        return bool(rows) and rows[-1].type == LAST_EVENT and rows[-1].number <= number

    async def _read_lines(self, turn_id: str, after: int) -> list[Line]:
        rows: Sequence[EventRow] = await self.in_thread(self.store.read, turn_id, after)
        return [Line(row.number, row.type, row.payload) for row in rows if row.payload is not None]

    def enqueue(self, entry: _Entry) -> None:
        self._batch.entries.append(entry)
        if self._timer is None and self._writing is None:
            self._timer = asyncio.get_running_loop().call_later(LINGER, self._start)

    async def flush(self) -> None:
        """Make everything queued durable. Raises JournalUnavailable."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._batch.waiters.append(waiter)
        if self._writing is None:
            self._start()
        await waiter

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write_batches())

    async def _write_batches(self) -> None:
        """Write what is queued, and what came meanwhile, until nothing is."""
        try:
            while self._batch or self._batch.waiters:
                batch, self._batch = self._batch, _Batch()
                await self._write(batch)
        finally:
            self._writing = None

    async def _write(self, batch: _Batch) -> None:
        rows = [
            EventRow(entry.log.turn_id, entry.line.number, entry.line.type, entry.line.data, entry.digest)
            for entry in batch.entries
            if entry.digest is not None and not entry.log.broken
        ]
        try:
            if rows or batch.opened or batch.statuses:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._thread, self._store_batch, batch.opened, rows, batch.statuses)
        except Exception as error:  # whatever the driver raises, the turns concerned must learn of it
            for entry in batch.entries:
                entry.log.broken = True
            for waiter in batch.waiters:
                if not waiter.done():
                    waiter.set_exception(JournalUnavailable(f"the journal cannot be written: {type(error).__name__}"))
            return
        for waiter in batch.waiters:
            if not waiter.done():
                waiter.set_result(None)
        for entry in (entry for entry in batch.entries if not entry.log.broken):
            await self._bus.publish(_channel(entry.log.turn_id), _encode(entry.line))

    @retry(
        retry=retry_if_exception_type(OperationalError),
        stop=stop_after_attempt(4),
        wait=wait_exponential(0.02, max=1),
        reraise=True,
    )
    def _store_batch(self, opened: list[TurnRow], rows: list[EventRow], statuses: dict[str, str]) -> None:
        self.store.write(opened, rows, statuses)

    async def close(self) -> None:
        """Write what is queued and stop."""
        if self._batch:
            await self.flush()
        self._thread.shutdown()
        self._readers.shutdown()


def _events(rows: Sequence[EventRow]) -> list[Event]:
    return [EVENT.validate_json(row.payload) for row in rows if row.payload is not None]


def _channel(turn_id: str) -> str:
    return f"turn:{turn_id}"


def _encode(line: Line) -> bytes:
    return b"%d %s\n%s" % (line.number, line.type.encode(), line.data)


def _decode(message: bytes) -> Line:
    head, data = message.split(b"\n", 1)
    number, kind = head.split(b" ", 1)
    return Line(int(number), kind.decode(), data)
