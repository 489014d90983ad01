"""The mailbox and the chat channels."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _create_emails()
    _create_chats()
    _create_instagram_comments()


def downgrade() -> None:
    for table in ("instagram_comments", "chat_messages", "chats", "emails"):
        op.drop_table(table)


def _create_record(table: str, *columns: "sa.Column[Any]") -> None:
    """A table whose rows have a number of their own within the tenant."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("idempotency_key", sa.String(255)),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("tenant", "number", name=f"uq_{table}_tenant_number"),
        sa.UniqueConstraint("tenant", "idempotency_key", name=f"uq_{table}_tenant_idempotency_key"),
    )


def _create_emails() -> None:
    _create_record(
        "emails",
        sa.Column("thread", sa.Integer, nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("sender", sa.JSON, nullable=False),
        sa.Column("recipients", sa.JSON, nullable=False),
        sa.Column("cc", sa.JSON, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_emails_tenant_at", "emails", ["tenant", "at"])


def _create_chats() -> None:
    _create_record(
        "chats",
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("user_name", sa.String(64)),
    )
    op.create_index("ix_chats_tenant_platform", "chats", ["tenant", "platform"])
    _create_record(
        "chat_messages",
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("chat", sa.String(128), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("author", sa.String(128)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    columns = ["tenant", "platform", "chat", "at"]
    op.create_index("ix_chat_messages_tenant_platform_chat_at", "chat_messages", columns)


def _create_instagram_comments() -> None:
    _create_record(
        "instagram_comments",
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("reply_to", sa.Integer),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_instagram_comments_tenant_reply_to", "instagram_comments", ["tenant", "reply_to"])
