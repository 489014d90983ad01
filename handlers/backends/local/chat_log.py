"""The messages of one chat platform, in SQL: what the twins of Telegram, Slack, Instagram and SMS share."""

from collections.abc import Sequence

import sqlalchemy as sa

from handlers.backends.local.communication_tables import CHAT_MESSAGES, chat_messages, chats
from handlers.backends.local.database import Database
from handlers.communication.messages import ChatMessage, OutgoingText


class ChatLog:
    """Thread-safe."""

    def __init__(self, database: Database, platform: str) -> None:
        self._database = database
        self._platform = platform

    def add(self, tenant: str, message: OutgoingText, key: str) -> str:
        """Keep a message that was sent, once per key, and give its id."""
        with self._database.transaction() as connection:
            number = CHAT_MESSAGES.next(connection, tenant)
            earlier = CHAT_MESSAGES.made_with(connection, tenant, key)
            if earlier is not None:
                return CHAT_MESSAGES.written(earlier["number"])
            insert = sa.insert(chat_messages).values(
                **message.model_dump(), tenant=tenant, number=number, platform=self._platform, direction="out"
            )
            connection.execute(insert.values(idempotency_key=key or None))
        return CHAT_MESSAGES.written(number)

    def history(self, tenant: str, chat: str, limit: int) -> Sequence[ChatMessage]:
        """The latest messages of a chat, the newest last."""
        table = chat_messages
        of_chat = (table.c.tenant == tenant, table.c.platform == self._platform, table.c.chat == chat)
        newest = sa.select(table).where(*of_chat).order_by(table.c.at.desc(), table.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(newest).mappings().all()
        return [
            ChatMessage.model_validate({**row, "message_id": CHAT_MESSAGES.written(row["number"])})
            for row in reversed(rows)
        ]

    def chats(self, tenant: str) -> Sequence[tuple[str, str | None]]:
        """Name and user name of the platform's known chats, in the order of their names."""
        query = sa.select(chats.c.name, chats.c.user_name).where(
            chats.c.tenant == tenant, chats.c.platform == self._platform
        )
        with self._database.reading() as connection:
            return sorted((row.name, row.user_name) for row in connection.execute(query))
