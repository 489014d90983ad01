"""Texts and pages that people add to the knowledge base; what it holds already is refused."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field

from handlers.assistance.detection import detect
from handlers.assistance.web import Page, Pages
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.rag_memory.rag import Document, Knowledge
from handlers.rag_memory.rag_documents import Documents, KnownDocument, WhichCollection, the_document, told_apart

DEFAULT_COLLECTION = "notes"
"""Where a document goes for which the person names no knowledge base."""

LONGEST_TEXT = 100_000
"""Characters; some 150 passages, which are embedded in about two seconds."""

TITLE_CHARACTERS = 80


class Ingested(KnownDocument):
    """A document as it was added."""

    model_config = ConfigDict(
        json_schema_extra=titled(
            "Added to the knowledge base", "Ditambahkan ke basis pengetahuan", "Aggiunto alla base di conoscenza"
        )
    )

    replaced: Annotated[
        bool,
        Label(
            "in place of an earlier edition",
            id="menggantikan versi lama",
            it="al posto di un'edizione precedente",
            role="flag",
        ),
    ]


@handler(
    "rag.ingest",
    effect="write",
    timeout=30,
    examples=[
        (
            "add to the knowledge base: Cars with foreign plates may stay in Bali for 30 days at most.",
            {"text": "Cars with foreign plates may stay in Bali for 30 days at most."},
        ),
        (
            "into the visas kb as 'Queue in Jimbaran': Immigration opens at 8, come before 7.30 for a number.",
            {
                "text": "Immigration opens at 8, come before 7.30 for a number.",
                "title": "Queue in Jimbaran",
                "collection": "visas",
            },
        ),
        (
            "masukin ke knowledge base ya: Notaris Ibu Ratna tutup tiap Jumat sore.",
            {"text": "Notaris Ibu Ratna tutup tiap Jumat sore."},
        ),
        (
            "simpan di koleksi tax, judulnya Meterai: Meterai tempel sekarang Rp10.000 untuk dokumen perdata.",
            {
                "text": "Meterai tempel sekarang Rp10.000 untuk dokumen perdata.",
                "title": "Meterai",
                "collection": "tax",
            },
        ),
        (
            "aggiungi alla knowledge base: Per aprire un conto servono passaporto, KITAS e NPWP.",
            {"text": "Per aprire un conto servono passaporto, KITAS e NPWP."},
        ),
        (
            "metti in notes, titolo Traduzioni: Il tribunale accetta solo traduttori giurati iscritti all'albo.",
            {
                "text": "Il tribunale accetta solo traduttori giurati iscritti all'albo.",
                "title": "Traduzioni",
                "collection": "notes",
            },
        ),
    ],
)
def ingest(
    ctx: Context[Documents],
    text: Annotated[
        str, Field(min_length=1, max_length=LONGEST_TEXT), Label("text to index", id="teks", it="testo da aggiungere")
    ],
    title: Annotated[str | None, Label("its title", id="judul", it="titolo")] = None,
    collection: WhichCollection = None,
    *,
    knowledge: Knowledge,
) -> Ingested:
    """Add a text to the knowledge base."""
    document = Document(
        title=_title(title or text),
        collection=_collection(knowledge, ctx.tenant, collection),
        language=detect(text).code,
        source=ctx.principal.id,
        date=ctx.now.date(),
        text=text.strip(),
        added_by=ctx.principal.id,
        trusted=not ctx.untrusted,
    )
    return _added(ctx, ctx.port, knowledge, document)


@handler(
    "rag.ingest_url",
    effect="write",
    egress=True,
    untrusted=True,
    timeout=40,
    examples=[
        ("index https://www.imigrasi.go.id/en", {"url": "https://www.imigrasi.go.id/en"}),
        (
            "add https://oss.go.id/faq to the companies knowledge base",
            {"url": "https://oss.go.id/faq", "collection": "companies"},
        ),
        (
            "masukin halaman https://www.pajak.go.id/id/coretax ke knowledge base",
            {"url": "https://www.pajak.go.id/id/coretax"},
        ),
        (
            "simpen https://bps.go.id ke koleksi companies dong",
            {"url": "https://bps.go.id", "collection": "companies"},
        ),
        (
            "aggiungi questa pagina alla knowledge base: https://ambjakarta.esteri.it/it/",
            {"url": "https://ambjakarta.esteri.it/it/"},
        ),
        (
            "leggi https://www.bi.go.id/en/default.aspx e mettila nella raccolta tax",
            {"url": "https://www.bi.go.id/en/default.aspx", "collection": "tax"},
        ),
    ],
)
async def ingest_url(
    ctx: Context[Pages],
    url: Annotated[str, Label("page address", id="alamat halaman", it="indirizzo della pagina")],
    collection: WhichCollection = None,
    *,
    knowledge: Knowledge,
    documents: Documents,
) -> Ingested:
    """Fetch a web page and add it to the knowledge base."""
    page = await ctx.port.fetch(url)
    if not page.text.strip():
        raise InvalidRequest(f"{page.url} has no text that could be read; give another page.")
    return await asyncio.to_thread(_add_page, ctx, documents, knowledge, page, collection)


def _add_page(
    ctx: Context[Pages], documents: Documents, knowledge: Knowledge, page: Page, collection: str | None
) -> Ingested:
    """A page is what somebody wrote, not what is true: it is kept as untrusted, with its address."""
    document = Document(
        title=_title(page.title or page.text),
        collection=_collection(knowledge, ctx.tenant, collection),
        language=detect(page.text).code,
        source=urlsplit(page.url).hostname or page.url,
        date=ctx.now.date(),
        text=page.text[:LONGEST_TEXT].strip(),
        url=page.url,
        added_by=ctx.principal.id,
        trusted=False,
    )
    return _added(ctx, documents, knowledge, document)


def _added(ctx: Context[object], documents: Documents, knowledge: Knowledge, document: Document) -> Ingested:
    twin = documents.duplicate(ctx.tenant, document)
    if twin is not None:
        raise InvalidRequest(
            f"The knowledge base holds this text already: {told_apart(twin)}. Remove that document first if this one "
            "is to stand in its place."
        )
    earlier = documents.find(ctx.tenant, document.title, document.collection)
    document_id = knowledge.add(ctx.tenant, document)
    made = the_document(documents, ctx.tenant, document_id, None)
    return Ingested(**dict(made), replaced=bool(earlier))


def _title(said: str) -> str:
    """One line that names the document: the title, or how the text begins."""
    line = next((line for line in said.splitlines() if line.strip(" #*-")), said)
    title = " ".join(line.strip(" #*-").split())
    if not title:
        raise InvalidRequest("The text is empty; give the text that is to be added.")
    return title if len(title) <= TITLE_CHARACTERS else f"{title[: TITLE_CHARACTERS - 1].rsplit(' ', 1)[0]}…"


def _collection(knowledge: Knowledge, tenant: str, said: str | None) -> str:
    """The collection of this name as it is written, or a new one."""
    wanted = " ".join((said or DEFAULT_COLLECTION).split())[:TITLE_CHARACTERS] or DEFAULT_COLLECTION
    return next((name for name in knowledge.collections(tenant) if name.casefold() == wanted.casefold()), wanted)
