"""The cases of clients' applications: how one is going."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Protocol

from pydantic import ConfigDict

from handlers.business.client import Clients, told_apart
from handlers.choice import only
from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Translated
from handlers.values import Value

Stage = Literal["documents", "submitted", "approved", "rejected", "done"]

CLOSED: tuple[Stage, ...] = ("rejected", "done")

WORDS: Mapping[Stage, Translated] = {
    "documents": Translated(en="collecting documents", id="pengumpulan dokumen", it="raccolta dei documenti"),
    "submitted": Translated(en="submitted to the office", id="sudah diajukan", it="presentata all'ufficio"),
    "approved": Translated(en="approved", id="disetujui", it="approvata"),
    "rejected": Translated(en="rejected", id="ditolak", it="respinta"),
    "done": Translated(en="done", id="selesai", it="conclusa"),
}


class CaseNote(Value):
    """What was noted in a case on a day."""

    day: Annotated[dt.date, Label("date", id="tanggal", it="data")]
    text: Annotated[str, Label("note", id="catatan", it="nota")]


class Case(Value):
    """A case in the records. `number` is what people call it by: CASE-1042. `changed` is aware."""

    number: str
    client: str
    service: str
    stage: Stage
    opened: dt.date
    changed: dt.datetime
    responsible: str | None
    notes: tuple[CaseNote, ...] = ()


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


class Cases(Protocol):
    """The records of cases."""

    def by_number(self, tenant: str, said: str) -> Case | None:
        """The case with this number ('CASE-1042', 'case 1042', '1042'); None when there is none, or it is no number."""
        ...

    def of_client(self, tenant: str, client_number: str) -> Sequence[Case]:
        """A client's cases, the one that changed last first."""
        ...


@handler(
    "case.status",
    effect="read",
    examples=[
        ("where are we with CASE-1042?", {"case": "CASE-1042"}),
        ("any news on Luca Bianchi's application", {"case": "Luca Bianchi"}),
        ("kasus 1007 udah sampe mana ya?", {"case": "1007"}),
        ("gimana progres kasusnya bu Dewi Lestari", {"case": "Dewi Lestari"}),
        ("a che punto è la pratica CASE-1015?", {"case": "CASE-1015"}),
        ("novità sulla pratica di Giulia Ferrari?", {"case": "Giulia Ferrari"}),
    ],
)
def case_status(
    ctx: Context[Cases],
    case: Annotated[
        str,
        Label(
            "case number or client's name", id="nomor kasus atau nama klien", it="numero di pratica o nome del cliente"
        ),
    ],
    *,
    clients: Clients,
) -> CaseStatus:
    """Show how a client's case is going."""
    found = ctx.port.by_number(ctx.tenant, case) or _of_client(ctx, clients, case)
    return CaseStatus(
        **found.model_dump(exclude={"changed"}),
        changed=found.changed.astimezone(ctx.now.tzinfo).date(),
        progress=WORDS[found.stage].to(ctx.language),
    )


def _of_client(ctx: Context[Cases], clients: Clients, said: str) -> Case:
    """The client's open case; where all are closed, the one that changed last."""
    found = clients.find(ctx.tenant, said)
    if not found:
        raise NotFound(f"No case and no client fits {said!r}; give a number such as CASE-1042, or the client's name.")
    client = only(found, said, "client", told_apart)
    cases = ctx.port.of_client(ctx.tenant, client.number)
    if not cases:
        raise NotFound(f"{client.name} ({client.number}) has no case.")
    still_open = [one for one in cases if one.stage not in CLOSED]
    return only(still_open or cases[:1], said, "case", lambda one: f"{one.number} ({one.client}, {one.service})")
