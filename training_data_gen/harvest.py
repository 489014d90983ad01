"""The journal of real turns -> candidates for training: judged by what people did next, without their personal data."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import cast

import sqlalchemy as sa
from pydantic import Field

from handlers.backends.local.database import Database
from handlers.backends.local.tables import clients
from schemas.base import Record
from schemas.plan import Plan
from schemas.prompt import Outcome
from schemas.trajectory import Trajectory, TrajectoryResult, TrajectoryStep, TrajectoryTurn
from service.engine.journal import EVENT
from service.engine.journal_store import JournalStore
from service.engine.state import TurnState, fold
from training_data_gen.pseudonyms import ClientNames, Pseudonyms
from training_data_gen.slots.setting import LANGUAGES, Language
from training_data_gen.trajectory_checks import kind_of
from training_data_gen.verdicts import Verdict, judge

CONTEXT_TURNS = 3
"""Earlier turns of its conversation that stand before a candidate: "the same for Budi" means nothing alone."""

BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class Candidate(Record):
    """A turn to be looked at before it is trained on: the last of the trajectory; those before it are its context."""

    verdict: Verdict
    reason: str
    correction: str | None = Field(default=None, description="The message with which the person corrected it")
    trajectory: Trajectory


@dataclass(frozen=True)
class Harvester:
    """Reads the journal of one tenant from a database."""

    database: Database
    tenant: str
    since: dt.datetime = BEGINNING

    def conversations(self) -> dict[str, list[str]]:
        """The ids of the turns of each conversation, the oldest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in JournalStore(self.database).turns_since(self.tenant, self.since):
            found[row.conversation_id].append(row.turn_id)
        return found

    def candidates(
        self, conversations: Mapping[str, Sequence[str]], progress: Callable[[], None] = lambda: None
    ) -> Iterator[Candidate]:
        """One for each turn of a person that has ended. `progress` is called after each conversation."""
        names = ClientNames.of(self._client_names())
        for turn_ids in conversations.values():
            states = [state for turn_id in turn_ids if (state := self._state(turn_id))]
            yield from _conversation(states, names)
            progress()

    def _client_names(self) -> Sequence[str]:
        with self.database.reading() as connection:
            return list(connection.scalars(sa.select(clients.c.name).where(clients.c.tenant == self.tenant)))

    def _state(self, turn_id: str) -> TurnState | None:
        """None for a call made by name, for what was erased, and for languages that records do not come in."""
        rows = JournalStore(self.database).read(turn_id)
        events = [EVENT.validate_json(row.payload) for row in rows if row.payload is not None]
        if len(events) < len(rows) or not events:
            return None
        state = fold(events)
        return state if state.received.kind == "chat" and state.received.language in LANGUAGES else None


def _conversation(states: Sequence[TurnState], names: ClientNames) -> Iterator[Candidate]:
    """In one conversation everybody bears one name, in every candidate of it."""
    if not states:
        return
    first = states[0].received
    pseudonyms = Pseudonyms(names, first.conversation_id, cast(Language, first.language))
    turns: list[TrajectoryTurn] = []
    for state, after in zip_longest(states, states[1:]):
        turns.append(_turn(state, pseudonyms))
        if not state.status.final:
            continue
        following = after.received.message if after else ""
        verdict, reason = judge(state, following)
        yield Candidate(
            verdict=verdict,
            reason=pseudonyms.text(reason),
            correction=pseudonyms.text(following) if verdict == "corrected" and following else None,
            trajectory=_trajectory(state, tuple(turns[-CONTEXT_TURNS - 1 :])),
        )


def _trajectory(state: TurnState, turns: tuple[TrajectoryTurn, ...]) -> Trajectory:
    received = state.received
    asked = any(call.asked for call in state.calls.values())
    return Trajectory(
        id=f"journal-{received.turn_id}",
        language=cast(Language, received.language),
        kind="approval" if asked and len(turns) == 1 else kind_of(turns),
        persona=received.persona,
        now=received.now,
        timezone=received.timezone,
        turns=turns,
        sources=(f"journal:{received.turn_id}",),
    )


def _turn(state: TurnState, pseudonyms: Pseudonyms) -> TrajectoryTurn:
    """In the order in which it happened, so that the same journal gets the same pseudonyms each time."""
    message = pseudonyms.text(state.received.message)
    steps = tuple(_step(state, made.plan, pseudonyms) for made in state.plans)
    answer = pseudonyms.text(state.answer.text) if state.answer else ""
    return TrajectoryTurn(message=message, steps=steps, answer=answer)


def _step(state: TurnState, plan: Plan, pseudonyms: Pseudonyms) -> TrajectoryStep:
    return TrajectoryStep(
        calls=tuple(call.model_copy(update={"args": pseudonyms.value(call.args)}) for call in plan.calls),
        missing=tuple(one.model_copy(update={"args": pseudonyms.value(one.args)}) for one in plan.missing),
        results=tuple(_result(state.calls[call.id].outcome(), pseudonyms) for call in plan.calls),
    )


def _result(outcome: Outcome, pseudonyms: Pseudonyms) -> TrajectoryResult:
    error = outcome.error
    if error is not None:
        options = tuple(map(pseudonyms.text, error.options))
        error = error.model_copy(update={"message": pseudonyms.text(error.message), "options": options})
    return TrajectoryResult(
        call_id=outcome.call_id,
        handler=outcome.handler,
        status=outcome.status,
        result=pseudonyms.value(outcome.result),
        error=error,
        simulated=outcome.simulated,
    )
