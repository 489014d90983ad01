"""WhatsApp: send a message, read a conversation."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.communication.contacts import Contacts, Recipient, by_phone
from handlers.communication.messages import US, ChatMessage, OutgoingText, check_text
from handlers.communication.templates import Template
from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

LIMIT = 20
"""Messages of a conversation where the person names no number."""


class OutgoingTemplate(OutgoingText):
    """A template for a phone number; `text` is how it reads once the variables are filled in."""

    template: str
    language: str
    variables: tuple[str, ...]


class SentMessage(Value):
    """A message on its way. `sent_at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("WhatsApp message", "Pesan WhatsApp", "Messaggio WhatsApp"))

    to: Annotated[str, Label("to", id="kepada", it="a", role="title")]
    number: Annotated[str, Label("phone number", id="nomor telepon", it="numero di telefono")]
    text: Annotated[str, Label("message", id="pesan", it="messaggio")]
    sent_at: Annotated[dt.datetime, Label("sent", id="dikirim", it="inviato")]
    message_id: Annotated[str, Label("message id", id="id pesan", it="id del messaggio", role="hidden")]


class Line(Value):
    """A message of a conversation: who wrote what, and when."""

    author: Annotated[str, Label("from", id="dari", it="da", role="title")]
    at: Annotated[dt.datetime, Label("sent", id="dikirim", it="inviato")]
    text: Annotated[str, Label("message", id="pesan", it="messaggio")]


class Conversation(Value):
    """The latest messages with a person, the newest last, in the reader's time zone."""

    model_config = ConfigDict(
        json_schema_extra=titled("WhatsApp conversation", "Percakapan WhatsApp", "Conversazione WhatsApp")
    )

    contact: Annotated[str, Label("with", id="dengan", it="con", role="title")]
    number: Annotated[str, Label("phone number", id="nomor telepon", it="numero di telefono")]
    messages: Annotated[tuple[Line, ...], Label("messages", id="pesan", it="messaggi")]


class WhatsApp(Protocol):
    """The house's WhatsApp account. A chat is a phone number in E.164."""

    def send(self, tenant: str, message: OutgoingText, key: str) -> str:
        """Send a message and give its id; a key that was used before gives the id of that time."""
        ...

    def templates(self, tenant: str) -> Sequence[Template]:
        """The approved templates."""
        ...

    def send_template(self, tenant: str, message: OutgoingTemplate, key: str) -> str:
        """As `send`, outside a conversation too."""
        ...

    def history(self, tenant: str, phone: str, limit: int) -> Sequence[ChatMessage]:
        """The latest messages with a phone number (E.164) in both directions, the newest last."""
        ...


@handler(
    "whatsapp.send",
    effect="send",
    examples=[
        (
            "whatsapp Luca Bianchi: your KITAS is ready",
            {"to": "Luca Bianchi", "text": "your KITAS is ready"},
        ),
        (
            "send a WA to +62 812 3456 7890 saying we're running late",
            {"to": "+62 812 3456 7890", "text": "we're running late"},
        ),
        (
            "wa in Bu Dewi Lestari dong, bilang dokumennya sudah lengkap",
            {"to": "Bu Dewi Lestari", "text": "dokumennya sudah lengkap"},
        ),
        (
            "kirim whatsapp ke 0812 3344 5566: besok kantor tutup",
            {"to": "0812 3344 5566", "text": "besok kantor tutup"},
        ),
        (
            "scrivi su whatsapp a Giulia Ferrari che il visto è pronto",
            {"to": "Giulia Ferrari", "text": "il visto è pronto"},
        ),
        (
            "manda un messaggio whatsapp a Ketut: domani alle 10 in ufficio",
            {"to": "Ketut", "text": "domani alle 10 in ufficio"},
        ),
    ],
)
def whatsapp_send(
    ctx: Context[WhatsApp],
    to: Recipient,
    text: Annotated[str, Label("message", id="isi pesan", it="testo del messaggio")],
    *,
    contacts: Contacts,
) -> SentMessage:
    """Send a WhatsApp message to a person."""
    check_text(text, "WhatsApp")
    name, phone = by_phone(contacts, ctx.tenant, to)
    message_id = ctx.port.send(ctx.tenant, OutgoingText(chat=phone, text=text, at=ctx.now), ctx.idempotency_key)
    return SentMessage(to=name, number=phone, text=text, sent_at=ctx.now, message_id=message_id)


@handler(
    "whatsapp.history",
    effect="read",
    untrusted=True,
    examples=[
        ("show me the whatsapp chat with James Walker", {"contact": "James Walker"}),
        ("last 3 WA messages from Chen Wei?", {"contact": "Chen Wei", "limit": 3}),
        ("buka chat WA sama Bu Dewi Lestari", {"contact": "Bu Dewi Lestari"}),
        ("riwayat whatsapp nomor +62 812 3331 0007, 5 terakhir aja", {"contact": "+62 812 3331 0007", "limit": 5}),
        ("cosa ci siamo scritti su whatsapp con Maria Rossi?", {"contact": "Maria Rossi"}),
        (
            "fammi vedere gli ultimi 2 messaggi whatsapp con Giulia Ferrari",
            {"contact": "Giulia Ferrari", "limit": 2},
        ),
    ],
)
def whatsapp_history(
    ctx: Context[WhatsApp],
    contact: Recipient,
    limit: Annotated[
        int, Field(ge=1, le=100), Label("most messages", id="jumlah pesan", it="numero di messaggi")
    ] = LIMIT,
    *,
    contacts: Contacts,
) -> Conversation:
    """Read the recent WhatsApp conversation with a person."""
    name, phone = by_phone(contacts, ctx.tenant, contact)
    messages = ctx.port.history(ctx.tenant, phone, limit)
    if not messages:
        raise NotFound(f"There are no WhatsApp messages with {name}.")
    lines = (
        Line(
            author=US.to(ctx.language) if message.direction == "out" else name,
            at=message.at.astimezone(ctx.now.tzinfo),
            text=message.text,
        )
        for message in messages
    )
    return Conversation(contact=name, number=phone, messages=tuple(lines))
