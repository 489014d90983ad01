"""Google Drive: search files, save, read and share one.

The text of a file is untrusted: anybody may have written what was uploaded. Names and permissions are the house's own.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.emails import address
from handlers.errors import InvalidRequest, NotFound
from handlers.google_workspace.files import Drive, FileSearch, Kind, Permission, Role, new_file, the_file
from handlers.google_workspace.shown_files import ROLES, File, FileText, shown, text_of
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

LIMIT = 10
"""Files where the person names no number."""

LONGEST_QUERY = 300


class Files(Value):
    """The files that were found, best first."""

    model_config = ConfigDict(json_schema_extra=titled("Files found", "Berkas yang ditemukan", "File trovati"))

    files: Annotated[tuple[File, ...], Label("files", id="berkas", it="file")]


class SharedFile(Value):
    """An access that was given."""

    model_config = ConfigDict(json_schema_extra=titled("File shared", "Berkas dibagikan", "File condiviso"))

    name: Annotated[str, Label("name", id="nama", it="nome", role="title")]
    email: Annotated[str, Label("with", id="dengan", it="con")]
    access: Annotated[str, Label("access", id="akses", it="accesso")]
    file_id: Annotated[str, Label("file id", id="id berkas", it="id del file", role="hidden")]


@handler(
    "drive.search",
    effect="read",
    examples=[
        ("find the tenancy agreement in drive", {"query": "tenancy agreement"}),
        ("any PDFs with Rossi in them? just the first 3", {"query": "Rossi", "mime_type": "pdf", "limit": 3}),
        ("cariin file paspor Giulia Ferrari di drive dong", {"query": "paspor Giulia Ferrari"}),
        ("di folder Keuangan ada file soal pengeluaran ga?", {"query": "pengeluaran", "folder": "Keuangan"}),
        ("dove sta il contratto di affitto della villa? cercalo su drive", {"query": "contratto affitto villa"}),
        ("cerca nei fogli di calcolo qualcosa sulle fatture", {"query": "fatture", "mime_type": "spreadsheet"}),
    ],
)
def drive_search(
    ctx: Context[Drive],
    query: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_QUERY),
        Label("words to look for", id="kata yang dicari", it="parole da cercare"),
    ],
    mime_type: Annotated[
        Literal["document", "spreadsheet", "presentation", "pdf", "image", "folder"] | None,
        Label("kind of file", id="jenis berkas", it="tipo di file"),
    ] = None,
    folder: Annotated[str | None, Label("folder to look in", id="folder tempat mencari", it="cartella")] = None,
    limit: Annotated[
        int, Field(ge=1, le=50), Label("most results", id="jumlah hasil", it="numero di risultati")
    ] = LIMIT,
) -> Files:
    """Search files and folders in Google Drive by name or content."""
    kind: Kind | None = mime_type
    folder_id = None if folder is None else the_file(ctx, ctx.port, folder, "folder").file_id
    wanted = FileSearch(query=query, kind=kind, folder_id=folder_id, limit=limit)
    found = ctx.port.search(ctx.tenant, wanted)
    if not found:
        raise NotFound(f"Drive holds nothing on {query!r} there; try fewer or other words, or leave the filters out.")
    return Files(files=tuple(shown(file, ctx) for file in found))


@handler(
    "drive.upload",
    effect="write",
    examples=[
        (
            "save this to drive as meter_reading.txt: PLN 48213, water 1207",
            {"name": "meter_reading.txt", "content": "PLN 48213, water 1207"},
        ),
        (
            "put a file wifi.txt in the Office folder, content: guest network password is kelapa2026",
            {"name": "wifi.txt", "content": "guest network password is kelapa2026", "folder": "Office"},
        ),
        (
            "simpen ke drive ya, nama filenya catatan_rapat.txt isinya: rapat pindah ke Kamis",
            {"name": "catatan_rapat.txt", "content": "rapat pindah ke Kamis"},
        ),
        (
            "upload file daftar_tamu.txt ke folder Office: Made, Wayan, Komang",
            {"name": "daftar_tamu.txt", "content": "Made, Wayan, Komang", "folder": "Office"},
        ),
        (
            "salva su drive un file spesa.txt con scritto: carta, toner, caffè",
            {"name": "spesa.txt", "content": "carta, toner, caffè"},
        ),
        (
            "carica nella cartella Contratti il file clausola.txt: il deposito è di due mensilità",
            {"name": "clausola.txt", "content": "il deposito è di due mensilità", "folder": "Contratti"},
        ),
    ],
)
def drive_upload(
    ctx: Context[Drive],
    name: Annotated[str, Label("file name", id="nama berkas", it="nome del file")],
    content: Annotated[str, Label("text of the file", id="isi berkas", it="testo del file")],
    folder: Annotated[
        str | None, Label("folder to put it in", id="folder tujuan", it="cartella di destinazione")
    ] = None,
) -> File:
    """Save a text file into Google Drive."""
    file = new_file(ctx, ctx.port, name, content, folder)
    return shown(ctx.port.upload(ctx.tenant, file, ctx.idempotency_key), ctx)


@handler(
    "drive.download",
    effect="read",
    untrusted=True,
    examples=[
        ("what's in house_rules.txt?", {"file": "house_rules.txt"}),
        ("read me the tenancy agreement Umalas file from drive", {"file": "tenancy agreement Umalas"}),
        ("bacain isi file aturan_kantor.txt dong", {"file": "aturan_kantor.txt"}),
        ("isi surat kuasa di drive apa aja?", {"file": "surat kuasa"}),
        ("cosa c'è scritto nel file note_consolato.txt?", {"file": "note_consolato.txt"}),
        ("aprimi il testo di Contratto affitto Canggu.pdf", {"file": "Contratto affitto Canggu.pdf"}),
    ],
)
def drive_download(
    ctx: Context[Drive],
    file: Annotated[str, Label("file name or id", id="nama atau id berkas", it="nome o id del file")],
) -> FileText:
    """Read the text of a Google Drive file."""
    found = the_file(ctx, ctx.port, file)
    return text_of(found, ctx.port.text(ctx.tenant, found.file_id))


@handler(
    "drive.share",
    effect="send",
    examples=[
        (
            "share Price list 2026 with partner@example.org",
            {"file": "Price list 2026", "email": "partner@example.org"},
        ),
        (
            "give notary@example.net edit access to Deed draft Bianchi",
            {"file": "Deed draft Bianchi", "email": "notary@example.net", "role": "writer"},
        ),
        (
            "bagiin file Denah Vila.pdf ke arsitek@example.com, boleh komentar aja",
            {"file": "Denah Vila.pdf", "email": "arsitek@example.com", "role": "commenter"},
        ),
        (
            "tolong share aturan_kantor.txt ke wayan@example.com",
            {"file": "aturan_kantor.txt", "email": "wayan@example.com"},
        ),
        (
            "condividi Contratto affitto Canggu.pdf con avvocato@example.it",
            {"file": "Contratto affitto Canggu.pdf", "email": "avvocato@example.it"},
        ),
        (
            "dai a commercialista@example.it la possibilità di modificare Fatture 2026",
            {"file": "Fatture 2026", "email": "commercialista@example.it", "role": "writer"},
        ),
    ],
)
def drive_share(
    ctx: Context[Drive],
    file: Annotated[str, Label("file name or id", id="nama atau id berkas", it="nome o id del file")],
    email: Annotated[
        str,
        Label("e-mail address to share with", id="alamat email penerima", it="indirizzo e-mail con cui condividerlo"),
    ],
    role: Annotated[Role, Label("access given", id="akses yang diberikan", it="tipo di accesso")] = "reader",
) -> SharedFile:
    """Share a Google Drive file with a person."""
    person = address(email)
    if person is None:
        raise InvalidRequest(f"{email!r} is no e-mail address; write one such as 'maria@rossi.it'.")
    found = the_file(ctx, ctx.port, file)
    ctx.port.share(ctx.tenant, found.file_id, Permission(email=person, role=role))
    return SharedFile(name=found.name, email=person, access=ROLES[role].to(ctx.language), file_id=found.file_id)
