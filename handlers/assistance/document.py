"""What stands in a document that was uploaded."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import ConfigDict

from handlers.assistance.fields import NAMES, labelled, wanted, zone_fields
from handlers.assistance.files import the_file
from handlers.assistance.mrz import Zone, find
from handlers.assistance.reading import text_of
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Files
from handlers.reference import Translated
from handlers.values import Value

CHARACTERS = 20_000
"""Longest text that is given back: about 5,000 tokens."""

WRONG = Translated(
    en="check digits do not fit (misread or altered): ",
    id="angka kontrol tidak cocok (salah baca atau diubah): ",
    it="cifre di controllo errate (lettura sbagliata o alterazione): ",
)

DOCUMENTS: Mapping[str, Translated] = {
    "passport": Translated(en="passport", id="paspor", it="passaporto"),
    "visa": Translated(en="visa", id="visa", it="visto"),
    "identity card": Translated(en="identity card", id="kartu identitas", it="carta d'identità"),
}


class DocumentField(Value):
    """A field as the document has it; dates of a machine-readable zone are ISO 8601."""

    name: Annotated[str, Label("field", id="kolom", it="campo", role="title")]
    value: Annotated[str, Label("is", id="adalah", it="è")]


class ExtractedDocument(Value):
    """Text and fields of a document. `machine_readable` is what the zone at the foot of a passport or visa is of."""

    model_config = ConfigDict(json_schema_extra=titled("Document", "Dokumen", "Documento"))

    file: Annotated[str, Label("file", id="berkas", it="file", role="title")]
    machine_readable: Annotated[str | None, Label("kind", id="jenis", it="tipo")] = None
    fields: Annotated[tuple[DocumentField, ...], Label("fields", id="isian", it="campi")]
    missing: Annotated[tuple[str, ...], Label("not found", id="tidak ditemukan", it="non trovati")] = ()
    caveat: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")] = None
    text: Annotated[str, Label("text", id="isi", it="testo")]
    truncated: Annotated[bool, Label("cut short", id="dipotong", it="tagliato", role="flag")]


@handler(
    "document.extract",
    effect="read",
    untrusted=True,
    timeout=30,
    examples=[
        ("read specimen_passport.pdf", {"file": "specimen_passport.pdf"}),
        (
            "get the passport number and expiry date out of specimen_passport.pdf",
            {"file": "specimen_passport.pdf", "fields": ["passport number", "expiry date"]},
        ),
        ("isi villa_lease.pdf apa aja", {"file": "villa_lease.pdf"}),
        (
            "ambilin nama sama tanggal lahir dari specimen_passport.pdf dong",
            {"file": "specimen_passport.pdf", "fields": ["nama", "tanggal lahir"]},
        ),
        ("estrai il testo di villa_lease.pdf", {"file": "villa_lease.pdf"}),
        (
            "dal file specimen_passport.pdf mi servono cittadinanza e scadenza",
            {"file": "specimen_passport.pdf", "fields": ["cittadinanza", "scadenza"]},
        ),
    ],
)
def extract_document(
    ctx: Context[Files],
    file: Annotated[str, Label("file name or id", id="nama atau id berkas", it="nome o id del file")],
    fields: Annotated[list[str] | None, Label("fields wanted", id="isian yang dicari", it="campi richiesti")] = None,
) -> ExtractedDocument:
    """Extract the text and the fields of a document such as a passport scan or a PDF."""
    found = the_file(ctx.port, ctx.tenant, file)
    text = text_of(found, ctx.port.read(ctx.tenant, found.id))
    zone = find(text, ctx.now.date())
    named = _fields(text, zone, fields or (), ctx.language)
    return ExtractedDocument(
        file=found.name,
        machine_readable=zone and DOCUMENTS[zone.document].to(ctx.language),
        fields=tuple(DocumentField(name=name, value=value) for name, value in named.items() if value is not None),
        missing=tuple(name for name, value in named.items() if value is None),
        caveat=_caveat(zone, ctx.language) if zone else None,
        text=text[:CHARACTERS].strip(),
        truncated=len(text) > CHARACTERS,
    )


def _fields(text: str, zone: Zone | None, names: Sequence[str], language: str) -> dict[str, str | None]:
    """Those that were asked for, else all that there are."""
    read = zone_fields(zone, language) if zone else {}
    lines = labelled(text)
    if names:
        return dict(wanted(names, read, lines))
    return {**{NAMES[key].name.to(language): value for key, value in read.items()}, **({} if zone else lines)}


def _caveat(zone: Zone, language: str) -> str | None:
    if not zone.wrong:
        return None
    parts = [NAMES[part].name.to(language) if part in NAMES else zone.document for part in zone.wrong]
    return WRONG.to(language) + ", ".join(parts)
