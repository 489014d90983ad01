"""The loop of a turn: steps of the model, its plans and its answer, and whatever it may get wrong."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest

from handlers.backends.local.database import Database
from handlers.context import Context
from handlers.handler import handler
from schemas.plan import INVALID, MissingCall, PlannedCall
from schemas.prompt import Prompt
from service.engine.ports import ModelError
from service.engine.turn import MAX_STEPS, relabelled
from tests.support.engine import PERSONA, Note, call, engine, message_of, plan, statuses


@handler("my.echo", effect="read")
async def echo(ctx: Context, text: Annotated[str, "what"] = "") -> Note:
    """Echo."""
    return Note(text=text)


ECHO = call("c1", "my.echo", text="hello")


async def test_an_answer_without_a_call(sqlite: Database) -> None:
    async with engine(sqlite, echo, script=["good morning to you"]) as run:
        turn = await run.run("hi")
        types = await run.types(turn.turn_id)

    assert (turn.status, turn.message, turn.answer) == ("completed", "hi", "goodmorningtoyou")
    assert types == ["turn.received", "answer.made", "turn.finished"]


async def test_a_plan_its_calls_and_the_answer_are_one_log(sqlite: Database) -> None:
    async with engine(sqlite, echo, script=[plan(ECHO), "done"]) as run:
        turn = await run.run()
        types = await run.types(turn.turn_id)

    assert types == ["turn.received", "plan.made", "call.started", "call.finished", "answer.made", "turn.finished"]
    assert turn.route is not None
    assert turn.route.model == "scripted"


async def test_the_model_sees_what_became_of_its_calls(sqlite: Database) -> None:
    async with engine(sqlite, echo, script=[plan(ECHO, call("c2", "my.fax")), "done"]) as run:
        await run.run()

    before, after = run.model.prompts
    assert before.steps == ()
    outcomes = after.steps[0].outcomes
    assert [(o.call_id, o.status, o.result) for o in outcomes] == [
        ("c1", "done", {"text": "hello"}),
        ("c2", "failed", None),
    ]
    assert outcomes[1].error is not None
    assert "no handler 'my.fax'" in outcomes[1].error.message


async def test_the_model_sees_the_persons_hour_and_the_personas_handlers(sqlite: Database) -> None:
    persona = PERSONA.model_copy(update={"handlers": ("other.*",)})
    async with engine(sqlite, echo, persona=persona) as run:
        await run.run()

    prompt = run.model.prompts[0]
    assert (prompt.now.hour, prompt.timezone) == (17, "Asia/Makassar")
    assert prompt.definitions == ()


async def test_a_later_step_may_use_results_of_an_earlier_one(sqlite: Database) -> None:
    second = plan(call("c2", "my.echo", text={"$text": "{c1/text} again"}))
    async with engine(sqlite, echo, script=[plan(ECHO), second, "done"]) as run:
        turn = await run.run()

    assert turn.calls[1].result == {"text": "hello again"}


async def test_what_is_missing_is_part_of_the_turn(sqlite: Database) -> None:
    missing = MissingCall(handler="my.echo", params=("text",))
    async with engine(sqlite, echo, script=[plan(missing=[missing]), "what text?"]) as run:
        turn = await run.run()

    assert turn.missing == (missing,)
    assert turn.status == "completed"


async def test_tokens_of_all_steps_are_counted(sqlite: Database) -> None:
    async with engine(sqlite, echo, script=[plan(ECHO), plan(ECHO), "done"]) as run:
        turn = await run.run()

    assert (turn.usage.input_tokens, turn.usage.output_tokens) == (30, 3)


async def test_a_model_that_never_answers_is_stopped(sqlite: Database) -> None:
    async with engine(sqlite, echo, script=[plan(ECHO)] * 50) as run:
        turn = await run.run()

    assert turn.status == "failed"
    assert len(turn.calls) == MAX_STEPS
    assert run.model.prompts[-1].definitions == (), "the last step can only answer"
    assert turn.error is not None
    assert f"no answer after {MAX_STEPS} steps" in turn.error.message


async def test_a_model_that_is_away_fails_the_turn_and_says_so(sqlite: Database) -> None:
    async with engine(sqlite, echo, script=[plan(ECHO), ModelError("the model server did not answer")]) as run:
        turn = await run.run()

    assert (turn.status, statuses(turn)) == ("failed", {"c1": "done"})
    assert turn.error is not None
    assert turn.error.message == "the model server did not answer"


@pytest.mark.parametrize("error", [RuntimeError("secret"), asyncio.CancelledError(), ValueError()])
async def test_a_model_with_a_bug_fails_its_turn_and_no_other(sqlite: Database, error: BaseException) -> None:
    async def step(prompt: Prompt) -> AsyncIterator[Any]:
        if prompt.message == "break":
            raise error
        yield plan() if not prompt.steps else "never"

    async with engine(sqlite, echo, script=["fine"]) as run:
        working = run.model.step
        run.model.step = lambda prompt: step(prompt) if prompt.message == "break" else working(prompt)  # type: ignore[method-assign]
        broken, fine = await asyncio.gather(run.run("break"), run.run("hello"))
        stored = await run.turns.get("bali", broken.turn_id)

    assert (broken.status, stored.status, fine.status) == ("failed", "failed", "completed")
    assert broken.error is not None
    assert broken.error.message == "the turn failed with an internal error"


async def test_arguments_that_could_not_be_read_are_told_as_they_were_written(sqlite: Database) -> None:
    unreadable = PlannedCall(id="c1", handler="my.echo", args={INVALID: '{"text": hello'})
    async with engine(sqlite, echo, script=[plan(unreadable, call("c2", "my.echo"))]) as run:
        turn = await run.run()

    assert statuses(turn) == {"c1": "failed", "c2": "done"}
    assert '{"text": hello' in message_of(turn, "c1")


async def test_half_a_character_in_a_plan_fails_the_turn_and_leaves_no_gap(sqlite: Database) -> None:
    async with engine(sqlite, echo, script=[plan(call("c1", "my.echo", text="\ud800"))]) as run:
        turn = await run.run()
        events = await run.events(turn.turn_id)

    assert turn.status == "failed"
    assert [event.number for event in events] == list(range(1, len(events) + 1))


# Ids


async def test_ids_that_a_model_uses_again_in_a_later_step_are_made_new(sqlite: Database) -> None:
    again = plan(call("c1", "my.echo", text="second"), call("c2", "my.echo", text={"$from": "c1", "path": "/text"}))
    async with engine(sqlite, echo, script=[plan(ECHO), again]) as run:
        turn = await run.run()

    assert len({made.id for made in turn.calls}) == 3
    assert [made.result for made in turn.calls] == [{"text": "hello"}, {"text": "second"}, {"text": "second"}]


async def test_garbage_for_ids_does_not_lose_a_call(sqlite: Database) -> None:
    ids = ["", "", "c 1", "{c1}", "c1", "c1", "/", "c2"]
    async with engine(sqlite, echo, script=[plan(*(call(name, "my.echo") for name in ids))]) as run:
        turn = await run.run()

    assert len(turn.calls) == len(ids) == len({made.id for made in turn.calls})
    assert set(statuses(turn).values()) == {"done"}


def test_of_calls_with_one_id_references_mean_the_first() -> None:
    made = relabelled(
        plan(
            call("c1", "my.echo", text="first"),
            call("c1", "my.echo", text="second"),
            call("c2", "my.echo", text={"$from": "c1"}),
        ),
        {},
    )

    assert [planned.id for planned in made.calls] == ["c1", "c2", "c3"]
    assert made.calls[2].args == {"text": {"$from": "c1"}}


def test_a_call_that_takes_over_an_id_may_still_mean_the_earlier_bearer() -> None:
    made = relabelled(
        plan(call("c1", "my.echo", text={"$from": "c1", "path": "/text"}, after=["c1"])), {"c1": object()}
    )

    assert made.calls[0].id == "c2"
    assert made.calls[0].args == {"text": {"$from": "c1", "path": "/text"}}
    assert made.calls[0].after == ("c1",)


def test_good_ids_are_left_alone() -> None:
    made = plan(call("a", "my.echo"), call("b", "my.echo", after=["a"]))

    assert relabelled(made, {"c": object()}) is made
