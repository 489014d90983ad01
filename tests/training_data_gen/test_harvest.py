"""From real turns to candidates: a whole engine writes the journal, and its people react."""

import json
from typing import Annotated

import sqlalchemy as sa

from handlers.backends.local.database import Database
from handlers.backends.local.tables import clients
from handlers.context import Context
from handlers.errors import Unavailable
from handlers.handler import handler
from schemas.persona import Persona
from schemas.plan import MissingCall
from schemas.tools import CallStatus, Effect
from schemas.turn import TurnStatus
from tests.support.engine import NOW, TENANT, Note, Say, call, engine, plan
from training_data_gen.harvest import CONTEXT_TURNS, Candidate, Harvester

CAREFUL = Persona(name="zantara", title="Zantara", prompt="You help.", phrases={}, approve=(Effect.SEND,))


@handler("mail.read", effect="read")
async def read(ctx: Context, query: Annotated[str, "what"]) -> Note:
    """Read mail."""
    return Note(text=f"from {query}, +62 812 3456 7890, maria.rossi@gmail.com")


@handler("mail.send", effect="send")
async def send(ctx: Context, to: Annotated[str, "who"]) -> Note:
    """Send mail."""
    return Note(text=f"sent to {to}")


@handler("mail.lost", effect="read")
async def lost(ctx: Context) -> Note:
    """Fails."""
    raise Unavailable("maria.rossi@gmail.com cannot be reached")


HANDLERS = (read, send, lost)
ASK = plan(missing=[MissingCall(handler="mail.send", args={}, params=("to",))])


def candidates(database: Database, tenant: str = TENANT) -> list[Candidate]:
    harvester = Harvester(database, tenant)
    return list(harvester.candidates(harvester.conversations()))


async def held(database: Database, *script: Say, messages: tuple[str, ...]) -> list[Candidate]:
    """A conversation with a model that says `script`, and what is harvested of it."""
    async with engine(database, *HANDLERS, script=script) as running:
        for message in messages:
            await running.run(message, conversation_id="conv_1")
        return candidates(database)


def know(database: Database, *names: str) -> None:
    with database.transaction() as connection:
        rows = [{"tenant": TENANT, "number": n, "name": name, "since": NOW.date()} for n, name in enumerate(names, 1)]
        connection.execute(sa.insert(clients), rows)


READ = plan(call("c1", "mail.read", query="Maria Rossi"))


async def test_a_turn_becomes_a_trajectory_with_its_calls_and_results(sqlite: Database) -> None:
    (candidate,) = await held(sqlite, READ, "Here it is.", messages=("read the mail of Maria",))

    record = candidate.trajectory
    (turn,) = record.turns
    (step,) = turn.steps
    assert (record.kind, record.language, record.persona, record.now) == ("single", "en", "zantara", NOW)
    assert (turn.message, turn.answer) == ("read the mail of Maria", "Hereitis.")
    assert [one.handler for one in step.calls] == ["mail.read"]
    assert step.results[0].status is CallStatus.DONE
    assert candidate.verdict == "unjudged"
    assert record.sources[0].startswith("journal:turn_")


async def test_the_personal_data_of_clients_is_replaced_everywhere_alike(sqlite: Database) -> None:
    know(sqlite, "Maria Rossi")

    (candidate,) = await held(sqlite, READ, "It_is_from_Maria.", messages=("read the mail of Maria Rossi, YA1234567",))

    text = candidate.model_dump_json()
    (turn,) = candidate.trajectory.turns
    name = turn.steps[0].calls[0].args["query"]
    assert isinstance(name, str)
    assert not any(secret in text for secret in ("Maria", "Rossi", "maria.rossi", "3456 7890", "YA1234567"))
    assert turn.message.startswith(f"read the mail of {name}, ")
    assert turn.steps[0].results[0].result["text"].startswith(f"from {name}, ")  # type: ignore[index, call-overload, union-attr]
    assert turn.answer == f"It_is_from_{name.split()[0]}."


async def test_the_next_message_corrects(sqlite: Database) -> None:
    know(sqlite, "Budi Santoso")

    first, second = await held(
        sqlite, READ, "One.", READ, "Two.", messages=("read Maria's mail", "no, I meant Budi Santoso's")
    )

    assert (first.verdict, second.verdict) == ("corrected", "unjudged")
    assert first.correction is not None
    assert first.correction.startswith("no, I meant ")
    assert "Budi" not in first.correction
    assert first.correction == second.trajectory.turns[-1].message
    assert second.correction is None


async def test_thanks_approve(sqlite: Database) -> None:
    first, _ = await held(sqlite, READ, "One.", "Welcome.", messages=("read Maria's mail", "perfect, thanks"))

    assert (first.verdict, first.reason) == ("approved", "the next message thanks for it")


async def test_a_yes_approves_and_a_no_corrects(sqlite: Database) -> None:
    sending = plan(call("c1", "mail.send", to="Maria"))
    async with engine(sqlite, *HANDLERS, script=[sending, "Sent.", sending, "Well."], persona=CAREFUL) as running:
        for decision, reason in (("approve", None), ("deny", "wrong person")):
            waiting = await running.run("write to Maria")
            assert waiting.status is TurnStatus.WAITING
            assert len(candidates(sqlite)) == (decision == "deny")
            await running.decide(waiting, "c1", decision, reason)
        approved, denied = candidates(sqlite)

    assert (approved.verdict, approved.trajectory.kind) == ("approved", "approval")
    assert (denied.verdict, denied.reason) == ("corrected", "the person denied a call: wrong person")
    assert denied.trajectory.turns[0].steps[0].results[0].status is CallStatus.DENIED


async def test_what_failed_says_why_without_personal_data(sqlite: Database) -> None:
    (candidate,) = await held(sqlite, plan(call("c1", "mail.lost")), "Sorry.", messages=("check",))

    assert candidate.verdict == "failed"
    assert candidate.reason.startswith("mail.lost failed: ")
    assert "maria.rossi" not in candidate.model_dump_json()
    assert candidate.trajectory.kind == "error_recovery"


async def test_a_failure_that_was_made_up_for_is_none(sqlite: Database) -> None:
    (candidate,) = await held(sqlite, plan(call("c1", "mail.lost")), READ, "There.", messages=("check",))

    assert candidate.verdict == "unjudged"
    assert [len(step.calls) for step in candidate.trajectory.turns[0].steps] == [1, 1]


async def test_a_question_for_what_is_missing_is_kept(sqlite: Database) -> None:
    (candidate,) = await held(sqlite, ASK, "Who?", messages=("send it",))

    assert candidate.trajectory.kind == "missing"
    assert candidate.trajectory.turns[0].steps[0].missing[0].params == ("to",)


async def test_earlier_turns_of_the_conversation_stand_before_it(sqlite: Database) -> None:
    messages = tuple(f"message {number}" for number in range(6))

    found = await held(sqlite, *(f"answer{number}" for number in range(6)), messages=messages)

    assert [len(one.trajectory.turns) for one in found] == [1, 2, 3, 4, 4, 4]
    assert [turn.message for turn in found[-1].trajectory.turns] == list(messages[-CONTEXT_TURNS - 1 :])
    assert [one.trajectory.kind for one in found[:2]] == ["none", "multi_turn"]


async def test_calls_by_name_erased_turns_and_other_tenants_are_no_candidates(sqlite: Database) -> None:
    async with engine(sqlite, *HANDLERS, script=["One.", "Two."]) as running:
        await running.invoke("mail.read", query="x")
        await running.run("forget me", conversation_id="gone")
        await running.run("keep me", conversation_id="kept")
        await running.settled()
        running.journal.store.erase_conversation(TENANT, "gone")

        assert [one.trajectory.turns[0].message for one in candidates(sqlite)] == ["keep me"]
        assert candidates(sqlite, "other") == []


async def test_the_same_journal_gives_the_same_candidates(sqlite: Database) -> None:
    know(sqlite, "Maria Rossi", "Budi Santoso")
    messages = ("read Maria's mail", "and Budi Santoso's, maria.rossi@gmail.com")

    found = await held(sqlite, READ, "One.", READ, "Two.", messages=messages)

    assert [json.loads(one.model_dump_json()) for one in candidates(sqlite)] == [
        json.loads(one.model_dump_json()) for one in found
    ]
