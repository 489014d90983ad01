"""Folding a turn's events: any prefix of a journal is a state, and the whole is what the live turn was."""

import asyncio
from typing import Annotated

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.backends.local.database import Database
from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from schemas.plan import Plan, PlannedCall
from schemas.turn import Turn, TurnFinished, TurnStatus
from service.engine.state import fold
from tests.support.engine import Note, engine, plan


@handler("my.read", effect="read")
async def read(ctx: Context, text: Annotated[str, "what"] = "") -> Note:
    """Read."""
    await asyncio.sleep(0)
    return Note(text=text)


@handler("my.fail", effect="read")
async def fail(ctx: Context) -> Note:
    """Fail."""
    raise NotFound("nothing is there")


@handler("my.destroy", effect="destroy", rate="100000/second")
async def destroy(ctx: Context) -> Note:
    """Destroy."""
    return Note(text="gone")


ids = st.sampled_from(["c1", "c2", "c3"])
calls = st.builds(
    PlannedCall,
    id=ids,
    handler=st.sampled_from(["my.read", "my.fail", "my.destroy", "no.such"]),
    after=st.lists(ids, max_size=1).map(tuple),
)
plans = st.lists(calls, max_size=3).map(lambda made: plan(*made))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(plans, min_size=1, max_size=2), st.sampled_from(["approve", "deny", "cancel"]))
async def test_every_prefix_of_a_turns_journal_is_a_state(sqlite: Database, script: list[Plan], word: str) -> None:
    async with engine(sqlite, read, fail, destroy, script=script) as run:
        turn = await run.run()
        while turn.status == "waiting":
            if word == "cancel":
                turn = await run.turns.cancel("bali", turn.turn_id)
            else:
                turn = await run.decide(turn, turn.approvals[0].call_id, word)
        events = await run.events(turn.turn_id)

    for length in range(1, len(events) + 1):
        view = fold(events[:length]).view()
        assert Turn.model_validate_json(view.model_dump_json()) == view
        assert view.status.final == isinstance(events[length - 1], TurnFinished)
    assert view == turn, "the journal holds all that the live turn knew"
    assert all(call.status.final for call in turn.calls)


async def test_a_turn_waits_only_when_nothing_of_it_runs(sqlite: Database) -> None:
    begun, release = asyncio.Event(), asyncio.Event()

    @handler("my.slow", effect="read")
    async def slow(ctx: Context) -> Note:
        """Wait."""
        begun.set()
        await release.wait()
        return Note(text="")

    script = [plan(PlannedCall(id="c1", handler="my.slow"), PlannedCall(id="c2", handler="my.destroy"))]
    async with engine(sqlite, slow, destroy, script=script) as run:
        turn_id = run.begin()
        await begun.wait()
        meanwhile = await run.turns.get("bali", turn_id)
        release.set()
        turn = await run.outcome(turn_id)

    assert [approval.call_id for approval in meanwhile.approvals] == ["c2"]
    assert (meanwhile.status, turn.status) == (TurnStatus.RUNNING, TurnStatus.WAITING)


def test_a_journal_that_does_not_begin_with_its_message_is_refused() -> None:
    with pytest.raises(ValueError, match=r"begins with turn\.received"):
        fold([])
