"""What people said about passages of the knowledge base."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "passage_verdicts",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("document_id", sa.String(40), nullable=False),
        sa.Column("passage_id", sa.String(48), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "document_id", "passage_id", "by", name="pk_passage_verdicts"),
    )


def downgrade() -> None:
    op.drop_table("passage_verdicts")
