"""The twin of the Instagram account: direct messages and comments. Nothing leaves the house."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from handlers.backend import backend
from handlers.backends.local.chat_log import ChatLog
from handlers.backends.local.communication_tables import COMMENTS, instagram_comments
from handlers.backends.local.database import Database
from handlers.communication.instagram import Comment, CommentReply, Instagram
from handlers.communication.messages import ChatMessage, OutgoingText

HOUSE = "balizero"
"""The account's own user name."""


@backend(Instagram, simulated=True, honours_keys=True)
class LocalInstagram:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._log = ChatLog(database, "instagram")

    def send(self, tenant: str, message: OutgoingText, key: str) -> str:
        return self._log.add(tenant, message, key)

    def history(self, tenant: str, user_name: str, limit: int) -> Sequence[ChatMessage]:
        return self._log.history(tenant, user_name, limit)

    def comment(self, tenant: str, comment_id: str) -> Comment | None:
        number = COMMENTS.read(comment_id)
        return next(iter(self._where(tenant, instagram_comments.c.number == number)), None)

    def reply(self, tenant: str, reply: CommentReply, key: str) -> Comment:
        with self._database.transaction() as connection:
            row, _ = COMMENTS.insert_once(connection, tenant, key, lambda: _columns(connection, tenant, reply))
        return _comment(row)

    def replies(self, tenant: str, comment_id: str) -> Sequence[Comment]:
        return self._where(tenant, instagram_comments.c.reply_to == COMMENTS.read(comment_id))

    def _where(self, tenant: str, condition: sa.ColumnElement[bool]) -> list[Comment]:
        table = instagram_comments
        query = sa.select(table).where(table.c.tenant == tenant, condition).order_by(table.c.at, table.c.number)
        with self._database.reading() as connection:
            return [_comment(row) for row in connection.execute(query).mappings()]


def _columns(connection: Connection, tenant: str, reply: CommentReply) -> dict[str, Any]:
    table = instagram_comments
    answered = COMMENTS.read(reply.comment_id)
    post = sa.select(table.c.post).where(table.c.tenant == tenant, table.c.number == answered)
    return {
        "post": connection.execute(post).scalar_one(),
        "reply_to": answered,
        "author": HOUSE,
        "text": reply.text,
        "at": reply.at,
    }


def _comment(row: RowMapping) -> Comment:
    """Instagram's ids are bare digits."""
    reply_to = None if row["reply_to"] is None else str(row["reply_to"])
    return Comment.model_validate({**row, "comment_id": str(row["number"]), "reply_to": reply_to})
