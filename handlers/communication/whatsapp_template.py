"""WhatsApp templates: send one that is approved, with its placeholders filled in."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field

from handlers.communication.contacts import Contacts, Recipient, by_phone
from handlers.communication.templates import filled, the_language, the_template
from handlers.communication.whatsapp import OutgoingTemplate, WhatsApp
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class SentTemplate(Value):
    """A template message on its way. `sent_at` is in the person's time zone."""

    model_config = ConfigDict(
        json_schema_extra=titled("WhatsApp template message", "Pesan template WhatsApp", "Messaggio modello WhatsApp")
    )

    to: Annotated[str, Label("to", id="kepada", it="a", role="title")]
    number: Annotated[str, Label("phone number", id="nomor telepon", it="numero di telefono")]
    template: Annotated[str, Label("template", id="template", it="modello")]
    language: Annotated[str, Label("language", id="bahasa", it="lingua")]
    text: Annotated[str, Label("message", id="pesan", it="messaggio")]
    sent_at: Annotated[dt.datetime, Label("sent", id="dikirim", it="inviato")]
    message_id: Annotated[str, Label("message id", id="id pesan", it="id del messaggio", role="hidden")]


@handler(
    "whatsapp.template",
    effect="send",
    examples=[
        (
            "send James Walker the documents_missing template on whatsapp: James, health insurance",
            {"to": "James Walker", "template": "documents_missing", "variables": ["James", "health insurance"]},
        ),
        (
            "shoot the welcome template to +61 491 570 110 in english with Emily",
            {"to": "+61 491 570 110", "template": "welcome", "variables": ["Emily"], "language": "english"},
        ),
        (
            "kirim template office_closed ke Pak Budi Santoso lewat WA, isinya: 25 Desember",
            {"to": "Pak Budi Santoso", "template": "office_closed", "variables": ["25 Desember"]},
        ),
        (
            "wa template review_request ke Rizky Ramadhan dong, bahasa indonesia, variabelnya Rizky",
            {
                "to": "Rizky Ramadhan",
                "template": "review_request",
                "variables": ["Rizky"],
                "language": "bahasa indonesia",
            },
        ),
        (
            "manda a Giulia Ferrari il template visa_ready su whatsapp, in italiano, con Giulia e E33G",
            {
                "to": "Giulia Ferrari",
                "template": "visa_ready",
                "variables": ["Giulia", "E33G"],
                "language": "italiano",
            },
        ),
        (
            "invia il modello payment_received a Luca Bianchi: Luca, 2.500 EUR",
            {"to": "Luca Bianchi", "template": "payment_received", "variables": ["Luca", "2.500 EUR"]},
        ),
    ],
)
def whatsapp_template(
    ctx: Context[WhatsApp],
    to: Recipient,
    template: Annotated[str, Label("template name", id="nama template", it="nome del modello")],
    variables: Annotated[
        list[str] | None,
        Field(max_length=20),
        Label("values for the template's placeholders", id="isi variabel template", it="valori per il modello"),
    ] = None,
    language: Annotated[
        str | None, Label("template language code", id="kode bahasa template", it="codice della lingua del modello")
    ] = None,
    *,
    contacts: Contacts,
) -> SentTemplate:
    """Send an approved WhatsApp template message."""
    chosen = the_template(ctx.port.templates(ctx.tenant), template)
    code = the_language(chosen, language, ctx.language)
    text = filled(chosen, code, variables or [])
    name, phone = by_phone(contacts, ctx.tenant, to)
    message = OutgoingTemplate(
        chat=phone, text=text, at=ctx.now, template=chosen.name, language=code, variables=tuple(variables or ())
    )
    message_id = ctx.port.send_template(ctx.tenant, message, ctx.idempotency_key)
    return SentTemplate(
        to=name,
        number=phone,
        template=chosen.name,
        language=code,
        text=text,
        sent_at=ctx.now,
        message_id=message_id,
    )
