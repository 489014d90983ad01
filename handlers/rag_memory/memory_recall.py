"""What is remembered: on a question, about a subject, about a person."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict, Field

from handlers.business.client import Client, Clients
from handlers.business.nationality import country_name
from handlers.choice import only
from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.rag_memory.memory import Memories, Memory, Subject
from handlers.values import Value

LIMIT = 5
"""Facts where the person names no number."""

MOST = 100
"""Facts of a list or a profile; the newest are kept."""


class Recalled(Value):
    """Remembered facts. Not `trusted`: some of them come from outside the house."""

    model_config = ConfigDict(json_schema_extra=titled("Remembered", "Yang diingat", "Quel che ricordo"))

    facts: Annotated[list[Memory], Label("facts", id="catatan", it="annotazioni")]
    trusted: Annotated[bool, Label("trusted", id="tepercaya", it="attendibile", role="hidden")]


class Profile(Value):
    """What the house knows of a person: their record as a client, where they have one, and what was remembered."""

    model_config = ConfigDict(json_schema_extra=titled("Profile", "Profil", "Profilo"))

    name: Annotated[str, Label("name", id="nama", it="nome", role="title")]
    client_number: Annotated[str | None, Label("client number", id="nomor klien", it="numero cliente")] = None
    nationality: Annotated[str | None, Label("nationality", id="kewarganegaraan", it="nazionalità")] = None
    client_since: Annotated[dt.date | None, Label("client since", id="klien sejak", it="cliente dal")] = None
    responsible: Annotated[str | None, Label("handled by", id="ditangani oleh", it="seguito da")] = None
    facts: Annotated[list[str], Label("remembered", id="yang diingat", it="annotato")]
    trusted: Annotated[bool, Label("trusted", id="tepercaya", it="attendibile", role="hidden")]


# What was remembered may trace to mails and pages: memory washes nothing clean.
@handler(
    "memory.retrieve",
    effect="read",
    untrusted=True,
    examples=[
        ("what did I tell you about Anna's allergies?", {"query": "allergies", "subject": "Anna"}),
        ("do you remember the wifi password rule of the office", {"query": "wifi password rule of the office"}),
        (
            "masih inget nggak Pak Budi sukanya dihubungi lewat apa?",
            {"query": "dihubungi lewat apa", "subject": "Pak Budi"},
        ),
        ("notaris yang kemarin itu namanya siapa ya? 2 catatan aja", {"query": "nama notaris", "limit": 2}),
        ("ti ricordi come preferisce pagare Luca?", {"query": "come preferisce pagare", "subject": "Luca"}),
        ("cosa ti avevo detto sul parcheggio dell'ufficio?", {"query": "parcheggio dell'ufficio"}),
    ],
)
def retrieve(
    ctx: Context[Memories],
    query: Annotated[str, Field(min_length=1), Label("what to recall", id="apa yang dicari", it="cosa ricordare")],
    subject: Subject = None,
    limit: Annotated[
        int, Field(ge=1, le=50), Label("most facts", id="jumlah catatan", it="numero di annotazioni")
    ] = LIMIT,
) -> Recalled:
    """Recall remembered facts on a subject."""
    found = ctx.port.recall(ctx.tenant, query, subject, limit)
    if not found:
        about = f" about {subject}" if subject else ""
        raise NotFound(f"Nothing that is remembered{about} fits {query!r}; try other words, or list all that is known.")
    return _recalled(found)


@handler(
    "memory.list",
    effect="read",
    untrusted=True,
    examples=[
        ("list everything you remember about Anna", {"subject": "Anna"}),
        ("show me all your memories", {}),
        ("apa aja yang kamu catat soal Pak Budi?", {"subject": "Pak Budi"}),
        ("semua catatan yang kamu inget dong", {}),
        ("elenca tutto quello che ricordi su Luca", {"subject": "Luca"}),
        ("cosa ti sei annotato sull'ufficio?", {"subject": "ufficio"}),
    ],
)
def list_memories(ctx: Context[Memories], subject: Subject = None) -> Recalled:
    """List everything remembered about a subject."""
    found = ctx.port.about(ctx.tenant, subject, MOST)
    if not found:
        raise NotFound(f"Nothing is remembered about {subject}." if subject else "Nothing is remembered yet.")
    return _recalled(found)


@handler(
    "memory.profile",
    effect="read",
    untrusted=True,
    examples=[
        ("what do we know about Anna Kowalska?", {"person": "Anna Kowalska"}),
        ("give me the picture on Michael Johnson", {"person": "Michael Johnson"}),
        ("rangkum dong semua yang kita tau soal Budi Santoso", {"person": "Budi Santoso"}),
        ("profilnya Rizky Ramadhan gimana?", {"person": "Rizky Ramadhan"}),
        ("fammi un quadro di Luca Bianchi", {"person": "Luca Bianchi"}),
        ("cosa sappiamo di Sophie Dubois?", {"person": "Sophie Dubois"}),
    ],
)
def profile(
    ctx: Context[Memories],
    person: Annotated[str, Field(min_length=1), Label("name", id="nama", it="nome")],
    *,
    clients: Clients,
) -> Profile:
    """Summarise what is known about a person."""
    records = clients.find(ctx.tenant, person)
    facts = ctx.port.about(ctx.tenant, person, MOST)
    if not records and not facts:
        raise NotFound(f"Nothing is known about {person}; check the name, or tell me something to remember.")
    record = _the_record(records, person) if records else None
    passport = record and record.nationality
    return Profile(
        name=record.name if record else next(fact.subject or person for fact in facts),
        client_number=record and record.number,
        nationality=passport and country_name(passport, ctx.language),
        client_since=record and record.since,
        responsible=record and record.responsible,
        facts=[fact.content for fact in facts],
        trusted=all(fact.trusted for fact in facts),
    )


def _the_record(records: Sequence[Client], person: str) -> Client:
    return only(records, person, "client", lambda client: f"{client.name} ({client.number})")


def _recalled(found: Sequence[Memory]) -> Recalled:
    return Recalled(facts=list(found), trusted=all(fact.trusted for fact in found))
