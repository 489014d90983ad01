"""The tables of the mailbox and of the chat channels, and the numbers of their rows."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Integer, MetaData, String, Text

from handlers.backends.local.series import Series
from handlers.backends.local.tables import NAMING, Moment, record

metadata = MetaData(naming_convention=NAMING)

emails = record(
    "emails",
    Column("thread", Integer, nullable=False),  # the number of the e-mail that began it
    Column("direction", String(3), nullable=False),  # out or in
    Column("sender", sa.JSON[dict[str, str | None]](), nullable=False),
    Column("recipients", sa.JSON[list[dict[str, str | None]]](), nullable=False),
    Column("cc", sa.JSON[list[dict[str, str | None]]](), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "tenant", "at"),
    area=metadata,
)

chats = record(
    "chats",
    Column("platform", String(16), nullable=False),
    Column("name", String(128), nullable=False),
    Column("user_name", String(64)),
    Index(None, "tenant", "platform"),
    area=metadata,
)

chat_messages = record(
    "chat_messages",
    Column("platform", String(16), nullable=False),
    Column("chat", String(128), nullable=False),
    Column("direction", String(3), nullable=False),  # out or in
    Column("author", String(128)),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "tenant", "platform", "chat", "at"),
    area=metadata,
)

instagram_comments = record(
    "instagram_comments",
    Column("post", Text, nullable=False),  # its caption
    Column("reply_to", Integer),  # the number of another comment
    Column("author", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "tenant", "reply_to"),
    area=metadata,
)

EMAILS = Series(emails, "msg", first=1201)
CHATS = Series(chats, "CHAT")
CHAT_MESSAGES = Series(chat_messages, "CM")
COMMENTS = Series(instagram_comments, "comment", first=18004401)
