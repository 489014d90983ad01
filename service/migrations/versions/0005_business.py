"""Quotes, invoices, tasks, assignments and leads; who wrote a case's note."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _create_quotes_and_invoices()
    _create_tasks_and_assignments()
    _create_leads()
    op.add_column("case_notes", sa.Column("author", sa.String(128)))
    op.add_column("case_notes", sa.Column("idempotency_key", sa.String(255)))
    op.create_index("ix_case_notes_tenant_idempotency_key", "case_notes", ["tenant", "idempotency_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_case_notes_tenant_idempotency_key", "case_notes")
    op.drop_column("case_notes", "idempotency_key")
    op.drop_column("case_notes", "author")
    for table in ("leads", "assignments", "tasks", "invoices", "quotes"):
        op.drop_table(table)


def _create_record(table: str, *columns: "sa.Column[Any]", **references: str) -> None:
    """A table whose rows have a number of their own within the tenant. `references`: the table that a column names."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("idempotency_key", sa.String(255)),
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")
            for column, other in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("tenant", "number", name=f"uq_{table}_tenant_number"),
        sa.UniqueConstraint("tenant", "idempotency_key", name=f"uq_{table}_tenant_idempotency_key"),
    )


def _create_quotes_and_invoices() -> None:
    _create_record(
        "quotes",
        sa.Column("client_id", sa.Integer, nullable=False),
        sa.Column("lines", sa.JSON, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("rate_date", sa.Date),
        sa.Column("issued", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        client_id="clients",
    )
    _create_record(
        "invoices",
        sa.Column("client_id", sa.Integer, nullable=False),
        sa.Column("service", sa.String(64)),
        sa.Column("description", sa.Text),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("issued", sa.Date, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("paid_on", sa.Date),
        client_id="clients",
    )
    for table in ("quotes", "invoices"):
        op.create_index(f"ix_{table}_client_id", table, ["client_id"])
        op.create_index(f"ix_{table}_tenant_issued", table, ["tenant", "issued"])


def _create_tasks_and_assignments() -> None:
    _create_record(
        "tasks",
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("assignee_id", sa.Integer),
        sa.Column("due", sa.Date),
        sa.Column("priority", sa.String(8), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        assignee_id="team_members",
    )
    op.create_index("ix_tasks_assignee_id", "tasks", ["assignee_id"])
    _create_record(
        "assignments",
        sa.Column("member_id", sa.Integer, nullable=False),
        sa.Column("client_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        member_id="team_members",
        client_id="clients",
        case_id="cases",
    )
    op.create_index("ix_assignments_tenant_client_id", "assignments", ["tenant", "client_id"])


def _create_leads() -> None:
    _create_record(
        "leads",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("came", sa.Date, nullable=False),
        sa.Column("reached", sa.String(16), nullable=False),
        sa.Column("client_id", sa.Integer),
        client_id="clients",
    )
    op.create_index("ix_leads_tenant_came", "leads", ["tenant", "came"])
