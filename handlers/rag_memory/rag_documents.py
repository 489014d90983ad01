"""The documents of the knowledge base: what there is, what is like another one, and removing one."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.choice import only
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.rag_memory.rag import Document, Knowledge, known_collection
from handlers.values import Source, Value

SIMILAR = 5
"""Documents where the person names no number."""

WhichCollection = Annotated[
    str | None, Label("which knowledge base", id="basis pengetahuan", it="quale base di conoscenza")
]
DocumentId = Annotated[str, Field(min_length=1), Label("document id", id="nomor dokumen", it="id del documento")]


class KnownDocument(Value):
    """A document of the knowledge base. Its id is what people call it by: doc-1012."""

    model_config = ConfigDict(json_schema_extra=titled("Document", "Dokumen", "Documento"))

    title: Annotated[str, Label("document", id="dokumen", it="documento", role="title")]
    document_id: Annotated[str, Label("document id", id="nomor dokumen", it="id del documento")]
    collection: Annotated[str, Label("knowledge base", id="basis pengetahuan", it="base di conoscenza")]
    passages: Annotated[int, Label("passages", id="kutipan", it="brani")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]
    trusted: Annotated[bool, Label("trusted", id="tepercaya", it="attendibile", role="hidden")]


class SimilarDocument(KnownDocument):
    """A document, and how much its subject is that of another one, up to 1."""

    score: Annotated[float, Field(ge=-1, le=1), Label("how similar, up to 1", role="hidden")]


class Removed(Value):
    """A document that is in the knowledge base no more."""

    model_config = ConfigDict(
        json_schema_extra=titled(
            "Removed from the knowledge base", "Dihapus dari basis pengetahuan", "Tolto dalla base di conoscenza"
        )
    )

    title: Annotated[str, Label("document", id="dokumen", it="documento", role="title")]
    document_id: Annotated[str, Label("document id", id="nomor dokumen", it="id del documento")]
    collection: Annotated[str, Label("knowledge base", id="basis pengetahuan", it="base di conoscenza")]
    passages: Annotated[int, Label("passages removed", id="kutipan dihapus", it="brani tolti")]


class CollectionSize(Value):
    """A knowledge base."""

    name: Annotated[str, Label("knowledge base", id="basis pengetahuan", it="base di conoscenza", role="title")]
    documents: Annotated[int, Label("documents", id="dokumen", it="documenti")]
    passages: Annotated[int, Label("passages", id="kutipan", it="brani")]


class Collections(Value):
    """The knowledge bases by name."""

    model_config = ConfigDict(json_schema_extra=titled("Knowledge bases", "Basis pengetahuan", "Basi di conoscenza"))

    documents: Annotated[int, Label("documents in all", id="total dokumen", it="documenti in tutto")]
    collections: Annotated[list[CollectionSize], Label("knowledge bases", id="basis pengetahuan", it="basi")]


class SimilarDocuments(Value):
    """Documents on the subject of another one, the most similar first."""

    model_config = ConfigDict(json_schema_extra=titled("Similar documents", "Dokumen serupa", "Documenti simili"))

    document: Annotated[str, Label("similar to", id="serupa dengan", it="simili a")]
    documents: Annotated[list[SimilarDocument], Label("documents", id="dokumen", it="documenti")]


class Documents(Protocol):
    """The documents of the knowledge base as a stock; each tenant has its own."""

    def find(self, tenant: str, said: str, collection: str | None) -> Sequence[KnownDocument]:
        """Those with this id ('doc-1012', 'document 1012') or exactly this title, in any case."""
        ...

    def duplicate(self, tenant: str, document: Document) -> KnownDocument | None:
        """One of another title or collection that says nearly word for word the same."""
        ...

    def remove(self, tenant: str, document_id: str) -> None:
        """Remove a document with all its passages and what was said about them."""
        ...

    def similar(self, tenant: str, document_id: str, limit: int) -> Sequence[SimilarDocument]:
        """Other documents near to one in meaning, the nearest first."""
        ...

    def counted(self, tenant: str) -> Mapping[str, int]:
        """How many documents each collection holds, by name."""
        ...


@handler(
    "rag.delete",
    effect="destroy",
    examples=[
        ("remove doc-1001 from the knowledge base", {"document_id": "doc-1001"}),
        (
            "the article doc-1002 in archive is outdated, kick it out",
            {"document_id": "doc-1002", "collection": "archive"},
        ),
        ("hapus dokumen doc-1003 dari basis pengetahuan", {"document_id": "doc-1003"}),
        ("doc-1004 di koleksi archive buang aja", {"document_id": "doc-1004", "collection": "archive"}),
        ("togli doc-1005 dalla knowledge base", {"document_id": "doc-1005"}),
        ("cancella il documento doc-1006 dall'archivio archive", {"document_id": "doc-1006", "collection": "archive"}),
    ],
)
def delete(
    ctx: Context[Documents], document_id: DocumentId, collection: WhichCollection = None, *, knowledge: Knowledge
) -> Removed:
    """Remove a document from the knowledge base."""
    chosen = known_collection(knowledge, ctx.tenant, collection) if collection else None
    document = the_document(ctx.port, ctx.tenant, document_id, chosen)
    ctx.port.remove(ctx.tenant, document.document_id)
    return Removed(**document.model_dump(include=set(Removed.model_fields)))


@handler(
    "rag.collections",
    effect="read",
    examples=[
        ("which knowledge bases do we have?", {}),
        ("how big is our kb", {}),
        ("ada basis pengetahuan apa aja?", {}),
        ("knowledge base kita isinya berapa dokumen sih", {}),
        ("quali basi di conoscenza abbiamo?", {}),
        ("quanti documenti ci sono nella knowledge base", {}),
    ],
)
def collections(ctx: Context[Documents], *, knowledge: Knowledge) -> Collections:
    """List the knowledge bases and their sizes."""
    documents = ctx.port.counted(ctx.tenant)
    sizes = [
        CollectionSize(name=name, documents=documents.get(name, 0), passages=passages)
        for name, passages in knowledge.collections(ctx.tenant).items()
    ]
    return Collections(documents=sum(size.documents for size in sizes), collections=sizes)


@handler(
    "rag.similar",
    effect="read",
    untrusted=True,
    examples=[
        ("what else do we have like doc-1012?", {"document_id": "doc-1012"}),
        ("3 documents similar to doc-1020 pls", {"document_id": "doc-1020", "limit": 3}),
        ("dokumen yang mirip doc-1008 apa aja", {"document_id": "doc-1008"}),
        ("cariin 2 artikel yg mirip doc-1016", {"document_id": "doc-1016", "limit": 2}),
        ("ci sono documenti simili a doc-1015?", {"document_id": "doc-1015"}),
        ("trovami altri 4 articoli come doc-1023", {"document_id": "doc-1023", "limit": 4}),
    ],
)
def similar(
    ctx: Context[Documents],
    document_id: DocumentId,
    limit: Annotated[
        int, Field(ge=1, le=20), Label("most results", id="jumlah hasil", it="numero di risultati")
    ] = SIMILAR,
) -> SimilarDocuments:
    """Find documents similar to a given document."""
    document = the_document(ctx.port, ctx.tenant, document_id, None)
    found = ctx.port.similar(ctx.tenant, document.document_id, limit)
    return SimilarDocuments(document=document.title, documents=list(found))


def the_document(documents: Documents, tenant: str, said: str, collection: str | None) -> KnownDocument:
    """The document that a person means by its id or title. Raises NotFound, Ambiguous."""
    return only(documents.find(tenant, said, collection), said, "document", told_apart)


def told_apart(document: KnownDocument) -> str:
    """A document as one of several options: 'Overstaying a visa (doc-1022, visas)'."""
    return f"{document.title} ({document.document_id}, {document.collection})"
