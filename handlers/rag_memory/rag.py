"""The knowledge base: articles of the house, found by meaning and by their words, and cited."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.choice import none_of
from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Source, Value

LIMIT = 3
"""Passages where the person names no number."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article. `text` is Markdown without its heading; `source` says who wrote it, `date` when it was checked.

    added_by: the principal's id, None for what came with the service. Not `trusted`: it traces to the open world.
    """

    title: str
    collection: str
    language: str
    source: str
    date: dt.date
    text: str
    url: str | None = None
    added_by: str | None = None
    trusted: bool = True


class Passage(Value):
    """A piece of an article, with all that is needed to cite it. Not `trusted`: somebody outside the house wrote it."""

    model_config = ConfigDict(json_schema_extra=titled("Passage", "Kutipan", "Brano"))

    title: Annotated[str, Label("document", id="dokumen", it="documento", role="title")]
    text: Annotated[str, Label("text", id="isi", it="testo")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]
    collection: Annotated[str, Label("knowledge base", id="basis pengetahuan", it="base di conoscenza")]
    score: Annotated[float, Field(ge=-1, le=1), Label("how well it fits, up to 1", role="hidden")]
    passage_id: Annotated[str, Label("passage", id="kutipan", it="brano")]
    document_id: Annotated[str, Label("document id", role="hidden")]
    trusted: Annotated[bool, Label("trusted", id="tepercaya", it="attendibile", role="hidden")] = True


class Passages(Value):
    """What was found, best first."""

    model_config = ConfigDict(json_schema_extra=titled("Knowledge base", "Basis pengetahuan", "Base di conoscenza"))

    passages: Annotated[list[Passage], Label("passages", id="kutipan", it="brani")]


class Knowledge(Protocol):
    """Articles in collections; each tenant has its own."""

    def add(self, tenant: str, document: Document) -> str:
        """Index a document and return its id; one with the same title in its collection is replaced."""
        ...

    def search(self, tenant: str, query: str, collection: str | None, limit: int) -> Sequence[Passage]:
        """The passages that fit best, best first, out of one collection or of all; none where nothing fits."""
        ...

    def collections(self, tenant: str) -> Mapping[str, int]:
        """How many passages each collection holds, by name."""
        ...


# What is found may have been written by anybody: pages that were ingested lie beside the house's own articles.
@handler(
    "rag.search",
    effect="read",
    untrusted=True,
    examples=[
        ("search the knowledge base for virtual offices", {"query": "virtual offices"}),
        (
            "what do our notes say about LKPM reports? look in companies",
            {"query": "LKPM reports", "collection": "companies"},
        ),
        ("cari di basis pengetahuan soal perpanjangan KITAS", {"query": "perpanjangan KITAS"}),
        ("ada artikel ttg NPWP utk orang asing ga? 5 aja", {"query": "NPWP untuk orang asing", "limit": 5}),
        ("cosa dice la knowledge base sul visto per pensionati?", {"query": "visto per pensionati"}),
        (
            "cerca nella raccolta tax qualcosa sulla residenza fiscale",
            {"query": "residenza fiscale", "collection": "tax"},
        ),
    ],
)
def search(
    ctx: Context[Knowledge],
    query: Annotated[
        str, Field(min_length=1), Label("question or words", id="pertanyaan atau kata", it="domanda o parole")
    ],
    collection: Annotated[
        str | None, Label("which knowledge base", id="basis pengetahuan", it="quale base di conoscenza")
    ] = None,
    limit: Annotated[
        int, Field(ge=1, le=20), Label("most passages", id="jumlah kutipan", it="numero di brani")
    ] = LIMIT,
) -> Passages:
    """Search the knowledge base for passages on a subject."""
    chosen = known_collection(ctx.port, ctx.tenant, collection) if collection else None
    found = ctx.port.search(ctx.tenant, query, chosen, limit)
    if not found:
        raise NotFound(f"The knowledge base holds nothing on {query!r}; try other words.")
    return Passages(passages=list(found))


def known_collection(knowledge: Knowledge, tenant: str, said: str) -> str:
    """The collection of this name, in any case. Raises NotFound with those that there are."""
    names = knowledge.collections(tenant)
    for name in names:
        if name.casefold() == said.strip().casefold():
            return name
    raise none_of(tuple(names), said, "knowledge base")
