"""What the journal keeps, on every database: numbers, order, digests, index, erasure, idempotency keys."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Annotated

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from handlers.backends.local.database import Database
from handlers.context import Context
from handlers.handler import handler
from service.engine.journal import chained
from service.engine.journal_store import KEY_LIFETIME, EventRow, JournalStore, TurnRow
from service.engine.journal_store import events as events_table
from tests.support.engine import NOW, TENANT, Engine, Note, call, engine, plan


@handler("my.read", effect="read")
async def read(ctx: Context, text: Annotated[str, "what"] = "") -> Note:
    """Read."""
    return Note(text=text)


@handler("my.destroy", effect="destroy")
async def destroy(ctx: Context) -> Note:
    """Destroy."""
    return Note(text="")


@pytest.fixture
def store(database: Database) -> JournalStore:
    return JournalStore(database)


@pytest.fixture
async def run(database: Database) -> AsyncIterator[Engine]:
    async with engine(database, read, destroy) as made:
        yield made


def row(
    turn_id: str, *, tenant: str = TENANT, conversation: str = "conv_1", status: str = "running", minute: int = 0
) -> TurnRow:
    return TurnRow(turn_id, tenant, "anna", conversation, status, NOW + dt.timedelta(minutes=minute))


def event(turn_id: str, number: int, payload: bytes = b"{}", type: str = "plan.made") -> EventRow:
    return EventRow(turn_id, number, type, payload, b"d" * 32)


async def test_events_are_numbered_from_one_without_gaps(run: Engine) -> None:
    run.model.script = [plan(*(call(f"c{n}", "my.read") for n in range(4))), "done"]
    turn = await run.run()
    events = await run.events(turn.turn_id)

    assert [made.number for made in events] == list(range(1, len(events) + 1))
    assert [made.at for made in events] == sorted(made.at for made in events)
    assert {made.version for made in events} == {1}


async def test_texts_of_any_language_come_back_as_they_were(run: Engine) -> None:
    said = 'Ciao, à Ubud \u2615 "quoted" \\ {c1/x} 日本 \u0001'
    turn = await run.run(said)

    assert (await run.turns.get(TENANT, turn.turn_id)).message == said


async def test_the_digests_form_a_chain_over_every_event(run: Engine, store: JournalStore) -> None:
    turn = await run.run()
    digest = b""
    for stored in store.read(turn.turn_id):
        assert stored.payload is not None
        digest = chained(digest, stored.payload)
        assert stored.digest == digest


async def test_a_changed_event_breaks_the_chain(run: Engine, store: JournalStore, database: Database) -> None:
    turn = await run.run("pay 100")
    with database.transaction() as connection:
        first = events_table.c.number == 1
        payload = connection.scalar(sa.select(events_table.c.payload).where(first))
        connection.execute(events_table.update().where(first).values(payload=payload.replace(b"100", b"900")))
    stored = store.read(turn.turn_id)[0]

    assert stored.payload is not None
    assert chained(b"", stored.payload) != stored.digest


async def test_the_chain_goes_on_where_a_turn_was_taken_up(run: Engine, store: JournalStore) -> None:
    run.model.script = [plan(call("c1", "my.destroy"))]
    turn = await run.decide(await run.run(), "c1")
    digest = b""
    for stored in store.read(turn.turn_id):
        assert stored.payload is not None
        digest = chained(digest, stored.payload)

    assert store.read(turn.turn_id)[-1].digest == digest


async def test_many_turns_at_once_do_not_mix(run: Engine) -> None:
    run.model.script = [lambda prompt: f"you-said-{prompt.message}"] * 30

    turns = await asyncio.gather(*(run.run(str(number)) for number in range(30)))

    assert [turn.answer for turn in turns] == [f"you-said-{number}" for number in range(30)]
    assert [(await run.turns.get(TENANT, turn.turn_id)) for turn in turns] == turns


def test_one_number_is_written_once(store: JournalStore) -> None:
    store.write([row("turn_1")], [event("turn_1", 1)], {})

    with pytest.raises(IntegrityError):
        store.write([], [event("turn_1", 2), event("turn_1", 1)], {"turn_1": "failed"})

    assert [stored.number for stored in store.read("turn_1")] == [1], "all of it or nothing"
    assert store.turn(TENANT, "turn_1") == row("turn_1")


def test_reading_begins_behind_a_number(store: JournalStore) -> None:
    store.write([row("turn_1")], [event("turn_1", number) for number in (3, 1, 2)], {})

    assert [stored.number for stored in store.read("turn_1", after=1)] == [2, 3]
    assert store.read("turn_1", after=3) == []


def test_a_turn_belongs_to_its_tenant(store: JournalStore) -> None:
    store.write([row("turn_1")], [], {})

    assert store.turn(TENANT, "turn_1") == row("turn_1")
    assert store.turn("lombok", "turn_1") is None


def test_unfinished_turns_are_those_that_run(store: JournalStore) -> None:
    store.write([row(name) for name in ("turn_1", "turn_2", "turn_3")], [], {})
    store.write([], [], {"turn_1": "completed", "turn_2": "waiting"})

    assert [found.turn_id for found in store.unfinished()] == ["turn_3"]


def test_recent_turns_come_newest_first_of_a_tenant_or_a_conversation(store: JournalStore) -> None:
    store.write(
        [
            row("turn_1", minute=1),
            row("turn_2", minute=2, conversation="conv_2"),
            row("turn_3", minute=3),
            row("turn_4", minute=4, tenant="lombok"),
        ],
        [],
        {},
    )

    assert [found.turn_id for found in store.recent_turns(TENANT, 2)] == ["turn_3", "turn_2"]
    assert [found.turn_id for found in store.recent_turns(TENANT, 9, "conv_1")] == ["turn_3", "turn_1"]


def test_payloads_come_by_turn_and_number_and_type(store: JournalStore) -> None:
    rows = [event("turn_1", n, b"%d" % n, type) for n, type in enumerate(("plan.made", "answer.made", "plan.made"), 1)]
    store.write([row("turn_1"), row("turn_2")], [*rows, event("turn_2", 1, b"x")], {})

    assert store.payloads(["turn_2", "turn_1"], ["plan.made"]) == [("turn_1", b"1"), ("turn_1", b"3"), ("turn_2", b"x")]
    assert store.payloads([], ["plan.made"]) == []


async def test_erasing_a_conversation_leaves_digests_and_nothing_else(run: Engine, store: JournalStore) -> None:
    turn = await run.run("my secret", conversation_id="conv_1")
    kept = await run.run("other", conversation_id="conv_2")
    before = store.read(turn.turn_id)

    assert store.erase_conversation(TENANT, "conv_1") == 1

    after = store.read(turn.turn_id)
    assert [stored.payload for stored in after] == [None] * len(before)
    assert [stored.digest for stored in after] == [stored.digest for stored in before]
    assert store.turn(TENANT, turn.turn_id) is None
    assert (await run.turns.get(TENANT, kept.turn_id)).message == "other"


def test_erasing_is_for_the_own_tenant(store: JournalStore) -> None:
    store.write([row("turn_1")], [event("turn_1", 1)], {})

    assert store.erase_conversation("lombok", "conv_1") == 0
    assert store.read("turn_1")[0].payload == b"{}"


def test_an_idempotency_key_stands_for_one_turn_of_its_owner(store: JournalStore) -> None:
    assert store.claim_key("anna", "k", "body", "turn_1", NOW) is None
    again = store.claim_key("anna", "k", "other body", "turn_2", NOW)

    assert again is not None
    assert (again.body_digest, again.turn_id) == ("body", "turn_1")
    assert store.claim_key("bert", "k", "body", "turn_3", NOW) is None


def test_an_idempotency_key_is_free_again_after_a_day(store: JournalStore) -> None:
    store.claim_key("anna", "k", "body", "turn_1", NOW)

    assert store.claim_key("anna", "k", "body", "turn_2", NOW + KEY_LIFETIME) is not None
    assert store.claim_key("anna", "k", "body", "turn_2", NOW + KEY_LIFETIME + dt.timedelta(seconds=1)) is None
