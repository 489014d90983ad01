"""The `Conversations` and `Broadcasts` ports of the handlers: over the journal, and over the bus."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from statistics import median
from typing import TypeVar

import orjson

from handlers.business.lookup import words
from handlers.ports import DayOfTurns, Notice, Said, TurnFigures
from schemas.turn import AnswerMade, CallFinished, TurnEvent, TurnFinished, TurnReceived, TurnStatus
from service.engine.journal import EVENT
from service.engine.journal_store import DIRECT, JournalStore, TurnRow
from service.engine.ports import Bus

EventT = TypeVar("EventT", bound=TurnEvent)

SEARCHED_TURNS = 2_000
"""The newest turns that a search reads: about a tenth of a second."""

FOUND = 50
"""Most messages that a search gives."""

ENOUGH = 0.5
"""Least share of the query's words that a message has."""

MESSAGES = ("turn.received", "answer.made")


def channel_of(tenant: str) -> str:
    """The channel of the bus on which a tenant's notices go."""
    return f"tenant:{tenant}"


class JournalConversations:
    """Synchronous: its handlers run in threads."""

    def __init__(self, store: JournalStore) -> None:
        self._store = store

    def history(self, tenant: str, conversation_id: str, limit: int) -> Sequence[Said]:
        rows = self._store.recent_turns(tenant, limit, conversation_id)
        return self._messages(rows)[-limit:]

    def search(self, tenant: str, query: str, since: dt.datetime | None, owner: str | None) -> Sequence[Said]:
        wanted = set(words(query))
        rows = [row for row in self._store.recent_turns(tenant, SEARCHED_TURNS) if row.conversation_id != DIRECT]
        rows = [row for row in rows if owner in (None, row.principal) and (since is None or row.received_at >= since)]
        scored = [(_share(wanted, said.text), said) for said in self._messages(rows)]
        fitting = [pair for pair in scored if pair[0] >= ENOUGH]
        return [said for _, said in sorted(fitting, key=lambda pair: (-pair[0], -pair[1].at.timestamp()))[:FOUND]]

    def figures(self, tenant: str, since: dt.datetime, until: dt.datetime) -> TurnFigures:
        rows = [row for row in self._rows_since(tenant, since) if row.received_at < until]
        ids = {row.turn_id for row in rows}
        received = {event.turn_id: event for event in self._events(ids, "turn.received", TurnReceived)}
        ended = {event.turn_id: event for event in self._events(ids, "turn.finished", TurnFinished)}
        calls = Counter(event.turn_id for event in self._events(ids, "call.finished", CallFinished))
        took = [(ended[id].at - received[id].at).total_seconds() * 1000 for id in ended.keys() & received.keys()]
        by_day: dict[dt.date, list[TurnRow]] = defaultdict(list)
        for row in rows:
            by_day[row.received_at.astimezone(since.tzinfo).date()].append(row)
        statuses = Counter(row.status for row in rows)
        return TurnFigures(
            conversations=len({row.conversation_id for row in rows}),
            turns=len(rows),
            completed=statuses[TurnStatus.COMPLETED],
            failed=statuses[TurnStatus.FAILED],
            cancelled=statuses[TurnStatus.CANCELLED],
            waiting=statuses[TurnStatus.WAITING],
            median_ms=round(median(took), 1) if took else None,
            languages=Counter(event.language for event in received.values()).most_common(),
            days=[_day(day, theirs, calls) for day, theirs in sorted(by_day.items())],
        )

    def _rows_since(self, tenant: str, since: dt.datetime) -> Sequence[TurnRow]:
        """The turns of conversations; calls by name are none."""
        return [row for row in self._store.turns_since(tenant, since) if row.conversation_id != DIRECT]

    def _events(self, turn_ids: set[str], kind: str, event: type[EventT]) -> list[EventT]:
        found = (EVENT.validate_json(payload) for _, payload in self._store.payloads(turn_ids, [kind]))
        return [one for one in found if isinstance(one, event)]

    def _messages(self, rows: Sequence[TurnRow]) -> list[Said]:
        """What was said in these turns, the oldest first; erased turns say nothing."""
        conversations = {row.turn_id: row.conversation_id for row in rows}
        said: list[Said] = []
        for turn_id, payload in self._store.payloads(conversations, MESSAGES):
            event = EVENT.validate_json(payload)
            if isinstance(event, TurnReceived):
                said.append(Said(conversations[turn_id], turn_id, True, event.message, event.at))
            elif isinstance(event, AnswerMade):
                said.append(Said(conversations[turn_id], turn_id, False, event.text, event.at))
        return sorted(said, key=lambda one: (one.at, not one.person))


class BusBroadcasts:
    """Notices on the tenant's channel of the bus, which every connected client listens to."""

    def __init__(self, bus: Bus, audience: Callable[[str], int] | None = None) -> None:
        """`audience`: how many listen to a channel, where the bus can tell."""
        self._bus = bus
        self._audience = audience

    async def send(self, tenant: str, notice: Notice) -> int | None:
        channel = channel_of(tenant)
        message = {"type": "notice", "text": notice.text, "channel": notice.channel, "from": notice.sender}
        await self._bus.publish(channel, orjson.dumps({**message, "at": notice.at}))
        return None if self._audience is None else self._audience(channel)


def _share(wanted: set[str], text: str) -> float:
    held = words(text)
    found = sum(any(word.startswith(one) for word in held) for one in wanted)
    return found / len(wanted) if wanted else 0.0


def _day(day: dt.date, rows: Sequence[TurnRow], calls: Counter[str]) -> DayOfTurns:
    statuses = Counter(row.status for row in rows)
    return DayOfTurns(
        day=day,
        conversations=len({row.conversation_id for row in rows}),
        turns=len(rows),
        completed=statuses[TurnStatus.COMPLETED],
        failed=statuses[TurnStatus.FAILED],
        cancelled=statuses[TurnStatus.CANCELLED],
        calls=sum(calls[row.turn_id] for row in rows),
    )
