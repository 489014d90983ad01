"""What the journal tells about the past: turns and conversations."""

from schemas.chat import ConversationSummary, TurnSummary
from schemas.turn import Turn, TurnStatus
from service.engine.journal import Journal
from service.engine.journal_store import DIRECT
from service.engine.state import fold
from service.engine.turns import TurnRefused

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
