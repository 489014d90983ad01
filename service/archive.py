"""What the journal tells about the past: turns, conversations, how handlers were used."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from statistics import median, quantiles

from handlers.ports import HandlerUse
from schemas.chat import ConversationSummary, TurnSummary
from schemas.turn import CallFinished, Turn, TurnStatus
from service.engine.journal import EVENT, Journal
from service.engine.journal_store import JournalStore
from service.engine.state import fold
from service.engine.turns import DIRECT, TurnRefused

CONVERSATION_TURNS = 1_000


class Archive:
    """Reads the journal by tenant."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._store = journal.store

    async def turns(self, tenant: str, limit: int) -> list[TurnSummary]:
        rows = await self._journal.in_thread(self._store.recent_turns, tenant, limit)
        return [
            TurnSummary(
                turn_id=row.turn_id,
                conversation_id=row.conversation_id,
                status=row.status,
                received_at=row.received_at,
            )
            for row in rows
        ]

    async def conversations(self, tenant: str, limit: int) -> list[ConversationSummary]:
        rows = await self._journal.in_thread(self._store.conversations, tenant, limit, DIRECT)
        return [
            ConversationSummary(conversation_id=row.conversation_id, turns=row.turns, last_at=row.last_at)
            for row in rows
        ]

    async def conversation(self, tenant: str, conversation_id: str) -> list[Turn]:
        """Its turns, the oldest first."""
        rows = await self._journal.in_thread(self._store.recent_turns, tenant, CONVERSATION_TURNS, conversation_id)
        return [fold(await self._journal.events(row.turn_id)).view() for row in reversed(rows)]

    async def waiting(self, tenant: str, conversation_id: str) -> list[str]:
        """The ids of its turns that wait for the person."""
        rows = await self._journal.in_thread(self._store.recent_turns, tenant, CONVERSATION_TURNS, conversation_id)
        return [row.turn_id for row in rows if row.status == TurnStatus.WAITING]

    async def erase(self, tenant: str, conversation_id: str) -> int:
        """Erase what was said; returns how many turns that were. Raises TurnRefused while one of them runs."""
        rows = await self._journal.in_thread(self._store.recent_turns, tenant, CONVERSATION_TURNS, conversation_id)
        running = next((row.turn_id for row in rows if row.status == TurnStatus.RUNNING), None)
        if running is not None:  # what it would still write would stay
            raise TurnRefused("conflict", f"the turn {running!r} still runs; cancel it, or erase when it has ended")
        return await self._journal.in_thread(self._store.erase_conversation, tenant, conversation_id)


class JournalUsageLog:
    """The `UsageLog` port of the handlers, over the journal. Synchronous: its handler runs in a thread."""

    def __init__(self, store: JournalStore) -> None:
        self._store = store

    def handler_use(self, tenant: str, since: dt.datetime, handler: str | None) -> Sequence[HandlerUse]:
        """Most used first."""
        calls: dict[str, list[CallFinished]] = defaultdict(list)
        for payload in self._store.payloads_since(tenant, since, "call.finished"):
            event = EVENT.validate_json(payload)
            if isinstance(event, CallFinished) and handler in (None, event.handler):
                calls[event.handler].append(event)
        return sorted((_use(name, events) for name, events in calls.items()), key=lambda use: (-use.calls, use.handler))


def _use(name: str, events: Sequence[CallFinished]) -> HandlerUse:
    durations = [event.duration_ms or 0.0 for event in events]
    p95 = quantiles(durations, n=20)[-1] if len(durations) > 1 else durations[0]
    failed = sum(event.status != "done" for event in events)
    return HandlerUse(name, len(events), failed, round(median(durations), 3), round(p95, 3))
