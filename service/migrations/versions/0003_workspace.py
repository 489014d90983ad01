"""The twins of the workspace: files with what is in them, and the calendar."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _create_files()
    _create_contents()
    _create_calendar()


def downgrade() -> None:
    tables = ("calendar_notices", "calendar_events", "slides", "sheet_rows", "paragraphs", "drive_permissions")
    for table in (*tables, "drive_files"):
        op.drop_table(table)


def _create_record(table: str, *more: Any) -> None:
    """A table whose rows have a number of their own within the tenant."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("idempotency_key", sa.String(255)),
        *more,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("tenant", "number", name=f"uq_{table}_tenant_number"),
        sa.UniqueConstraint("tenant", "idempotency_key", name=f"uq_{table}_tenant_idempotency_key"),
    )


def _create_content(table: str, *more: Any) -> None:
    """A table whose rows are pieces of a file."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("file_id", sa.Integer, nullable=False),
        *more,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["file_id"], ["drive_files.id"], name=f"fk_{table}_file_id"),
    )


def _create_files() -> None:
    _create_record(
        "drive_files",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("folder_id", sa.Integer),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["drive_files.id"], name="fk_drive_files_folder_id"),
    )
    op.create_index("ix_drive_files_tenant_folder_id", "drive_files", ["tenant", "folder_id"])
    _create_content(
        "drive_permissions",
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.UniqueConstraint("file_id", "email", name="uq_drive_permissions_file_id_email"),
    )


def _create_contents() -> None:
    _create_content(
        "paragraphs",
        sa.Column("idempotency_key", sa.String(255)),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("tenant", "idempotency_key", name="uq_paragraphs_tenant_idempotency_key"),
    )
    op.create_index("ix_paragraphs_file_id", "paragraphs", ["file_id"])
    _create_content(
        "sheet_rows",
        sa.Column("idempotency_key", sa.String(255)),
        sa.Column("sheet", sa.String(100), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("cells", sa.JSON, nullable=False),
        sa.UniqueConstraint("tenant", "idempotency_key", name="uq_sheet_rows_tenant_idempotency_key"),
        sa.UniqueConstraint("file_id", "sheet", "row", name="uq_sheet_rows_file_id_sheet_row"),
    )
    _create_content(
        "slides",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.UniqueConstraint("file_id", "position", name="uq_slides_file_id_position"),
    )


def _create_calendar() -> None:
    _create_record(
        "calendar_events",
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.Text),
        sa.Column("attendees", sa.JSON, nullable=False),
    )
    op.create_index("ix_calendar_events_tenant_start", "calendar_events", ["tenant", "start"])
    op.create_table(
        "calendar_notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_notices"),
    )
    op.create_index("ix_calendar_notices_tenant_event", "calendar_notices", ["tenant", "event"])
