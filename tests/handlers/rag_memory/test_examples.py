"""Every example of these handlers, and of the analytics that draw and query, works on the demo tenant."""

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from handlers.analytics import broadcast, chart, conversations, parquet, report
from handlers.analytics.conversations import ChannelTraffic
from handlers.analytics.figures import BusinessFigures
from handlers.analytics.parquet import Datasets
from handlers.assistance.web import Page, Pages
from handlers.backends.local import demo, demo_business, demo_communication, demo_datasets
from handlers.backends.local.clients import LocalClients
from handlers.backends.local.database import Database
from handlers.backends.local.datasets import LocalDatasets
from handlers.backends.local.feedback import LocalFeedback
from handlers.backends.local.figures import LocalFigures
from handlers.backends.local.files import LocalFiles
from handlers.backends.local.knowledge import LocalKnowledge
from handlers.backends.local.memories import LocalMemories
from handlers.backends.local.traffic import LocalChannelTraffic
from handlers.backends.local.vectors import VectorStore
from handlers.business.client import Clients
from handlers.definitions import Handler
from handlers.discovery import Discovered
from handlers.ports import Broadcasts, Conversations, DataDir, Encoder, Files
from handlers.rag_memory import (
    conversation,
    memory,
    memory_change,
    memory_digest,
    memory_recall,
    rag,
    rag_answer,
    rag_documents,
    rag_feedback,
    rag_ingest,
)
from handlers.rag_memory.memory import Memories
from handlers.rag_memory.rag import Knowledge
from handlers.rag_memory.rag_documents import Documents
from handlers.rag_memory.rag_feedback import FeedbackLog
from handlers.registry import build
from schemas.tools import Example
from scout.encoder import OnnxEncoder
from service.engine.conversations import BusBroadcasts, JournalConversations
from service.engine.in_process import InProcessBus
from service.engine.journal_store import JournalStore
from tests.support.contexts import NOW, context

RAG_MEMORY = (rag, rag_answer, rag_documents, rag_feedback, rag_ingest, conversation)
MEMORY = (memory, memory_change, memory_digest, memory_recall)
ANALYTICS = (broadcast, chart, conversations, parquet, report)
OF_THE_OPEN_WORLD = {
    "rag.search",
    "rag.answer",
    "rag.similar",
    "rag.ingest_url",
    "memory.retrieve",
    "memory.list",
    "memory.profile",
    "conversation.history",
    "conversation.search",
}


class Web:
    """A web on which every page says where it stands."""

    async def fetch(self, url: str) -> Page:
        return Page(url, None, f"This is the page at {url}.", truncated=False)


def handlers() -> dict[str, Handler]:
    registry, faults = build(Discovered(module, False) for module in (*RAG_MEMORY, *MEMORY, *ANALYTICS))
    assert not faults
    return dict(registry)


def examples() -> Iterator[tuple[Handler, Example]]:
    for found in handlers().values():
        for example in found.definition.examples:
            yield found, example


@pytest.fixture
def ports(
    house: LocalKnowledge,
    remembering: LocalMemories,
    vectors: VectorStore,
    encoder: OnnxEncoder,
    sqlite: Database,
    tmp_path: Path,
) -> Mapping[Any, Any]:
    """What the service binds, on the demo tenant."""
    for area in (demo, demo_communication, demo_business):
        area.seed(sqlite, "bali", NOW)
    data_dir = DataDir(tmp_path)
    demo_datasets.seed(data_dir, "bali", NOW)
    return {
        Knowledge: house,
        Documents: house,
        Memories: remembering,
        FeedbackLog: LocalFeedback(sqlite, vectors),
        Pages: Web(),
        Encoder: encoder,
        Clients: LocalClients(sqlite),
        Files: LocalFiles(sqlite, data_dir),
        Conversations: JournalConversations(JournalStore(sqlite)),
        Broadcasts: BusBroadcasts(InProcessBus()),
        BusinessFigures: LocalFigures(sqlite),
        ChannelTraffic: LocalChannelTraffic(sqlite),
        Datasets: LocalDatasets(data_dir),
    }


def test_what_others_may_have_written_is_untrusted() -> None:
    assert {name for name, found in handlers().items() if found.definition.untrusted} == OF_THE_OPEN_WORLD


def test_every_handler_speaks_three_languages() -> None:
    assert {name for name, found in handlers().items() if len(found.definition.examples) < 6} == set()


@pytest.mark.parametrize(
    ("found", "example"), [pytest.param(found, example, id=example.text) for found, example in examples()]
)
async def test_an_example_works_on_the_demo_tenant(ports: Mapping[Any, Any], found: Handler, example: Example) -> None:
    further = {name: ports[port] for name, port in found.ports.items()}

    result = found.function(context(ports[found.port]), **found.parse(example.args), **further)

    assert isinstance(await result if inspect.isawaitable(result) else result, found.result)
