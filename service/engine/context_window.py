"""What a model gets to read of the conversation: the newest messages that fit, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.messages import Message, Role
from schemas.plan import MissingCall
from schemas.turn import AnswerMade, Event, PlanMade, TurnReceived
from service.engine.journal import EVENT, Journal

HISTORY_TURNS = 20
HISTORY_CHARACTERS = 24_000
"""About 6,000 tokens: fits beside 104 definitions in the smallest window served, 32k."""

TYPES = ("turn.received", "plan.made", "answer.made")


@dataclass(frozen=True, slots=True)
class History:
    """Earlier messages, and the call that the person was last asked to complete."""

    messages: tuple[Message, ...] = ()
    pending: MissingCall | None = None


async def history(journal: Journal, turn: TurnReceived) -> History:
    """The conversation before a turn."""
    store = journal.store
    rows = await journal.in_thread(store.recent_turns, turn.tenant, HISTORY_TURNS + 1, turn.conversation_id)
    turns = [row.turn_id for row in rows if row.turn_id < turn.turn_id][:HISTORY_TURNS]
    if not turns:
        return History()
    by_turn: dict[str, list[Event]] = {turn_id: [] for turn_id in reversed(turns)}
    for turn_id, payload in await journal.in_thread(store.payloads, turns, TYPES):
        by_turn[turn_id].append(EVENT.validate_json(payload))
    messages = [message for events in by_turn.values() for message in _messages(events)]
    return History(_newest(messages), _pending(by_turn[turns[0]]))


def _messages(events: Sequence[Event]) -> list[Message]:
    said: list[Message] = []
    for event in events:
        if isinstance(event, TurnReceived):
            said.append(Message(role=Role.USER, content=event.message))
        elif isinstance(event, AnswerMade):
            said.append(Message(role=Role.ASSISTANT, content=event.text))
    return said


def _pending(events: Sequence[Event]) -> MissingCall | None:
    plans = [event.plan for event in events if isinstance(event, PlanMade)]
    return plans[-1].missing[0] if plans and plans[-1].missing else None


def _newest(messages: Sequence[Message]) -> tuple[Message, ...]:
    """As many of the last messages as fit."""
    kept: list[Message] = []
    room = HISTORY_CHARACTERS
    for message in reversed(messages):
        room -= len(message.content)
        if room < 0:
            break
        kept.append(message)
    return tuple(reversed(kept))
