"""The journal, and the files."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("turn_id", sa.String(40), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("principal", sa.String(128), nullable=False),
        sa.Column("conversation_id", sa.String(80), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("turns_by_status", "turns", ["status"])
    op.create_index("turns_by_conversation", "turns", ["tenant", "conversation_id", "received_at"])
    op.create_index("turns_by_time", "turns", ["tenant", "received_at"])
    op.create_table(
        "events",
        sa.Column("turn_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(24), nullable=False),
        sa.Column("payload", sa.LargeBinary),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("owner", sa.String(200), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("body_digest", sa.String(64), nullable=False),
        sa.Column("turn_id", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(127), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("files_by_tenant", "files", ["tenant"])


def downgrade() -> None:
    for table in ("files", "idempotency", "events", "turns"):
        op.drop_table(table)
