"""Corrections of memory: other words for a fact, or none at all."""

from typing import Annotated

from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.rag_memory.memory import Content, Memories, Memory, told
from handlers.values import Value

MemoryId = Annotated[str, Field(min_length=1), Label("memory id", id="nomor ingatan", it="id della memoria")]


class Corrected(Value):
    """A fact as it stands now, and as it stood."""

    model_config = ConfigDict(json_schema_extra=titled("Memory corrected", "Ingatan diperbaiki", "Memoria corretta"))

    content: Annotated[str, Label("now", id="sekarang", it="adesso", role="title")]
    before: Annotated[str, Label("before", id="sebelumnya", it="prima")]
    subject: Annotated[str | None, Label("about", id="tentang", it="riguarda")]
    memory_id: Annotated[str, Label("memory id", id="nomor ingatan", it="id della memoria")]


class Forgotten(Value):
    """A fact that is remembered no more."""

    model_config = ConfigDict(json_schema_extra=titled("Forgotten", "Dilupakan", "Dimenticato"))

    content: Annotated[str, Label("forgotten", id="dilupakan", it="dimenticato", role="title")]
    memory_id: Annotated[str, Label("memory id", id="nomor ingatan", it="id della memoria")]


@handler(
    "memory.update",
    effect="write",
    examples=[
        (
            "mem-1 is wrong: Anna is allergic to shellfish, not nuts",
            {"memory_id": "mem-1", "content": "Anna is allergic to shellfish, not nuts"},
        ),
        (
            "correct memory 2, the wifi password changes every quarter now",
            {"memory_id": "2", "content": "the wifi password changes every quarter now"},
        ),
        (
            "ganti mem-3 jadi: Pak Budi lebih suka ditelepon pagi hari",
            {"memory_id": "mem-3", "content": "Pak Budi lebih suka ditelepon pagi hari"},
        ),
        ("mem-4 salah, notarisnya Ibu Ratna Dewi", {"memory_id": "mem-4", "content": "notarisnya Ibu Ratna Dewi"}),
        ("correggi mem-5: Luca adesso paga con carta", {"memory_id": "mem-5", "content": "Luca adesso paga con carta"}),
        (
            "la memoria mem-6 non è giusta, il parcheggio è solo per due auto",
            {"memory_id": "mem-6", "content": "il parcheggio è solo per due auto"},
        ),
    ],
)
def update(
    ctx: Context[Memories],
    memory_id: MemoryId,
    content: Annotated[Content, Label("corrected fact", id="catatan yang benar", it="annotazione corretta")],
) -> Corrected:
    """Correct a remembered fact."""
    known = _the_memory(ctx, memory_id)
    now = ctx.port.correct(ctx.tenant, known.memory_id, told(ctx, content))
    return Corrected(content=now.content, before=known.content, subject=now.subject, memory_id=now.memory_id)


@handler(
    "memory.forget",
    effect="destroy",
    examples=[
        ("forget mem-7", {"memory_id": "mem-7"}),
        ("scrap memory mem-8, not true anymore", {"memory_id": "mem-8"}),
        ("hapus ingatan mem-9 ya", {"memory_id": "mem-9"}),
        ("lupain aja mem-10", {"memory_id": "mem-10"}),
        ("dimentica mem-11", {"memory_id": "mem-11"}),
        ("cancella la memoria mem-12, non serve più", {"memory_id": "mem-12"}),
    ],
)
def forget(ctx: Context[Memories], memory_id: MemoryId) -> Forgotten:
    """Forget a remembered fact."""
    known = _the_memory(ctx, memory_id)
    ctx.port.forget(ctx.tenant, known.memory_id)
    return Forgotten(content=known.content, memory_id=known.memory_id)


def _the_memory(ctx: Context[Memories], said: str) -> Memory:
    found = ctx.port.find(ctx.tenant, said)
    if found is None:
        raise NotFound(f"There is no memory {said!r}; give its id as a list of memories shows it, such as mem-12.")
    return found
