"""Turns over time: approved, cancelled, torn down and taken up again, in this process or the next."""

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Protocol

import pytest
import sqlalchemy as sa

from handlers.backends.local.database import Database
from handlers.context import Context
from handlers.handler import handler
from schemas.plan import Plan
from schemas.turn import Principal
from service.engine.calls import APPROVAL_LIFETIME, Decision
from service.engine.dispatch import BoundBackend
from service.engine.journal_store import events as events_table
from service.engine.turns import TurnRefused
from tests.support.engine import PERSONA, TENANT, Note, call, engine, message_of, opening, plan, statuses, until

YES = Decision("c1", "approve", "anna", None)


class Ledger(Protocol):
    def put(self, key: str) -> str: ...


class Once:
    """A ledger that honours keys: it does a thing once for each. `calls` counts how often it was asked."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.calls = 0

    def put(self, key: str) -> str:
        self.calls += 1
        return self.entries.setdefault(key, f"entry {len(self.entries) + 1}")


class House:
    """Handlers that outlive an engine, as the world outlives a process."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.begun = asyncio.Event()
        self.release = asyncio.Event()
        self.ledger = Once()

    @property
    def ports(self) -> dict[type, BoundBackend]:
        return {Ledger: BoundBackend(self.ledger, honours_keys=True)}

    def slow(self, effect: str) -> Callable[..., Any]:
        """Begins, and goes on when it is released."""

        @handler(f"slow.{effect}", effect=effect)
        async def slow(ctx: Context) -> Note:
            """Take a while."""
            self.did.append(f"slow.{effect}")
            self.begun.set()
            await self.release.wait()
            return Note(text="slow")

        return slow

    @property
    def functions(self) -> list[Callable[..., Any]]:
        @handler("my.read", effect="read")
        async def read(ctx: Context, text: Annotated[str, "what"] = "") -> Note:
            """Read."""
            self.did.append("read")
            return Note(text=text)

        @handler("my.destroy", effect="destroy")
        async def destroy(ctx: Context, text: Annotated[str, "what"] = "") -> Note:
            """Destroy."""
            self.did.append("destroy")
            return Note(text=text)

        @handler("ledger.put", effect="write")
        async def put(ctx: Context[Ledger]) -> Note:
            """Write once under a key, and take a while to say so."""
            entry = ctx.port.put(ctx.idempotency_key)
            self.begun.set()
            await self.release.wait()
            return Note(text=entry)

        return [read, destroy, put, *(self.slow(effect) for effect in ("read", "write", "send", "destroy"))]


@pytest.fixture
def house() -> House:
    return House()


DESTROY = plan(call("c1", "my.destroy", text="the file"))
TWO = plan(call("c1", "my.destroy", text="one"), call("c2", "my.destroy", text="two"))


# Approvals


async def test_a_yes_runs_the_call_and_the_turn_goes_on_to_its_answer(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY, "gone"]) as run:
        waiting = await run.run()
        turn = await run.decide(waiting, "c1")

    assert (waiting.status, waiting.answer) == ("waiting", None)
    assert (turn.status, turn.answer, statuses(turn)) == ("completed", "gone", {"c1": "done"})
    assert house.did == ["destroy"]


async def test_a_no_denies_the_call_with_the_persons_reason(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY]) as run:
        turn = await run.decide(await run.run(), "c1", "deny", "keep it")

    assert (turn.status, statuses(turn), message_of(turn, "c1")) == ("completed", {"c1": "denied"}, "keep it")
    assert house.did == []


async def test_the_answer_may_come_to_another_process(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY]) as first:
        waiting = await first.run()
    async with engine(sqlite, *house.functions, script=["gone"]) as second:
        assert (await second.turns.get(TENANT, waiting.turn_id)) == waiting
        turn = await second.decide(waiting, "c1")
        events = await second.events(turn.turn_id)

    assert (turn.status, turn.answer) == ("completed", "gone")
    assert house.did == ["destroy"]
    assert [event.number for event in events] == list(range(1, len(events) + 1))


async def test_while_one_call_waits_others_run_and_each_answer_counts_alone(sqlite: Database, house: House) -> None:
    made = plan(*TWO.calls, call("c3", "my.read"), call("c4", "my.read", after=["c2"]))
    async with engine(sqlite, *house.functions, script=[made]) as run:
        waiting = await run.run()
        half = await run.decide(waiting, "c1")
        turn = await run.decide(half, "c2", "deny")

    assert statuses(waiting) == {"c1": "waiting", "c2": "waiting", "c3": "done", "c4": "planned"}
    assert (half.status, statuses(half)["c1"], statuses(half)["c2"]) == ("waiting", "done", "waiting")
    assert statuses(turn) == {"c1": "done", "c2": "denied", "c3": "done", "c4": "skipped"}


async def test_an_answer_counts_while_other_calls_still_run(sqlite: Database, house: House) -> None:
    made = plan(call("c1", "my.destroy"), call("c2", "slow.read"))
    async with engine(sqlite, *house.functions, script=[made]) as run:
        turn_id = run.begin()
        await house.begun.wait()
        await run.turns.decide(TENANT, turn_id, YES)
        await until(lambda: "destroy" in house.did)
        assert (await run.turns.get(TENANT, turn_id)).status == "running"
        house.release.set()
        turn = await run.outcome(turn_id)

    assert statuses(turn) == {"c1": "done", "c2": "done"}


async def refused(awaited: Any) -> TurnRefused:
    with pytest.raises(TurnRefused) as raised:
        await awaited
    return raised.value


async def test_a_second_answer_is_a_conflict(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[TWO]) as run:
        waiting = await run.run()
        await run.decide(waiting, "c1")
        again = await refused(run.turns.decide(TENANT, waiting.turn_id, YES))

    assert again.kind == "conflict"
    assert "'c1' waits for nothing: it is done" in again.detail
    assert house.did == ["destroy"]


async def test_of_two_answers_at_once_one_counts_and_the_other_is_told(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[TWO]) as run:
        waiting = await run.run()
        answers = await asyncio.gather(
            run.turns.decide(TENANT, waiting.turn_id, YES),
            run.turns.decide(TENANT, waiting.turn_id, Decision("c1", "deny", "bert", None)),
            return_exceptions=True,
        )
        turn = await run.outcome(waiting.turn_id)
        types = await run.types(waiting.turn_id)

    assert [isinstance(answer, TurnRefused) for answer in answers] in ([True, False], [False, True])
    assert types.count("approval.given") == 1
    assert statuses(turn)["c1"] in ("done", "denied")


async def test_answers_to_two_calls_at_once_both_count(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[TWO]) as first:
        waiting = await first.run()
    async with engine(sqlite, *house.functions) as run:
        answers = [Decision(name, "approve", "anna", None) for name in ("c1", "c2")]
        await asyncio.gather(*(run.turns.decide(TENANT, waiting.turn_id, answer) for answer in answers))
        turn = await run.outcome(waiting.turn_id)

    assert statuses(turn) == {"c1": "done", "c2": "done"}
    assert house.did == ["destroy", "destroy"]


async def test_a_yes_that_comes_too_late_is_refused_and_a_no_is_not(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY]) as run:
        waiting = await run.run()
        run.clock.forward(APPROVAL_LIFETIME)
        late = await refused(run.turns.decide(TENANT, waiting.turn_id, YES))
        turn = await run.decide(waiting, "c1", "deny")

    assert late.kind == "expired"
    assert statuses(turn) == {"c1": "denied"}


async def test_the_time_to_answer_begins_when_the_person_is_asked(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY, plan(call("c2", "my.destroy"))]) as run:
        first = await run.run()
        run.clock.forward(APPROVAL_LIFETIME - dt.timedelta(minutes=1))
        second = await run.decide(first, "c1")
        run.clock.forward(dt.timedelta(hours=1))
        turn = await run.decide(second, "c2")

    assert statuses(turn) == {"c1": "done", "c2": "done"}


async def test_an_answer_to_a_call_or_a_turn_that_there_is_not(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY]) as run:
        waiting = await run.run()
        no_call = await refused(run.turns.decide(TENANT, waiting.turn_id, Decision("c7", "approve", "anna", None)))
        no_turn = await refused(run.turns.decide(TENANT, "turn_x", YES))

    assert (no_call.kind, no_turn.kind) == ("unknown", "unknown")
    assert "it has c1" in no_call.detail


async def test_an_approval_is_for_the_arguments_that_were_shown(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY]) as run:
        waiting = await run.run()
    with sqlite.transaction() as connection:
        made = events_table.c.type == "plan.made"
        payload = connection.scalar(sa.select(events_table.c.payload).where(made))
        changed = payload.replace(b"the file", b"the disk")
        connection.execute(events_table.update().where(made).values(payload=changed))
    async with engine(sqlite, *house.functions) as run:
        turn = await run.decide(waiting, "c1")

    assert statuses(turn) == {"c1": "denied"}
    assert "not those that were approved" in message_of(turn, "c1")
    assert house.did == []


# Cancellation


async def test_a_waiting_turn_is_cancelled_here_and_after_a_restart(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY, DESTROY]) as run:
        here, later = await run.run(), await run.run()
        turn = await run.turns.cancel(TENANT, here.turn_id)
    async with engine(sqlite, *house.functions) as run:
        other = await run.turns.cancel(TENANT, later.turn_id)
        stored = await run.turns.get(TENANT, later.turn_id)
        unfinished = await run.turns.recover()

    for cancelled in (turn, other, stored):
        assert (cancelled.status, statuses(cancelled)) == ("cancelled", {"c1": "cancelled"})
    assert unfinished == 0


async def test_a_turn_can_be_cancelled_before_it_has_begun(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=["hello"]) as run:
        turn_id = run.begin()
        turn = await run.turns.cancel(TENANT, turn_id)
        stored = await run.turns.get(TENANT, turn_id)

    assert turn.status == stored.status == "cancelled"
    assert run.model.prompts == []


async def test_a_turn_is_cancelled_while_the_model_thinks(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions) as run:
        run.model.step = thinking  # type: ignore[method-assign, assignment]
        turn_id = run.begin()
        await until(lambda: run.turns.is_live(turn_id))
        await asyncio.sleep(0.01)
        turn = await run.turns.cancel(TENANT, turn_id)

    assert turn.status == "cancelled"


async def thinking(_prompt: object) -> Any:
    await asyncio.sleep(30)
    yield plan()


async def test_cancelling_twice_at_once_ends_the_turn_once(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[plan(call("c1", "slow.send"))]) as run:
        turn_id = run.begin()
        await house.begun.wait()
        cancelling = [asyncio.create_task(run.turns.cancel(TENANT, turn_id)) for _ in range(3)]
        await asyncio.sleep(0.02)
        house.release.set()
        turns = await asyncio.gather(*cancelling)
        types = await run.types(turn_id)

    assert {turn.status for turn in turns} == {"cancelled"}
    assert statuses(turns[0]) == {"c1": "done"}
    assert types.count("turn.finished") == 1


async def test_a_turn_that_has_ended_is_not_cancelled(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=["hello"]) as run:
        ended = await run.run()
        late = await refused(run.turns.cancel(TENANT, ended.turn_id))

    assert (late.kind, late.detail) == ("conflict", "the turn has ended: it is completed")


async def test_cancelling_as_the_turn_ends_leaves_it_with_one_end(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=["hello"] * 20) as run:
        for moment in range(20):
            turn_id = run.begin()
            for _ in range(moment):
                await asyncio.sleep(0)
            await asyncio.gather(run.turns.cancel(TENANT, turn_id), return_exceptions=True)
            assert (await run.types(turn_id)).count("turn.finished") == 1


# A service that is torn down


async def interrupted(sqlite: Database, house: House, *plans: Plan) -> str:
    """A turn whose process ended while its call ran. Returns its id."""
    async with engine(sqlite, *house.functions, script=list(plans), ports=house.ports) as run:
        turn_id = run.begin()
        await house.begun.wait()
        await run.journal.flush()
        await run.crash()
        assert (await run.turns.get(TENANT, turn_id)).status == "running"
    house.release.set()
    return turn_id


async def recovered(sqlite: Database, house: House, turn_id: str) -> Any:
    async with engine(sqlite, *house.functions, ports=house.ports) as run:
        assert await run.turns.recover() == 1
        turn = await run.outcome(turn_id)
        assert await run.turns.recover() == 0, "once is enough"
        events = await run.events(turn_id)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    return turn


async def test_a_read_is_done_again_after_a_crash(sqlite: Database, house: House) -> None:
    turn_id = await interrupted(sqlite, house, plan(call("c1", "slow.read"), call("c2", "my.read", after=["c1"])))

    turn = await recovered(sqlite, house, turn_id)

    assert (turn.status, turn.answer) == ("completed", "done")
    assert statuses(turn) == {"c1": "done", "c2": "done"}
    assert house.did == ["slow.read", "slow.read", "read"]


@pytest.mark.parametrize("effect", ["write", "send", "destroy"])
async def test_what_may_have_happened_is_in_doubt_after_a_crash_and_never_done_twice(
    sqlite: Database, house: House, effect: str
) -> None:
    persona = PERSONA.model_copy(update={"approve": ()})
    script = [plan(call("c1", f"slow.{effect}"))]
    async with engine(sqlite, *house.functions, script=script, persona=persona) as run:
        turn_id = run.begin()
        await house.begun.wait()
    house.release.set()

    turn = await recovered(sqlite, house, turn_id)

    assert (turn.status, statuses(turn)) == ("completed", {"c1": "in_doubt"})
    assert "not done again" in message_of(turn, "c1")
    assert house.did == [f"slow.{effect}"]


async def test_a_write_is_asked_for_again_under_its_key_and_happens_once(sqlite: Database, house: House) -> None:
    turn_id = await interrupted(sqlite, house, plan(call("c1", "ledger.put")))

    turn = await recovered(sqlite, house, turn_id)

    assert statuses(turn) == {"c1": "done"}
    assert turn.calls[0].result == {"text": "entry 1"}
    assert (house.ledger.calls, len(house.ledger.entries)) == (2, 1)


async def test_a_waiting_turn_is_left_alone_by_a_restart(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[DESTROY]) as run:
        waiting = await run.run()
    async with engine(sqlite, *house.functions) as run:
        assert await run.turns.recover() == 0
        assert (await run.turns.get(TENANT, waiting.turn_id)).status == "waiting"


async def test_a_turn_whose_handler_is_gone_ends_and_the_others_are_taken_up(sqlite: Database, house: House) -> None:
    sending = plan(call("c1", "slow.send"), call("c2", "slow.read"))
    reading = plan(call("c1", "my.read"), call("c2", "slow.read"))
    async with engine(sqlite, *house.functions, script=[sending, reading]) as run:
        gone, kept = run.begin(), run.begin()
        await until(lambda: house.did.count("slow.read") == 2 and "slow.send" in house.did)
        await run.journal.flush()
    house.release.set()
    remaining = [f for f in house.functions if f.__zantara_handler__.name != "slow.send"]
    async with engine(sqlite, *remaining) as run:
        assert await run.turns.recover() == 2
        turns = [await run.outcome(gone), await run.outcome(kept)]

    assert [statuses(turn) for turn in turns] == [{"c1": "in_doubt", "c2": "done"}, {"c1": "done", "c2": "done"}]
    assert [turn.status for turn in turns] == ["completed", "completed"]


async def test_a_turn_whose_persona_is_gone_keeps_no_other_from_being_taken_up(sqlite: Database, house: House) -> None:
    kern = PERSONA.model_copy(update={"name": "kern"})
    script = [plan(call("c1", "slow.read"))]
    async with engine(sqlite, *house.functions, script=script, persona=kern) as run:
        run.turns.begin(opening("hello").__class__(**_fields(opening("hello")) | {"persona": "kern"}), "turn_a")
        await house.begun.wait()
    await interrupted(sqlite, house, plan(call("c1", "slow.read")))

    async with engine(sqlite, *house.functions) as run:
        assert await run.turns.recover() == 1
        await run.settled()


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


# Tenants and calls by name


async def test_another_tenants_turn_does_not_exist(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions, script=[plan(call("c1", "slow.read"))]) as run:
        turn_id = run.begin()
        await house.begun.wait()
        for attempt in (
            run.turns.get("lombok", turn_id),
            run.turns.outcome("lombok", turn_id),
            run.turns.follow("lombok", turn_id, 0),
            run.turns.cancel("lombok", turn_id),
            run.turns.decide("lombok", turn_id, YES),
        ):
            assert (await refused(attempt)).kind == "unknown"
        house.release.set()
        assert (await run.outcome(turn_id)).status == "completed"


async def test_a_call_by_name_is_a_turn_without_a_model(sqlite: Database, house: House) -> None:
    async with engine(sqlite, *house.functions) as run:
        turn = await run.invoke("my.destroy", text="it")

    assert (turn.status, statuses(turn), turn.answer) == ("completed", {"c1": "done"}, None)
    assert run.model.prompts == []


@pytest.mark.parametrize(
    ("name", "args", "problem"),
    [
        ("my.fax", {}, "no handler"),
        ("my.read", {"text": 10**40}, "`text` is 1"),
        ("my.read", {"n": "x"}, "no parameter"),
    ],
)
async def test_a_bad_call_by_name_is_told(
    sqlite: Database, house: House, name: str, args: dict[str, Any], problem: str
) -> None:
    async with engine(sqlite, *house.functions) as run:
        turn = await run.invoke(name, **args)

    assert (turn.status, statuses(turn)) == ("completed", {"c1": "failed"})
    assert problem in message_of(turn, "c1")


async def test_who_may_not_use_a_handler_is_denied(sqlite: Database, house: House) -> None:
    stranger = Principal(id="x", kind="client", scopes=("other:read",))
    async with engine(sqlite, *house.functions, script=[plan(call("c1", "my.read"))]) as run:
        turn = await run.run(principal=stranger)

    assert statuses(turn) == {"c1": "denied"}
    assert "my:read" in message_of(turn, "c1")
    assert house.did == []


async def test_a_turn_ends_on_the_handlers_that_it_began_with(sqlite: Database, house: House, tmp_path: Path) -> None:
    script = [plan(call("c1", "slow.read")), plan(call("c2", "my.read"))]
    async with engine(sqlite, *house.functions, script=script) as run, engine(sqlite, script=[]) as empty:
        turn_id = run.begin()
        await house.begun.wait()
        run.turns.plugins = empty.turns.plugins
        house.release.set()
        turn = await run.outcome(turn_id)

    assert statuses(turn) == {"c1": "done", "c2": "done"}
