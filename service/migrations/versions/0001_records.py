"""Our own records and the WhatsApp twin."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_people()
    _create_cases()
    _create_reminders()
    _create_whatsapp_messages()


def downgrade() -> None:
    for table in ("whatsapp_messages", "reminders", "case_notes", "cases", "team_members", "clients", "numbers"):
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


def _create_people() -> None:
    op.create_table(
        "numbers",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("series", sa.String(32), nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "series", name="pk_numbers"),
    )
    _create_record(
        "clients",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("phone", sa.String(20)),
        sa.Column("nationality", sa.String(2)),
        sa.Column("since", sa.Date, nullable=False),
    )
    op.create_index("ix_clients_tenant_email", "clients", ["tenant", "email"])
    op.create_index("ix_clients_tenant_phone", "clients", ["tenant", "phone"])
    _create_record(
        "team_members",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(200), nullable=False),
        sa.Column("subjects", sa.JSON, nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("phone", sa.String(20)),
    )


def _create_cases() -> None:
    _create_record(
        "cases",
        sa.Column("client_id", sa.Integer, nullable=False),
        sa.Column("responsible_id", sa.Integer),
        sa.Column("service", sa.String(200), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("opened", sa.Date, nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        client_id="clients",
        responsible_id="team_members",
    )
    op.create_index("ix_cases_client_id", "cases", ["client_id"])
    op.create_table(
        "case_notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_notes_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_notes"),
    )
    op.create_index("ix_case_notes_case_id", "case_notes", ["case_id"])


def _create_reminders() -> None:
    _create_record(
        "reminders",
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.String(80)),
        sa.Column("fired_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_reminders_fired_at_at", "reminders", ["fired_at", "at"])


def _create_whatsapp_messages() -> None:
    _create_record(
        "whatsapp_messages",
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_whatsapp_messages_tenant_phone_at", "whatsapp_messages", ["tenant", "phone", "at"])
