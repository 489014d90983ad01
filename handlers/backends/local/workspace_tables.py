"""The tables of the workspace's twins: files with what is in them, and the calendar. Every row belongs to a tenant."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from handlers.backends.local.series import Series
from handlers.backends.local.tables import NAMING, Moment, record

metadata = MetaData(naming_convention=NAMING)


def _content(name: str, *more: Any) -> Table:
    """A table whose rows are pieces of a file."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("tenant", String(64), nullable=False),
        Column("file_id", Integer, ForeignKey("drive_files.id"), nullable=False),
        *more,
    )


drive_files = record(
    "drive_files",
    Column("name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("folder_id", Integer, ForeignKey("drive_files.id")),
    Column("changed", Moment, nullable=False),
    Column("words", Text, nullable=False),  # name and content, each word in lower case after a space: for searching
    Index(None, "tenant", "folder_id"),
    area=metadata,
)

drive_permissions = _content(
    "drive_permissions",
    Column("email", String(254), nullable=False),
    Column("role", String(16), nullable=False),
    UniqueConstraint("file_id", "email"),
)

paragraphs = _content(
    "paragraphs",
    Column("idempotency_key", String(255)),
    Column("text", Text, nullable=False),
    UniqueConstraint("tenant", "idempotency_key"),
    Index(None, "file_id"),
)

sheet_rows = _content(
    "sheet_rows",
    Column("idempotency_key", String(255)),
    Column("sheet", String(100), nullable=False),
    Column("position", Integer, nullable=False),  # of the sheet in its file, from 0
    Column("row", Integer, nullable=False),  # from 1; row 0 holds no cells, and keeps an empty sheet in being
    Column("cells", sa.JSON[list[str]](), nullable=False),
    UniqueConstraint("tenant", "idempotency_key"),
    UniqueConstraint("file_id", "sheet", "row"),
)

slides = _content(
    "slides",
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    UniqueConstraint("file_id", "position"),
)

calendar_events = record(
    "calendar_events",
    Column("title", String(200), nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("location", Text),
    Column("attendees", sa.JSON[list[dict[str, str]]](), nullable=False),
    Index(None, "tenant", "start"),
    area=metadata,
)

calendar_notices = Table(
    "calendar_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("event", Integer, nullable=False),  # its number: the event itself may be gone
    Column("kind", String(16), nullable=False),  # invitation, new time or cancellation
    Column("email", String(254), nullable=False),
    Column("title", String(200), nullable=False),
    Column("start", Moment, nullable=False),
    Column("reason", Text),
    Column("at", Moment, nullable=False),
    Index(None, "tenant", "event"),
)

DRIVE_FILES = Series(drive_files, "FILE")
CALENDAR_EVENTS = Series(calendar_events, "EVT")
