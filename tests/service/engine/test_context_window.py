"""What a model gets to read of the conversation before a turn."""

from typing import Annotated

from handlers.backends.local.database import Database
from handlers.context import Context
from handlers.handler import handler
from schemas.plan import MissingCall
from schemas.prompt import Prompt
from service.engine.context_window import HISTORY_CHARACTERS, HISTORY_TURNS
from service.engine.ports import ModelError
from tests.support.engine import Engine, Note, call, engine, plan


@handler("my.destroy", effect="destroy")
async def destroy(ctx: Context, text: Annotated[str, "what"] = "") -> Note:
    """Destroy."""
    return Note(text=text)


async def talk(run: Engine, *messages: str, conversation: str = "conv_1") -> Prompt:
    """Say these one after the other; the prompt of the last."""
    for message in messages:
        await run.run(message, conversation_id=conversation)
    return run.model.prompts[-1]


def said(prompt: Prompt) -> list[tuple[str, str]]:
    return [(message.role.value, message.content) for message in prompt.history]


async def test_earlier_messages_and_answers_come_oldest_first(sqlite: Database) -> None:
    async with engine(sqlite, script=["one", "two", "three"]) as run:
        prompt = await talk(run, "first", "second", "third")

    assert said(prompt) == [("user", "first"), ("assistant", "one"), ("user", "second"), ("assistant", "two")]


async def test_a_new_conversation_begins_with_nothing(sqlite: Database) -> None:
    async with engine(sqlite) as run:
        await talk(run, "first")
        await run.run("second")

    assert run.model.prompts[-1].history == ()


async def test_another_conversation_is_not_read(sqlite: Database) -> None:
    async with engine(sqlite) as run:
        await talk(run, "first", conversation="conv_2")
        prompt = await talk(run, "second", conversation="conv_1")

    assert prompt.history == ()


async def test_only_the_newest_turns_are_read(sqlite: Database) -> None:
    async with engine(sqlite, script=["ok"] * 99) as run:
        prompt = await talk(run, *(str(number) for number in range(HISTORY_TURNS + 4)))

    assert said(prompt)[0] == ("user", "3")
    assert len(prompt.history) == 2 * HISTORY_TURNS


async def test_what_does_not_fit_is_left_out_from_the_oldest_on(sqlite: Database) -> None:
    long = "x" * (HISTORY_CHARACTERS // 2)
    async with engine(sqlite, script=["one", "two", "three"]) as run:
        prompt = await talk(run, long, long, "third")

    assert said(prompt) == [("assistant", "one"), ("user", long), ("assistant", "two")]


async def test_a_turn_that_failed_has_no_answer_to_read(sqlite: Database) -> None:
    async with engine(sqlite, script=[ModelError("away"), "two"]) as run:
        prompt = await talk(run, "first", "second")

    assert said(prompt) == [("user", "first")]


async def test_a_question_that_is_still_open_comes_with_the_next_message(sqlite: Database) -> None:
    missing = MissingCall(handler="my.destroy", args={"text": "x"}, params=("when",))
    async with engine(sqlite, destroy, script=[plan(missing=[missing]), "when?", "ok", "bye"]) as run:
        await talk(run, "destroy x")
        answering = await talk(run, "tomorrow")
        later = await talk(run, "thanks")

    assert answering.pending == missing
    assert later.pending is None, "only the last question counts"


async def test_a_turn_that_goes_on_after_an_approval_reads_only_what_was_before_it(sqlite: Database) -> None:
    script = ["one", plan(call("c1", "my.destroy")), "meanwhile", "done"]
    async with engine(sqlite, destroy, script=script) as run:
        await talk(run, "first")
        waiting = await run.run("second", conversation_id="conv_1")
        await talk(run, "third")
        await run.decide(waiting, "c1")

    assert said(run.model.prompts[-1]) == [("user", "first"), ("assistant", "one")]
