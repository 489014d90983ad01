"""The journal's tables: every event of every turn, an index of turns, and the idempotency keys that made them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.exc import IntegrityError

from handlers.backends.local.database import Database
from handlers.backends.local.tables import Moment

metadata = MetaData()

DIRECT = "direct"
"""The conversation of calls made by name."""

turns = Table(
    "turns",
    metadata,
    Column("turn_id", String(40), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("principal", String(128), nullable=False),
    Column("conversation_id", String(80), nullable=False),
    Column("status", String(16), nullable=False),
    Column("received_at", Moment, nullable=False),
    Index("turns_by_status", "status"),
    Index("turns_by_conversation", "tenant", "conversation_id", "received_at"),
    Index("turns_by_time", "tenant", "received_at"),
)

events = Table(
    "events",
    metadata,
    Column("turn_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("type", String(24), nullable=False),
    # JSON of the event; null once it was erased. The digest chain goes on showing that nothing else was changed.
    Column("payload", LargeBinary),
    Column("digest", LargeBinary(32), nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", String(200), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("body_digest", String(64), nullable=False),
    Column("turn_id", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
)

KEY_LIFETIME = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class TurnRow:
    """The index entry of a turn."""

    turn_id: str
    tenant: str
    principal: str
    conversation_id: str
    status: str
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class EventRow:
    """`payload` is JSON; None once it was erased."""

    turn_id: str
    number: int
    type: str
    payload: bytes | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class KeyUse:
    """An idempotency key that was used before: for which body, for which turn, and whether that turn began."""

    body_digest: str
    turn_id: str
    claimed_at: dt.datetime
    began: bool


@dataclass(frozen=True, slots=True)
class ConversationRow:
    conversation_id: str
    turns: int
    last_at: dt.datetime


class JournalStore:
    """Synchronous access to the tables; the journal calls it in threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, opened: Sequence[TurnRow], rows: Sequence[EventRow], statuses: dict[str, str]) -> None:
        """One transaction: new turns, new events, new statuses of turns."""
        with self._database.transaction() as connection:
            if opened:
                connection.execute(turns.insert(), [_values(row) for row in opened])
            if rows:
                connection.execute(events.insert(), [_values(row) for row in rows])
            for turn_id, status in statuses.items():
                connection.execute(turns.update().where(turns.c.turn_id == turn_id).values(status=status))

    def read(self, turn_id: str, after: int = 0) -> list[EventRow]:
        query = sa.select(events).where(events.c.turn_id == turn_id, events.c.number > after)
        with self._database.reading() as connection:
            return [EventRow(*row) for row in connection.execute(query.order_by(events.c.number))]

    def turn(self, tenant: str, turn_id: str) -> TurnRow | None:
        query = sa.select(turns).where(turns.c.turn_id == turn_id, turns.c.tenant == tenant)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return _turn_row(row) if row else None

    def recent_turns(self, tenant: str, limit: int, conversation_id: str | None = None) -> list[TurnRow]:
        """Newest first."""
        query = sa.select(turns).where(turns.c.tenant == tenant)
        if conversation_id is not None:
            query = query.where(turns.c.conversation_id == conversation_id)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(turns.c.received_at.desc(), turns.c.turn_id.desc()).limit(limit))
            return [_turn_row(row) for row in rows]

    def turns_since(self, tenant: str, since: dt.datetime) -> list[TurnRow]:
        """Those received from then on, the oldest first."""
        query = sa.select(turns).where(turns.c.tenant == tenant, turns.c.received_at >= since)
        with self._database.reading() as connection:
            return [_turn_row(row) for row in connection.execute(query.order_by(turns.c.received_at))]

    def unfinished(self) -> list[TurnRow]:
        """Turns that were running when their process ended."""
        with self._database.reading() as connection:
            return [_turn_row(row) for row in connection.execute(sa.select(turns).where(turns.c.status == "running"))]

    def conversations(self, tenant: str, limit: int, but: str) -> list[ConversationRow]:
        """Newest first, without the one that is no conversation."""
        last = sa.func.max(turns.c.received_at, type_=Moment)
        query = (
            sa.select(turns.c.conversation_id, sa.func.count(), last)
            .where(turns.c.tenant == tenant, turns.c.conversation_id != but)
            .group_by(turns.c.conversation_id)
            .order_by(last.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [ConversationRow(name, count, at) for name, count, at in connection.execute(query)]

    def payloads(self, turn_ids: Iterable[str], types: Iterable[str]) -> list[tuple[str, bytes]]:
        """(turn id, payload) of these types of these turns, in order of turn and number; erased ones left out."""
        wanted = events.c.turn_id.in_(list(turn_ids)) & events.c.type.in_(list(types)) & events.c.payload.is_not(None)
        query = sa.select(events.c.turn_id, events.c.payload).where(wanted)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(events.c.turn_id, events.c.number))
            return [(turn_id, payload) for turn_id, payload in rows]

    def payloads_since(self, tenant: str, since: dt.datetime, kind: str) -> list[bytes]:
        """Payloads of one type of event, of the turns that a tenant's people began since then."""
        query = (
            sa.select(events.c.payload)
            .join(turns, turns.c.turn_id == events.c.turn_id)
            .where(turns.c.tenant == tenant, turns.c.received_at >= since)
            .where(events.c.type == kind, events.c.payload.is_not(None))
        )
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def erase_conversation(self, tenant: str, conversation_id: str) -> int:
        """Erase the payloads of a conversation's events; the digests stay. Returns how many turns it had."""
        own = (turns.c.tenant == tenant) & (turns.c.conversation_id == conversation_id)
        with self._database.transaction() as connection:
            ids = list(connection.scalars(sa.select(turns.c.turn_id).where(own)))
            connection.execute(events.update().where(events.c.turn_id.in_(ids)).values(payload=None))
            connection.execute(turns.delete().where(own))
        return len(ids)

    def claim_key(self, owner: str, key: str, body_digest: str, turn_id: str, now: dt.datetime) -> KeyUse | None:
        """Bind a key to a turn; when it is bound already (for 24 hours), say to which."""
        mine = (idempotency.c.owner == owner) & (idempotency.c.key == key)
        values = {"owner": owner, "key": key, "body_digest": body_digest, "turn_id": turn_id, "created_at": now}
        try:
            with self._database.transaction() as connection:
                expired = idempotency.c.created_at < now - KEY_LIFETIME
                connection.execute(idempotency.delete().where(mine & expired))
                connection.execute(idempotency.insert().values(values))
        except IntegrityError:
            return self._key_use(mine)
        return None

    def _key_use(self, mine: sa.ColumnElement[bool]) -> KeyUse | None:
        # Its events outlive an erased turn: what was done under a key stays done.
        began = sa.exists().where(events.c.turn_id == idempotency.c.turn_id)
        query = sa.select(idempotency.c.body_digest, idempotency.c.turn_id, idempotency.c.created_at, began)
        with self._database.reading() as connection:
            row = connection.execute(query.where(mine)).one()
        return KeyUse(*row)


def _values(row: TurnRow | EventRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def _turn_row(row: sa.Row[str, str, str, str, str, dt.datetime]) -> TurnRow:
    return TurnRow(row[0], row[1], row[2], row[3], row[4], row[5])
