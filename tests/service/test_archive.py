"""What the journal tells about the past."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Annotated

import pytest

from handlers.backends.local.database import Database
from service.archive import Archive
from service.engine.turns import TurnRefused
from service.engine.usage import JournalUsageLog
from tests.support.engine import NOW, TENANT, Engine, Note, call, engine, plan
from zantara import Context, InvalidRequest, handler


@handler("note.make", effect="write", examples=[("make a note", {"text": "a"})])
async def make(ctx: Context, text: Annotated[str, "what to note"]) -> Note:
    """Make a note."""
    return Note(text=text)


@handler("note.refuse", effect="read", examples=[("refuse a note", {})])
async def refuse(ctx: Context) -> Note:
    """Refuse."""
    raise InvalidRequest("no")


@handler("note.wipe", effect="destroy", examples=[("wipe the notes", {})])
async def wipe(ctx: Context) -> Note:
    """Wipe the notes."""
    return Note(text="wiped")


PLANS = [
    plan(call("c1", "note.make", text="secret"), call("c2", "note.make", text="b"), call("c3", "note.refuse")),
    "done",
]


@pytest.fixture
async def run(database: Database) -> AsyncIterator[Engine]:
    async with engine(database, make, refuse, wipe, script=PLANS) as made:
        yield made


async def test_turns_are_the_newest_first(run: Engine) -> None:
    made = [(await run.run()).turn_id for _ in range(3)]

    summaries = await Archive(run.journal).turns(TENANT, 2)

    assert [summary.turn_id for summary in summaries] == made[:0:-1]
    assert {summary.status for summary in summaries} == {"completed"}


async def test_conversations_count_their_turns_and_leave_out_calls_by_name(run: Engine) -> None:
    for conversation in ("conv_a", "conv_b", "conv_a"):
        await run.run(conversation_id=conversation)
    await run.invoke("note.make", text="by name")

    conversations = await Archive(run.journal).conversations(TENANT, 10)

    assert [(c.conversation_id, c.turns) for c in conversations] == [("conv_a", 2), ("conv_b", 1)]


async def test_a_conversation_is_its_turns_the_oldest_first(run: Engine) -> None:
    turns = [await run.run(f"message {number}", conversation_id="conv_a") for number in range(3)]

    assert await Archive(run.journal).conversation(TENANT, "conv_a") == turns


async def test_another_tenant_sees_nothing_and_erases_nothing(run: Engine) -> None:
    await run.run(conversation_id="conv_a")
    archive = Archive(run.journal)

    assert await archive.turns("montreal", 10) == []
    assert await archive.conversations("montreal", 10) == []
    assert await archive.conversation("montreal", "conv_a") == []
    assert await archive.erase("montreal", "conv_a") == 0
    assert len(await archive.conversation(TENANT, "conv_a")) == 1


async def test_erasing_takes_the_words_and_leaves_the_digests(run: Engine) -> None:
    turn = await run.run(conversation_id="conv_a")
    other = await run.run(conversation_id="conv_b")
    before = run.journal.store.read(turn.turn_id)

    erased = await Archive(run.journal).erase(TENANT, "conv_a")

    after = run.journal.store.read(turn.turn_id)
    assert erased == 1
    assert [row.payload for row in after] == [None] * len(before)
    assert [row.digest for row in after] == [row.digest for row in before]
    assert await Archive(run.journal).conversation(TENANT, "conv_b") == [other]


async def test_a_conversation_with_a_running_turn_is_not_erased(database: Database) -> None:
    async with engine(database, make, script=[plan(call("c1", "note.make", text="a")), "done"]) as run:
        turn_id = run.begin(conversation_id="conv_a")
        await run.journal.flush()
        archive = Archive(run.journal)

        with pytest.raises(TurnRefused, match=f"{turn_id}' still runs; cancel it"):
            await archive.erase(TENANT, "conv_a")

        await run.outcome(turn_id)
        assert await archive.erase(TENANT, "conv_a") == 1


async def test_turns_that_wait_are_told(database: Database) -> None:
    async with engine(database, wipe, script=[plan(call("c1", "note.wipe"), confidence=0.1), "done"]) as run:
        turn = await run.run(conversation_id="conv_a")

        assert await Archive(run.journal).waiting(TENANT, "conv_a") == [turn.turn_id]
        await run.decide(turn, "c1")
        assert await Archive(run.journal).waiting(TENANT, "conv_a") == []


async def test_the_use_of_handlers_is_counted_from_the_calls(run: Engine) -> None:
    await run.run()
    log = JournalUsageLog(run.journal.store)

    uses = log.handler_use(TENANT, NOW - dt.timedelta(hours=1), None)

    assert [(use.handler, use.calls, use.failed) for use in uses] == [("note.make", 2, 0), ("note.refuse", 1, 1)]
    assert all(0 <= use.median_ms <= use.p95_ms for use in uses)
    assert [use.handler for use in log.handler_use(TENANT, NOW - dt.timedelta(hours=1), "note.refuse")] == [
        "note.refuse"
    ]
    assert log.handler_use(TENANT, NOW + dt.timedelta(hours=1), None) == []
    assert log.handler_use("montreal", NOW - dt.timedelta(hours=1), None) == []
