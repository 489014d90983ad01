"""Every table of the embedded backends."""

from sqlalchemy import MetaData

from handlers.backends.local import (
    business_tables,
    communication_tables,
    files,
    knowledge_tables,
    tables,
    workspace_tables,
)

SCHEMAS: tuple[MetaData, ...] = (
    tables.metadata,
    business_tables.metadata,
    workspace_tables.metadata,
    communication_tables.metadata,
    knowledge_tables.metadata,
    files.metadata,
)
"""Each refers to none that stands later."""
