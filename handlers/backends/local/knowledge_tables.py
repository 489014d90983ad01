"""The table of what people said about passages of the knowledge base."""

from sqlalchemy import Boolean, Column, MetaData, String, Table, Text

from handlers.backends.local.tables import NAMING, Moment

metadata = MetaData(naming_convention=NAMING)

verdicts = Table(
    "passage_verdicts",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("document_id", String(40), primary_key=True),
    Column("passage_id", String(48), primary_key=True),
    Column("by", String(128), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("comment", Text),
    Column("at", Moment, nullable=False),
)
