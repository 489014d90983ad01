"""Memory: facts that people told the house, with who said them and whether they can be trusted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be remembered, and its provenance. Not `trusted`: it traces to the open world, not to a person.

    said_by: the principal's id. turn_id, conversation_id: where it was said, None outside a turn.
    """

    content: str
    subject: str | None
    tags: tuple[str, ...]
    said_by: str
    turn_id: str | None
    conversation_id: str | None
    said_at: dt.datetime
    trusted: bool


class Memory(Value):
    """A remembered fact. Its id is what people call it by: mem-12."""

    model_config = ConfigDict(json_schema_extra=titled("Memory", "Ingatan", "Memoria"))

    content: Annotated[str, Label("remembered", id="dicatat", it="annotato", role="title")]
    subject: Annotated[str | None, Label("about", id="tentang", it="riguarda")]
    tags: Annotated[list[str], Label("tags", id="label", it="etichette")]
    already_known: Annotated[bool, Label("already known", id="sudah dicatat sebelumnya", it="già noto", role="hidden")]
    trusted: Annotated[bool, Label("trusted", id="tepercaya", it="attendibile", role="hidden")]
    said_by: Annotated[str, Label("said by", id="dikatakan oleh", it="detto da", role="hidden")]
    said_at: Annotated[dt.datetime, Label("said on", id="dikatakan pada", it="detto il", role="hidden")]
    memory_id: Annotated[str, Label("memory id", id="nomor ingatan", it="id della memoria")]


class Memories(Protocol):
    """Facts by subject; each tenant has its own."""

    def store(self, tenant: str, fact: Fact, key: str) -> Memory:
        """Remember a fact once per idempotency key. A near-duplicate is not stored: the known one comes back,
        `already_known`."""
        ...

    def recall(self, tenant: str, query: str, subject: str | None, limit: int) -> Sequence[Memory]:
        """The facts that fit best, best first, about one subject or about all. A subject is met as a name is: in any
        case, without titles, by a part of it."""
        ...

    def about(self, tenant: str, subject: str | None, limit: int) -> Sequence[Memory]:
        """Everything about a subject, or about all, the newest first."""
        ...

    def find(self, tenant: str, said: str) -> Memory | None:
        """The fact with this id: 'mem-12', 'memory 12', '12'."""
        ...

    def correct(self, tenant: str, memory_id: str, fact: Fact) -> Memory:
        """Put other words in a fact's place; subject and tags stay."""
        ...

    def forget(self, tenant: str, memory_id: str) -> None:
        """Remove a fact for good."""
        ...


Content = Annotated[str, Field(min_length=1, max_length=2_000)]
Subject = Annotated[
    str | None, Label("whom or what it is about", id="tentang siapa atau apa", it="chi o cosa riguarda")
]


@handler(
    "memory.store",
    effect="write",
    examples=[
        (
            "remember that Marco prefers WhatsApp over email",
            {"content": "Marco prefers WhatsApp over email", "subject": "Marco"},
        ),
        (
            "note for later: the notary in Denpasar is closed on fridays",
            {"content": "the notary in Denpasar is closed on fridays"},
        ),
        ("ingat ya, Bu Sari alergi kacang", {"content": "Bu Sari alergi kacang", "subject": "Bu Sari"}),
        (
            "tolong catat: kantor pindah ke Canggu bulan depan, tag kantor",
            {"content": "kantor pindah ke Canggu bulan depan", "tags": ["kantor"]},
        ),
        ("ricordati che Giulia parla solo italiano", {"content": "Giulia parla solo italiano", "subject": "Giulia"}),
        (
            "segnati che il signor Conti paga sempre in euro, etichetta pagamenti",
            {"content": "il signor Conti paga sempre in euro", "subject": "signor Conti", "tags": ["pagamenti"]},
        ),
    ],
)
def store(
    ctx: Context[Memories],
    content: Annotated[Content, Label("fact to remember", id="hal yang perlu diingat", it="cosa ricordare")],
    subject: Subject = None,
    tags: Annotated[list[str] | None, Field(max_length=20), Label("labels", id="label", it="etichette")] = None,
) -> Memory:
    """Remember a fact about the user or a client for later."""
    return ctx.port.store(ctx.tenant, told(ctx, content, subject, tuple(tags or ())), ctx.idempotency_key)


def told(ctx: Context[object], content: str, subject: str | None = None, tags: tuple[str, ...] = ()) -> Fact:
    """A fact as the person of this call tells it now."""
    return Fact(
        content=content.strip(),
        subject=subject.strip() if subject else None,
        tags=tags,
        said_by=ctx.principal.id,
        turn_id=ctx.turn_id,
        conversation_id=ctx.conversation_id,
        said_at=ctx.now,
        trusted=not ctx.untrusted,
    )
