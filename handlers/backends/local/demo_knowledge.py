"""The demo tenant's knowledge base, articles of our own as Markdown files beside this module, and its memory."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from handlers.demo import demo_seed
from handlers.rag_memory.memory import Fact, Memories
from handlers.rag_memory.rag import Document, Knowledge
from handlers.reference import load
from handlers.values import Value

_DATA = Path(__file__).parent / "data"
FOLDER = _DATA / "knowledge"

TOLD_BY = "demo"
MOST_MEMORIES = 1_000


class KeptFact(Value):
    """Something that was told so many days before the day of seeding."""

    content: str
    subject: str
    tags: tuple[str, ...]
    days: int


@demo_seed(order=50, background=True)
def seed(knowledge: Knowledge, tenant: str) -> int:
    """Add the articles where the tenant has none of their collections; returns how many were added.

    It happens beside the start: somebody may have added a text of their own before.
    """
    articles = list(demo_articles())
    if knowledge.collections(tenant).keys() & {article.collection for article in articles}:
        return 0
    for article in articles:
        knowledge.add(tenant, article)
    return len(articles)


@demo_seed(order=60, background=True)
def seed_memory(memories: Memories, tenant: str, now: dt.datetime) -> int:
    """Remember the facts where the tenant was told none of them; returns how many there are. `now` is aware."""
    if any(memory.said_by == TOLD_BY for memory in memories.about(tenant, None, MOST_MEMORIES)):
        return 0
    facts = load(_DATA / "memories.yaml", tuple[KeptFact, ...])
    for number, fact in enumerate(facts):
        memories.store(tenant, _told(fact, now), f"demo/{number}")
    return len(facts)


def demo_articles() -> Iterator[Document]:
    """The articles of the house, then those on hockey, each by its file's name: their numbers depend on it.

    Raises ValueError for a file without a proper front matter.
    """
    for path in (*sorted(FOLDER.glob("*.md")), *sorted(FOLDER.glob("hockey/*.md"))):
        yield _read(path)


def _told(fact: KeptFact, now: dt.datetime) -> Fact:
    return Fact(
        content=fact.content,
        subject=fact.subject,
        tags=fact.tags,
        said_by=TOLD_BY,
        turn_id=None,
        conversation_id=None,
        said_at=now - dt.timedelta(days=fact.days),
        trusted=True,
    )


def _read(path: Path) -> Document:
    """Front matter in YAML between two lines `---`, then the text."""
    try:
        _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
        fields: Mapping[str, Any] = yaml.safe_load(front)
        return Document(**fields, text=text.strip())
    except (ValueError, TypeError, yaml.YAMLError) as error:
        raise ValueError(
            f"{path.name}: write title, collection, language, source and date between '---': {error}"
        ) from error
