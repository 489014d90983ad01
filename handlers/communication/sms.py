"""SMS: send a text message."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.communication.contacts import Contacts, Recipient, by_phone
from handlers.communication.messages import ChatMessage, OutgoingText, check_text
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class SentSms(Value):
    """A text message on its way. `sent_at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("SMS", "SMS", "SMS"))

    to: Annotated[str, Label("to", id="kepada", it="a", role="title")]
    number: Annotated[str, Label("phone number", id="nomor telepon", it="numero di telefono")]
    text: Annotated[str, Label("message", id="pesan", it="messaggio")]
    sent_at: Annotated[dt.datetime, Label("sent", id="dikirim", it="inviato")]
    message_id: Annotated[str, Label("message id", role="hidden")]


class Sms(Protocol):
    """The house's number for text messages. A chat is a phone number in E.164."""

    def send(self, tenant: str, message: OutgoingText, key: str) -> str:
        """Send a message and give its id; a key that was used before gives the id of that time."""
        ...

    def history(self, tenant: str, phone: str, limit: int) -> Sequence[ChatMessage]:
        """The latest messages to a phone number, the newest last."""
        ...


@handler(
    "sms.send",
    effect="send",
    examples=[
        ("text Liam O'Brien: call us back pls", {"to": "Liam O'Brien", "text": "call us back pls"}),
        (
            "send an sms to +44 7700 900109 saying your passport is at the office",
            {"to": "+44 7700 900109", "text": "your passport is at the office"},
        ),
        (
            "sms Pak Agus ya, bilang paspornya diambil jam 3",
            {"to": "Pak Agus", "text": "paspornya diambil jam 3"},
        ),
        (
            "kirim sms ke 0812 3331 0005: kantor kami pindah ke Canggu",
            {"to": "0812 3331 0005", "text": "kantor kami pindah ke Canggu"},
        ),
        (
            "manda un sms a Francesca Moretti: arrivo tra dieci minuti",
            {"to": "Francesca Moretti", "text": "arrivo tra dieci minuti"},
        ),
        (
            "sms al +39 333 111 2203: la firma è spostata alle 15",
            {"to": "+39 333 111 2203", "text": "la firma è spostata alle 15"},
        ),
    ],
)
def sms_send(
    ctx: Context[Sms],
    to: Recipient,
    text: Annotated[str, Label("message", id="isi pesan", it="testo del messaggio")],
    *,
    contacts: Contacts,
) -> SentSms:
    """Send an SMS text message."""
    check_text(text, "SMS")
    name, phone = by_phone(contacts, ctx.tenant, to)
    message_id = ctx.port.send(ctx.tenant, OutgoingText(chat=phone, text=text, at=ctx.now), ctx.idempotency_key)
    return SentSms(to=name, number=phone, text=text, sent_at=ctx.now, message_id=message_id)
