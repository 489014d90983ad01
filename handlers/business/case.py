"""The cases of clients' applications: open one, see how it is going, move it on."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict

from handlers.business.cases import WORDS, Case, CaseChange, CaseNote, CaseRequest, Cases, Stage, the_case
from handlers.business.client import Clients, the_client
from handlers.business.services import SERVICES
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

WhichCase = Annotated[
    str,
    Label("case number or client's name", id="nomor kasus atau nama klien", it="numero di pratica o nome del cliente"),
]


class CaseStatus(Value):
    """How a case is going, in the person's language and time zone. Notes: the newest first."""

    model_config = ConfigDict(json_schema_extra=titled("Case", "Kasus", "Pratica"))

    number: Annotated[str, Label("case number", id="nomor kasus", it="numero pratica", role="title")]
    client: Annotated[str, Label("client", id="klien", it="cliente")]
    service: Annotated[str, Label("service", id="layanan", it="servizio")]
    progress: Annotated[str, Label("stage", id="tahap", it="fase")]
    stage: Annotated[Stage, Label("stage code", id="kode tahap", it="codice fase", role="hidden")]
    opened: Annotated[dt.date, Label("opened on", id="dibuka tanggal", it="aperta il")]
    changed: Annotated[dt.date, Label("last change", id="perubahan terakhir", it="ultimo aggiornamento")]
    responsible: Annotated[str | None, Label("handled by", id="ditangani oleh", it="seguita da")]
    notes: Annotated[tuple[CaseNote, ...], Label("notes", id="catatan", it="note")]


@handler(
    "case.open",
    effect="write",
    examples=[
        ("open a case for Carlos Ortega, tourist visa", {"client": "Carlos Ortega", "service": "tourist visa"}),
        (
            "start an NPWP case for Hiroshi Tanaka, note that he's in a hurry",
            {"client": "Hiroshi Tanaka", "service": "NPWP", "notes": "he's in a hurry"},
        ),
        (
            "buka kasus baru buat Rizky Ramadhan, virtual office",
            {"client": "Rizky Ramadhan", "service": "virtual office"},
        ),
        ("tolong bukakan case SPT tahunan utk Siti Nurhaliza", {"client": "Siti Nurhaliza", "service": "SPT tahunan"}),
        (
            "apri una pratica per Sophie Dubois: visto per affari",
            {"client": "Sophie Dubois", "service": "visto per affari"},
        ),
        (
            "nuova pratica per Maria Rossi, rinnovo KITAS, manca la foto",
            {"client": "Maria Rossi", "service": "rinnovo KITAS", "notes": "manca la foto"},
        ),
    ],
)
def case_open(
    ctx: Context[Cases],
    client: Annotated[str, Label("client's name", id="nama klien", it="nome del cliente")],
    service: Annotated[str, Label("service applied for", id="layanan yang diajukan", it="servizio richiesto")],
    notes: Annotated[str | None, Label("anything to note", id="catatan", it="annotazioni")] = None,
    *,
    clients: Clients,
) -> CaseStatus:
    """Open a case for a client's application."""
    request = CaseRequest(
        client=the_client(clients, ctx.tenant, client).number,
        service=SERVICES.find(service, ctx.language).name.en,
        note=_note(ctx, notes),
        at=ctx.now,
    )
    return _status(ctx, ctx.port.open(ctx.tenant, request, ctx.idempotency_key))


@handler(
    "case.status",
    effect="read",
    examples=[
        ("where are we with CASE-1012?", {"case": "CASE-1012"}),
        ("any news on Anna Kowalska's application", {"case": "Anna Kowalska"}),
        ("kasus 1007 udah sampe mana ya?", {"case": "1007"}),
        ("gimana progres kasusnya bu Dewi Lestari", {"case": "Dewi Lestari"}),
        ("a che punto è la pratica CASE-1015?", {"case": "CASE-1015"}),
        ("novità sulla pratica di Giulia Ferrari?", {"case": "Giulia Ferrari"}),
    ],
)
def case_status(
    ctx: Context[Cases],
    case: WhichCase,
    *,
    clients: Clients,
) -> CaseStatus:
    """Show how a client's case is going."""
    return _status(ctx, the_case(ctx.port, clients, ctx.tenant, case))


@handler(
    "case.update",
    effect="write",
    examples=[
        ("CASE-1001 got approved, update it", {"case": "CASE-1001", "stage": "approved"}),
        ("note on 1004: passport copy came in", {"case": "1004", "note": "passport copy came in"}),
        ("kasus CASE-1013 udah diajukan ya", {"case": "CASE-1013", "stage": "submitted"}),
        (
            "catat di kasusnya Anna Kowalska: menunggu biometrik",
            {"case": "Anna Kowalska", "note": "menunggu biometrik"},
        ),
        (
            "segna la pratica 1002 come presentata, consegnato il certificato",
            {"case": "1002", "stage": "submitted", "note": "consegnato il certificato"},
        ),
        ("la pratica di Lukas Schneider è conclusa", {"case": "Lukas Schneider", "stage": "done"}),
    ],
)
def case_update(
    ctx: Context[Cases],
    case: WhichCase,
    stage: Annotated[Stage | None, Label("new stage", id="tahap baru", it="nuova fase")] = None,
    note: Annotated[str | None, Label("note to add", id="catatan tambahan", it="nota da aggiungere")] = None,
    *,
    clients: Clients,
) -> CaseStatus:
    """Change the stage of a case or add a note to it."""
    written = _note(ctx, note)
    if stage is None and written is None:
        raise InvalidRequest(f"Nothing changes in case {case!r}: give its new stage, a note, or both.")
    found = the_case(ctx.port, clients, ctx.tenant, case)
    change = CaseChange(stage=stage, note=written, at=ctx.now)
    return _status(ctx, ctx.port.change(ctx.tenant, found.number, change, ctx.idempotency_key))


def _status(ctx: Context[Cases], case: Case) -> CaseStatus:
    return CaseStatus(
        **case.model_dump(exclude={"changed", "client_number"}),
        changed=case.changed.astimezone(ctx.now.tzinfo).date(),
        progress=WORDS[case.stage].to(ctx.language),
    )


def _note(ctx: Context[Cases], text: str | None) -> CaseNote | None:
    """What was said as a note of today by whoever says it; nothing where nothing was said."""
    said = (text or "").strip()
    return CaseNote(day=ctx.now.date(), text=said, author=ctx.principal.id) if said else None
