"""Past conversations with this service: look back, search, take away as a file. Source: its own journal."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal

import orjson
from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Conversations, Files, Said
from handlers.reference import Translated
from handlers.values import File, Value

LIMIT = 20
"""Messages where the person names no number."""

MOST = 2_000
"""Messages of an export; the newest are kept."""

SHOWN = 10
"""Messages that a search shows."""

Format = Literal["json", "markdown", "csv"]

PERSON = Translated(en="you", id="Anda", it="tu")
ASSISTANT = Translated(en="assistant", id="asisten", it="assistente")
HEADING = Translated(en="Conversation", id="Percakapan", it="Conversazione")

SUFFIXES: Mapping[Format, str] = {"json": "json", "markdown": "md", "csv": "csv"}


class Message(Value):
    """A message as it was said. `at` is in the person's time zone."""

    text: Annotated[str, Label("message", id="pesan", it="messaggio", role="title")]
    by: Annotated[str, Label("by", id="dari", it="da")]
    at: Annotated[dt.datetime, Label("at", id="pada", it="il")]
    conversation_id: Annotated[str, Label("conversation id", role="hidden")]


class History(Value):
    """The last messages of a conversation, the oldest first."""

    model_config = ConfigDict(json_schema_extra=titled("This conversation", "Percakapan ini", "Questa conversazione"))

    count: Annotated[int, Label("earlier messages", id="pesan sebelumnya", it="messaggi precedenti")]
    messages: Annotated[list[Message], Label("messages", id="pesan", it="messaggi")]


class FoundMessages(Value):
    """Messages of past conversations that fit, best first. `found` counts all of them, up to 50."""

    model_config = ConfigDict(
        json_schema_extra=titled("In past conversations", "Di percakapan lama", "Nelle conversazioni passate")
    )

    found: Annotated[int, Label("messages found", id="pesan ditemukan", it="messaggi trovati")]
    messages: Annotated[list[Message], Label("messages", id="pesan", it="messaggi")]


class Exported(Value):
    """A conversation as a file to download."""

    model_config = ConfigDict(
        json_schema_extra=titled("Conversation exported", "Percakapan diekspor", "Conversazione esportata")
    )

    file: Annotated[File, Label("file", id="berkas", it="file")]
    messages: Annotated[int, Label("messages", id="pesan", it="messaggi")]


# Answers repeat what mails and pages said: looking back at them washes nothing clean.
@handler(
    "conversation.history",
    effect="read",
    untrusted=True,
    examples=[
        ("what did we talk about so far?", {}),
        ("show me the last 5 messages of this chat", {"limit": 5}),
        ("tadi kita ngobrolin apa aja?", {}),
        ("tampilin 10 pesan terakhir dong", {"limit": 10}),
        ("cosa ci siamo detti prima?", {}),
        ("fammi vedere gli ultimi 3 messaggi", {"limit": 3}),
    ],
)
def history(
    ctx: Context[Conversations],
    limit: Annotated[
        int, Field(ge=1, le=200), Label("most messages", id="jumlah pesan", it="numero di messaggi")
    ] = LIMIT,
) -> History:
    """Show the earlier messages of this conversation."""
    messages = [_message(ctx, said) for said in earlier(ctx, ctx.port, limit)]
    return History(count=len(messages), messages=messages)


@handler(
    "conversation.search",
    effect="read",
    untrusted=True,
    examples=[
        ("search our old chats for the villa in Ubud", {"query": "villa in Ubud"}),
        ("when did we last talk about KBLI codes? since october", {"query": "KBLI codes", "since": "2026-10-01"}),
        ("cari di percakapan lama soal perpanjangan KITAS", {"query": "perpanjangan KITAS"}),
        ("pernah bahas NPWP ga sejak 1 september 2026?", {"query": "NPWP", "since": "2026-09-01"}),
        ("cerca nelle vecchie chat dove parlavamo del notaio", {"query": "notaio"}),
        ("ne avevamo parlato? cerca 'visto E33G' da inizio anno", {"query": "visto E33G", "since": "2026-01-01"}),
    ],
)
def search(
    ctx: Context[Conversations],
    query: Annotated[
        str, Field(min_length=1), Label("words to look for", id="kata yang dicari", it="parole da cercare")
    ],
    since: Annotated[dt.date | None, Label("not older than", id="sejak", it="non prima del")] = None,
) -> FoundMessages:
    """Search past conversations."""
    start = None if since is None else dt.datetime.combine(since, dt.time.min, ctx.now.tzinfo)
    # The staff of a house share its conversations; an end client has only their own.
    owner = ctx.principal.id if ctx.principal.kind == "client" else None
    found = [said for said in ctx.port.search(ctx.tenant, query, start, owner) if said.turn_id != ctx.turn_id]
    return FoundMessages(found=len(found), messages=[_message(ctx, said) for said in found[:SHOWN]])


@handler(
    "conversation.export",
    effect="read",
    examples=[
        ("export this chat as a json file", {"format": "json"}),
        ("can I download our conversation?", {}),
        ("ekspor percakapan ini ke csv ya", {"format": "csv"}),
        ("simpan obrolan ini jadi file markdown", {"format": "markdown"}),
        ("esporta questa conversazione in csv", {"format": "csv"}),
        ("mi dai la chat come file?", {}),
    ],
)
def export(
    ctx: Context[Conversations],
    format: Annotated[Format, Label("file format", id="format berkas", it="formato del file")] = "markdown",
    *,
    files: Files,
) -> Exported:
    """Export this conversation as a file."""
    said = earlier(ctx, ctx.port, MOST)
    content = _WRITERS[format](said, ctx)
    name = f"conversation-{ctx.conversation_id or 'new'}.{SUFFIXES[format]}"
    file = files.keep(ctx.tenant, name, content.encode(), ctx.idempotency_key)
    return Exported(file=file, messages=len(said))


def earlier(ctx: Context[object], conversations: Conversations, limit: int) -> Sequence[Said]:
    """The messages of this conversation before this turn, the oldest first; none outside a conversation."""
    if ctx.conversation_id is None:
        return []
    # This turn's own message is among the newest ones.
    found = conversations.history(ctx.tenant, ctx.conversation_id, limit + 2)
    return [said for said in found if said.turn_id != ctx.turn_id][-limit:]


def _message(ctx: Context[object], said: Said) -> Message:
    return Message(
        text=said.text,
        by=_speaker(said, ctx.language),
        at=said.at.astimezone(ctx.now.tzinfo),
        conversation_id=said.conversation_id,
    )


def _speaker(said: Said, language: str) -> str:
    return (PERSON if said.person else ASSISTANT).to(language)


def _as_json(said: Sequence[Said], ctx: Context[Conversations]) -> str:
    rows = [{"role": _role(one), "text": one.text, "at": one.at, "turn_id": one.turn_id} for one in said]
    content = {"conversation_id": ctx.conversation_id, "messages": rows}
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode()


def _as_csv(said: Sequence[Said], ctx: Context[Conversations]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["at", "role", "text"])
    writer.writerows([one.at.astimezone(ctx.now.tzinfo).isoformat(), _role(one), _no_formula(one.text)] for one in said)
    return table.getvalue()


def _as_markdown(said: Sequence[Said], ctx: Context[Conversations]) -> str:
    lines = [f"# {HEADING.to(ctx.language)} {ctx.conversation_id or ''}".rstrip()]
    for one in said:
        at = one.at.astimezone(ctx.now.tzinfo)
        lines.append(f"**{_speaker(one, ctx.language)}** · {at:%Y-%m-%d %H:%M}\n\n{one.text}")
    return "\n\n".join(lines) + "\n"


def _role(said: Said) -> str:
    return "user" if said.person else "assistant"


def _no_formula(text: str) -> str:
    """A cell that a spreadsheet does not run: somebody may have written `=HYPERLINK(...)` in a chat."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


_WRITERS: Mapping[Format, Callable[[Sequence[Said], Context[Conversations]], str]] = {
    "json": _as_json,
    "markdown": _as_markdown,
    "csv": _as_csv,
}
