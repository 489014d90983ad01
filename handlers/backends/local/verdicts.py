"""How the verdicts on passages stand, and how much they move a passage in the ranking."""

from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from handlers.backends.local.knowledge_tables import verdicts

MOST = 0.05
"""The most that verdicts move a score, which is up to 1: they settle what is nearly even, and outweigh no meaning."""

DOUBT = 2
"""Verdicts that are imagined on each side's place: one voice alone moves little."""


def counted(connection: Connection, tenant: str, passages: Sequence[str]) -> Counter[tuple[str, bool]]:
    """How many found a passage helpful (True) and how many did not, by passage id."""
    table = verdicts
    query = (
        sa.select(table.c.passage_id, table.c.helpful, sa.func.count())
        .where(table.c.tenant == tenant, table.c.passage_id.in_(passages))
        .group_by(table.c.passage_id, table.c.helpful)
    )
    return Counter({(passage, bool(helpful)): count for passage, helpful, count in connection.execute(query)})


def lifts(connection: Connection, tenant: str, passages: Sequence[str]) -> Mapping[str, float]:
    """What to add to each passage's score, -0.05 to 0.05."""
    counts = counted(connection, tenant, passages)
    return {passage: _lift(counts[passage, True], counts[passage, False]) for passage in passages}


def forget(connection: Connection, tenant: str, document_id: str) -> None:
    """Remove what was said about a document's passages."""
    table = verdicts
    connection.execute(sa.delete(table).where(table.c.tenant == tenant, table.c.document_id == document_id))


def _lift(helpful: int, unhelpful: int) -> float:
    return MOST * (helpful - unhelpful) / (helpful + unhelpful + DOUBT)
