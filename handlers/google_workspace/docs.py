"""Google Docs: create a document, read it, add to it.

A document's text is untrusted: whoever it is shared with may have written it. What was just created or added is not.
"""

import datetime as dt
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.google_workspace.files import LONGEST_TEXT, Drive, DriveFile, NewFile, new_file, the_file
from handlers.google_workspace.shown_files import File, FileText, shown, text_of
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class AddedText(Value):
    """What was added to the end of a document."""

    model_config = ConfigDict(
        json_schema_extra=titled("Added to the document", "Ditambahkan ke dokumen", "Aggiunto al documento")
    )

    title: Annotated[str, Label("document", id="dokumen", it="documento", role="title")]
    text: Annotated[str, Label("text", id="teks", it="testo")]
    document_id: Annotated[str, Label("document id", id="id dokumen", it="id del documento", role="hidden")]


class Docs(Protocol):
    """Documents: files of the Drive whose text grows."""

    def create(self, tenant: str, document: NewFile, key: str) -> DriveFile:
        """Make a document; a key that was used before gives the one that it made."""
        ...

    def read(self, tenant: str, document_id: str) -> str:
        """The whole text."""
        ...

    def append(self, tenant: str, document_id: str, text: str, at: dt.datetime, key: str) -> None:
        """Add a paragraph to the end, once per key."""
        ...


@handler(
    "docs.create",
    effect="write",
    examples=[
        ("make a google doc called Office Handbook", {"title": "Office Handbook"}),
        (
            "new doc in the Clients folder titled Onboarding Steps: collect passport, sign quote, open case",
            {
                "title": "Onboarding Steps",
                "content": "collect passport, sign quote, open case",
                "folder": "Clients",
            },
        ),
        ("bikinin google doc judulnya Notulen Desember", {"title": "Notulen Desember"}),
        (
            "buat dokumen Panduan Karyawan Baru isinya: hari pertama ambil kartu akses",
            {"title": "Panduan Karyawan Baru", "content": "hari pertama ambil kartu akses"},
        ),
        ("crea un documento google intitolato Verbale Soci", {"title": "Verbale Soci"}),
        (
            "apri un nuovo doc Lista Traduttori nella cartella Contratti",
            {"title": "Lista Traduttori", "folder": "Contratti"},
        ),
    ],
)
def docs_create(
    ctx: Context[Docs],
    title: Annotated[str, Label("document title", id="judul dokumen", it="titolo del documento")],
    content: Annotated[str, Label("initial text", id="isi awal", it="testo iniziale")] = "",
    folder: Annotated[
        str | None, Label("folder to put it in", id="folder tujuan", it="cartella di destinazione")
    ] = None,
    *,
    drive: Drive,
) -> File:
    """Create a Google Doc."""
    document = new_file(ctx, drive, title, content, folder)
    return shown(ctx.port.create(ctx.tenant, document, ctx.idempotency_key), ctx)


@handler(
    "docs.read",
    effect="read",
    untrusted=True,
    examples=[
        ("open the Client Welcome Guide doc", {"document": "Client Welcome Guide"}),
        ("what does the Villa Handover Notes doc say?", {"document": "Villa Handover Notes"}),
        ("bacain dokumen Notulen Rapat November", {"document": "Notulen Rapat November"}),
        ("isi doc SOP Perpanjangan KITAS apa aja sih", {"document": "SOP Perpanjangan KITAS"}),
        ("leggimi il documento Guida Codice Fiscale", {"document": "Guida Codice Fiscale"}),
        ("cosa dice il doc Verbale Riunione Ottobre?", {"document": "Verbale Riunione Ottobre"}),
    ],
)
def docs_read(
    ctx: Context[Docs],
    document: Annotated[str, Label("document title or id", id="judul atau id dokumen", it="titolo o id del documento")],
    *,
    drive: Drive,
) -> FileText:
    """Read the text of a Google Doc."""
    found = the_file(ctx, drive, document, "document")
    return text_of(found, ctx.port.read(ctx.tenant, found.file_id))


@handler(
    "docs.append",
    effect="write",
    examples=[
        (
            "add to the end of Villa Handover Notes: gate remote left with the guard",
            {"document": "Villa Handover Notes", "text": "gate remote left with the guard"},
        ),
        (
            "in the Client Welcome Guide doc append 'we are closed on Nyepi'",
            {"document": "Client Welcome Guide", "text": "we are closed on Nyepi"},
        ),
        (
            "tambahin di dokumen Notulen Rapat November: target Desember 20 klien",
            {"document": "Notulen Rapat November", "text": "target Desember 20 klien"},
        ),
        (
            "catat di doc SOP Perpanjangan KITAS ya, foto harus latar merah",
            {"document": "SOP Perpanjangan KITAS", "text": "foto harus latar merah"},
        ),
        (
            "aggiungi al documento Verbale Riunione Ottobre: bilancio approvato all'unanimità",
            {"document": "Verbale Riunione Ottobre", "text": "bilancio approvato all'unanimità"},
        ),
        (
            "scrivi in fondo a Guida Codice Fiscale che serve anche la copia del passaporto",
            {"document": "Guida Codice Fiscale", "text": "serve anche la copia del passaporto"},
        ),
    ],
)
def docs_append(
    ctx: Context[Docs],
    document: Annotated[str, Label("document title or id", id="judul atau id dokumen", it="titolo o id del documento")],
    text: Annotated[
        str, Field(max_length=LONGEST_TEXT), Label("text to add", id="teks yang ditambahkan", it="testo da aggiungere")
    ],
    *,
    drive: Drive,
) -> AddedText:
    """Add text to the end of a Google Doc."""
    if not text.strip():
        raise InvalidRequest("The text to add is empty; say what to write at the end of the document.")
    found = the_file(ctx, drive, document, "document")
    ctx.port.append(ctx.tenant, found.file_id, text.strip(), ctx.now, ctx.idempotency_key)
    return AddedText(title=found.name, text=text.strip(), document_id=found.file_id)
