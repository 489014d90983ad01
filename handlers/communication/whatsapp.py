"""WhatsApp: send a message to a person."""

import datetime as dt
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.communication.contacts import Contacts, the_contact
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.phones import international
from handlers.values import Value

LONGEST_TEXT = 4096
"""Characters of a text message; source: WhatsApp Business Platform, Cloud API reference, `text.body`."""


class OutgoingMessage(Value):
    """A text for a phone number (E.164), at a moment (aware)."""

    phone: str
    text: str
    at: dt.datetime


class SentMessage(Value):
    """A message on its way. `sent_at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("WhatsApp message", "Pesan WhatsApp", "Messaggio WhatsApp"))

    to: Annotated[str, Label("to", id="kepada", it="a", role="title")]
    number: Annotated[str, Label("phone number", id="nomor telepon", it="numero di telefono")]
    text: Annotated[str, Label("message", id="pesan", it="messaggio")]
    sent_at: Annotated[dt.datetime, Label("sent at", id="dikirim pada", it="inviato alle")]
    message_id: Annotated[str, Label("message id", id="id pesan", it="id del messaggio", role="hidden")]


class WhatsApp(Protocol):
    """The house's WhatsApp account."""

    def send(self, tenant: str, message: OutgoingMessage, key: str) -> str:
        """Send a message and give its id; a key that was used before gives the id of that time."""
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
    to: Annotated[
        str,
        Label("person's name or phone number", id="nama orang atau nomor telepon", it="nome della persona o numero"),
    ],
    text: Annotated[str, Label("message", id="isi pesan", it="testo del messaggio")],
    *,
    contacts: Contacts,
) -> SentMessage:
    """Send a WhatsApp message to a person."""
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        raise InvalidRequest(f"The message has {len(text)} characters; WhatsApp takes 1 to {LONGEST_TEXT}.")
    name, phone = _recipient(ctx.tenant, to, contacts)
    message_id = ctx.port.send(ctx.tenant, OutgoingMessage(phone=phone, text=text, at=ctx.now), ctx.idempotency_key)
    return SentMessage(to=name, number=phone, text=text, sent_at=ctx.now, message_id=message_id)


def _recipient(tenant: str, said: str, contacts: Contacts) -> tuple[str, str]:
    """Name and phone number. A number that nobody in the records has is written to as it is."""
    number = international(said)
    if number is not None:
        known = contacts.find(tenant, number)
        return (known[0].name if len(known) == 1 else number), number
    contact = the_contact(contacts, tenant, said)
    if contact.phone is None:
        raise InvalidRequest(f"{contact.name} has no phone number in the records; give the number to write to.")
    return contact.name, contact.phone
