"""What people said about passages of the knowledge base, in SQL."""

import sqlalchemy as sa

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.knowledge import COLLECTION
from handlers.backends.local.knowledge_tables import verdicts
from handlers.backends.local.vectors import VectorStore
from handlers.backends.local.verdicts import counted
from handlers.errors import NotFound
from handlers.rag_memory.rag_feedback import Feedback, FeedbackLog, Verdict


@backend(FeedbackLog, honours_keys=True)
class LocalFeedback:
    """Thread-safe. The same verdict given again is the same row."""

    def __init__(self, database: Database, vectors: VectorStore) -> None:
        self._database = database
        self._vectors = vectors

    def record(self, tenant: str, verdict: Verdict) -> Feedback:
        passage_id = verdict.passage_id.strip().lower()
        found = self._vectors.matching(COLLECTION, tenant, {"passage": passage_id}, limit=1)
        if not found:
            raise NotFound(f"There is no passage {verdict.passage_id!r}; give an id as a search shows it: doc-1012-1.")
        passage = found[0].payload
        key = {"tenant": tenant, "document_id": passage["number"], "passage_id": passage_id, "by": verdict.by}
        said = {"helpful": verdict.helpful, "comment": verdict.comment, "at": verdict.at}
        with self._database.transaction() as connection:
            connection.execute(sa.delete(verdicts).where(*(verdicts.c[name] == value for name, value in key.items())))
            connection.execute(sa.insert(verdicts).values(**key, **said))
            counts = counted(connection, tenant, [passage_id])
        return Feedback(
            title=passage["title"],
            passage_id=passage_id,
            helpful=verdict.helpful,
            comment=verdict.comment,
            found_helpful=counts[passage_id, True],
            found_unhelpful=counts[passage_id, False],
        )
