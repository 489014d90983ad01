"""The demo tenant's knowledge base: short articles of our own, as Markdown files beside this module."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from handlers.demo import demo_seed
from handlers.rag_memory.rag import Document, Knowledge

FOLDER = Path(__file__).parent / "data" / "knowledge"


@demo_seed(order=50, background=True)
def seed(knowledge: Knowledge, tenant: str) -> int:
    """Add the articles where the tenant's knowledge base is empty; returns how many were added."""
    if knowledge.collections(tenant):
        return 0
    articles = list(demo_articles())
    for article in articles:
        knowledge.add(tenant, article)
    return len(articles)


def demo_articles() -> Iterator[Document]:
    """The articles in the order of their files' names. Raises ValueError for a file without a proper front matter."""
    for path in sorted(FOLDER.glob("*.md")):
        yield _read(path)


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
