"""The cases of clients: what one is, the port to their records, and which one a person means."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Protocol

from pydantic import Field

from handlers.business.client import Clients, told_apart
from handlers.choice import only
from handlers.errors import NotFound
from handlers.labels import Label
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
    author: Annotated[str | None, Label("by", id="oleh", it="di")] = None


class Case(Value):
    """A case in the records. `number` is what people call it by: CASE-1042. `changed` is aware."""

    number: str
    client: str
    client_number: str
    service: str
    stage: Stage
    opened: dt.date
    changed: dt.datetime
    responsible: str | None
    notes: tuple[CaseNote, ...] = ()


class CaseRequest(Value):
    """A case to be opened. `service` is the English name in the price list; `at` is aware."""

    client: str = Field(description="The client's number")
    service: str
    note: CaseNote | None
    at: dt.datetime


class CaseChange(Value):
    """What changes in a case. `at` is aware."""

    stage: Stage | None
    note: CaseNote | None
    at: dt.datetime


class Cases(Protocol):
    """The records of cases."""

    def by_number(self, tenant: str, said: str) -> Case | None:
        """The case with this number ('CASE-1042', 'case 1042', '1042'); None when there is none, or it is no number."""
        ...

    def of_client(self, tenant: str, client_number: str) -> Sequence[Case]:
        """A client's cases, the one that changed last first."""
        ...

    def open(self, tenant: str, request: CaseRequest, key: str) -> Case:
        """Open a case at the stage `documents`; a key that was used before gives the case that it opened."""
        ...

    def change(self, tenant: str, number: str, change: CaseChange, key: str) -> Case:
        """Change the case with this number; a note is added once per key."""
        ...


def the_case(cases: Cases, clients: Clients, tenant: str, said: str) -> Case:
    """The case with this number, else the open case of this client; where all are closed, the one that changed last.

    Raises NotFound and Ambiguous.
    """
    numbered = cases.by_number(tenant, said)
    if numbered is not None:
        return numbered
    found = clients.find(tenant, said)
    if not found:
        raise NotFound(f"No case and no client fits {said!r}; give a number such as CASE-1042, or the client's name.")
    client = only(found, said, "client", told_apart)
    theirs = cases.of_client(tenant, client.number)
    if not theirs:
        raise NotFound(f"{client.name} ({client.number}) has no case.")
    still_open = [one for one in theirs if one.stage not in CLOSED]
    return only(still_open or theirs[:1], said, "case", lambda one: f"{one.number} ({one.client}, {one.service})")
