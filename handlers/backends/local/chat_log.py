"""The messages of one chat platform, in SQL: what the twins of Telegram, Slack, Instagram and SMS share."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from handlers.backends.local.communication_tables import CHAT_MESSAGES, chat_messages, chats
from handlers.backends.local.database import Database
from handlers.backends.local.series import Series
from handlers.communication.messages import ChatMessage, OutgoingText


def latest(
    connection: Connection, messages: Series, wanted: sa.ColumnElement[bool], limit: int
) -> Sequence[ChatMessage]:
    """The last ones of the messages that are wanted, the newest last."""
    table = messages.table
    newest = sa.select(table).where(wanted).order_by(table.c.at.desc(), table.c.number.desc()).limit(limit)
    rows = connection.execute(newest).mappings().all()
    return [
        ChatMessage.model_validate({**row, "message_id": messages.written(row["number"])}) for row in reversed(rows)
    ]


class ChatLog:
    """Thread-safe."""

    def __init__(self, database: Database, platform: str) -> None:
        self._database = database
        self._platform = platform

    def add(self, tenant: str, message: OutgoingText, key: str) -> str:
        """Keep a message that was sent, once per key, and give its id."""
        columns = {**message.model_dump(), "platform": self._platform, "direction": "out"}
        with self._database.transaction() as connection:
            row, _ = CHAT_MESSAGES.insert_once(connection, tenant, key, lambda: columns)
        return CHAT_MESSAGES.written(row["number"])

    def history(self, tenant: str, chat: str, limit: int) -> Sequence[ChatMessage]:
        """The latest messages of a chat, the newest last."""
        table = chat_messages
        of_chat = sa.and_(table.c.tenant == tenant, table.c.platform == self._platform, table.c.chat == chat)
        with self._database.reading() as connection:
            return latest(connection, CHAT_MESSAGES, of_chat, limit)

    def chats(self, tenant: str) -> Sequence[tuple[str, str | None]]:
        """Name and user name of the platform's known chats, in the order of their names."""
        query = sa.select(chats.c.name, chats.c.user_name).where(
            chats.c.tenant == tenant, chats.c.platform == self._platform
        )
        with self._database.reading() as connection:
            return sorted((row.name, row.user_name) for row in connection.execute(query))
