"""The team: who handles a subject, and who is to look after a case or a client."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.assistance.subjects import handling
from handlers.business.cases import CLOSED, Case, Cases
from handlers.business.client import Clients, the_client
from handlers.choice import only
from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class TeamMember(Value):
    """Somebody of the house. `number` is the record's own: TM-3."""

    name: Annotated[str, Label("name", id="nama", it="nome", role="title")]
    role: Annotated[str, Label("role", id="jabatan", it="ruolo")]
    subjects: Annotated[tuple[str, ...], Label("handles", id="menangani", it="si occupa di")]
    email: Annotated[str | None, Label("e-mail", id="email", it="e-mail")]
    phone: Annotated[str | None, Label("phone", id="telepon", it="telefono")]
    number: Annotated[str, Label("record number", role="hidden")]


class TeamFound(Value):
    """Who fits, those who fit best."""

    model_config = ConfigDict(json_schema_extra=titled("Team", "Tim", "Team"))

    members: Annotated[tuple[TeamMember, ...], Label("who", id="siapa", it="chi")]


class AssignmentRequest(Value):
    """Who is to look after a client: as such, and in these cases. All by their numbers; `at` is aware."""

    member: str
    client: str
    as_such: bool = Field(description="Whether the client was assigned, beyond single cases")
    cases: tuple[str, ...]
    by: str
    at: dt.datetime


class Assignment(Value):
    """Who looks after whom from now on. `cases`: the numbers of those that were handed over."""

    model_config = ConfigDict(json_schema_extra=titled("Assignment", "Penugasan", "Assegnazione"))

    member: Annotated[str, Label("handled by", id="ditangani oleh", it="seguito da", role="title")]
    client: Annotated[str, Label("client", id="klien", it="cliente")]
    cases: Annotated[tuple[str, ...], Label("cases", id="kasus", it="pratiche")]


class Team(Protocol):
    """The people of the house, and what they look after."""

    def members(self, tenant: str) -> Sequence[TeamMember]:
        """Everybody, in the order of their record numbers."""
        ...

    def named(self, tenant: str, said: str) -> Sequence[TeamMember]:
        """Those whom a name fits: several where it is not clear."""
        ...

    def assign(self, tenant: str, request: AssignmentRequest, key: str) -> None:
        """Record who looks after a client and cases; once per key."""
        ...


@handler(
    "team.find",
    effect="read",
    examples=[
        ("who deals with taxes here?", {"query": "taxes"}),
        ("who should I talk to about a trademark", {"query": "trademark"}),
        ("siapa yang ngurus pajak di kantor?", {"query": "pajak"}),
        ("nomor hp nya Ketut berapa ya", {"query": "Ketut"}),
        ("chi si occupa dei contratti?", {"query": "contratti"}),
        ("con chi parlo per le fatture", {"query": "fatture"}),
    ],
)
def team_find(
    ctx: Context[Team],
    query: Annotated[str, Label("subject, role or name", id="urusan, jabatan atau nama", it="argomento, ruolo o nome")],
) -> TeamFound:
    """Find who on the team handles a subject."""
    everybody = ctx.port.members(ctx.tenant)
    found = ctx.port.named(ctx.tenant, query) or handling(query, everybody)
    if not found:
        subjects = ", ".join(dict.fromkeys(subject for member in everybody for subject in member.subjects))
        raise NotFound(f"Nobody on the team handles {query!r} or is called so. The team handles: {subjects}.")
    return TeamFound(members=tuple(found))


@handler(
    "team.assign",
    effect="write",
    examples=[
        ("give CASE-1002 to Agus", {"member": "Agus", "case": "CASE-1002"}),
        ("Francesca takes over Giulia Ferrari", {"member": "Francesca", "case": "Giulia Ferrari"}),
        ("kasus 1004 dipegang Ayu aja", {"member": "Ayu", "case": "1004"}),
        ("tugasin Rina buat klien Budi Santoso", {"member": "Rina", "case": "Budi Santoso"}),
        ("assegna la pratica CASE-1014 ad Andi Wijaya", {"member": "Andi Wijaya", "case": "CASE-1014"}),
        ("Chloé Martin la segue Francesca", {"member": "Francesca", "case": "Chloé Martin"}),
    ],
)
def team_assign(
    ctx: Context[Team],
    member: Annotated[str, Label("team member's name", id="nama anggota tim", it="nome del membro del team")],
    case: Annotated[
        str,
        Label(
            "case number or client's name", id="nomor kasus atau nama klien", it="numero di pratica o nome del cliente"
        ),
    ],
    *,
    cases: Cases,
    clients: Clients,
) -> Assignment:
    """Assign a case or client to a team member."""
    taken = the_member(ctx.port, ctx.tenant, member)
    numbered = cases.by_number(ctx.tenant, case)
    client = the_client(clients, ctx.tenant, case if numbered is None else numbered.client_number)
    handed_over = [numbered] if numbered else _open_cases(ctx, cases, client.number)
    request = AssignmentRequest(
        member=taken.number,
        client=client.number,
        as_such=numbered is None,
        cases=tuple(one.number for one in handed_over),
        by=ctx.principal.id,
        at=ctx.now,
    )
    ctx.port.assign(ctx.tenant, request, ctx.idempotency_key)
    return Assignment(member=taken.name, client=client.name, cases=request.cases)


def the_member(team: Team, tenant: str, said: str) -> TeamMember:
    """The member whom a name, else a role or a subject means. Raises Ambiguous, and NotFound naming everybody."""
    everybody = team.members(tenant)
    found = team.named(tenant, said) or handling(said, everybody)
    if not found:
        names = [f"{member.name} ({member.role})" for member in everybody]
        raise NotFound(f"Nobody on the team fits {said!r}. There are: {'; '.join(names)}.", options=names)
    return only(found, said, "team member", lambda member: f"{member.name} ({member.role})")


def _open_cases(ctx: Context[Team], cases: Cases, client: str) -> list[Case]:
    return [one for one in cases.of_client(ctx.tenant, client) if one.stage not in CLOSED]
