"""A knowledge base and a memory of the test's own, and conversations that the test tells."""

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest

from handlers.backends.local import demo_knowledge
from handlers.backends.local.database import Database
from handlers.backends.local.knowledge import LocalKnowledge
from handlers.backends.local.memories import LocalMemories
from handlers.backends.local.vectors import VectorStore
from handlers.ports import Said, TurnFigures
from scout.encoder import OnnxEncoder
from tests.support.contexts import NOW


class ToldConversations:
    """The conversations that a test tells, by id."""

    def __init__(self, *said: Said) -> None:
        self.said = said
        self.owners: list[str | None] = []

    def history(self, tenant: str, conversation_id: str, limit: int) -> Sequence[Said]:
        return [one for one in self.said if one.conversation_id == conversation_id][-limit:]

    def search(self, tenant: str, query: str, since: dt.datetime | None, owner: str | None) -> Sequence[Said]:
        self.owners.append(owner)
        return [one for one in self.said if query in one.text and (since is None or one.at >= since)]

    def figures(self, tenant: str, since: dt.datetime, until: dt.datetime) -> TurnFigures:
        raise AssertionError("nothing here counts turns")


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    return OnnxEncoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture
def vectors() -> Iterator[VectorStore]:
    vectors = VectorStore(":memory:")
    yield vectors
    vectors.close()


@pytest.fixture
def knowledge(vectors: VectorStore, encoder: OnnxEncoder, sqlite: Database) -> LocalKnowledge:
    return LocalKnowledge(vectors, encoder, sqlite)


@pytest.fixture
def memories(vectors: VectorStore, encoder: OnnxEncoder, sqlite: Database) -> LocalMemories:
    return LocalMemories(vectors, encoder, sqlite)


@pytest.fixture
def house(knowledge: LocalKnowledge) -> LocalKnowledge:
    """The knowledge base of the tenant `bali` as the demo leaves it."""
    demo_knowledge.seed(knowledge, "bali")
    return knowledge


@pytest.fixture
def remembering(memories: LocalMemories) -> LocalMemories:
    """The memory of the tenant `bali` as the demo leaves it."""
    demo_knowledge.seed_memory(memories, "bali", NOW)
    return memories
