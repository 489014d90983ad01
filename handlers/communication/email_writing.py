"""E-mail: write a message, reply to one."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field

from handlers.communication.contacts import Contacts, by_email
from handlers.communication.mailbox import Correspondent, Draft, Mailbox, the_mail
from handlers.communication.messages import check_text
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

LONGEST_SUBJECT = 998
"""Characters; source: RFC 5322, 2.1.1, the longest line."""


class SentMail(Value):
    """A message on its way. `sent_at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("E-mail", "Email", "E-mail"))

    to: Annotated[str, Label("to", id="kepada", it="a", role="title")]
    cc: Annotated[tuple[str, ...], Label("copy to", id="tembusan", it="in copia")]
    subject: Annotated[str, Label("subject", id="subjek", it="oggetto")]
    body: Annotated[str, Label("text", id="isi", it="testo")]
    sent_at: Annotated[dt.datetime, Label("sent", id="dikirim", it="inviata")]
    message_id: Annotated[str, Label("message id", role="hidden")]
    thread_id: Annotated[str, Label("thread id", role="hidden")]


@handler(
    "email.send",
    effect="send",
    examples=[
        (
            "email Emily Carter, subject Your business visa: It was approved, congratulations!",
            {
                "to": "Emily Carter",
                "subject": "Your business visa",
                "body": "It was approved, congratulations!",
            },
        ),
        (
            "send a mail to notary@example.com cc Andi Wijaya, subject Deed, saying we confirm Thursday 10am",
            {
                "to": "notary@example.com",
                "cc": ["Andi Wijaya"],
                "subject": "Deed",
                "body": "we confirm Thursday 10am",
            },
        ),
        (
            "kirim email ke Bu Dewi Lestari, subjek Pendaftaran merek, isinya: buktinya sudah kami terima",
            {"to": "Bu Dewi Lestari", "subject": "Pendaftaran merek", "body": "buktinya sudah kami terima"},
        ),
        (
            "emailin budi.santoso@example.com dong, judulnya Laporan pajak: laporan bulan ini sudah masuk",
            {
                "to": "budi.santoso@example.com",
                "subject": "Laporan pajak",
                "body": "laporan bulan ini sudah masuk",
            },
        ),
        (
            "manda una mail a Luca Bianchi, oggetto Atto costitutivo: la firma è confermata",
            {"to": "Luca Bianchi", "subject": "Atto costitutivo", "body": "la firma è confermata"},
        ),
        (
            "scrivi a giulia.ferrari@example.com in copia Francesca Moretti, oggetto Benvenuta: a presto a Bali!",
            {
                "to": "giulia.ferrari@example.com",
                "cc": ["Francesca Moretti"],
                "subject": "Benvenuta",
                "body": "a presto a Bali!",
            },
        ),
    ],
)
def email_send(
    ctx: Context[Mailbox],
    to: Annotated[
        str,
        Label(
            "recipient's e-mail address or name", id="alamat email atau nama penerima", it="e-mail o nome di chi riceve"
        ),
    ],
    subject: Annotated[str, Label("subject line", id="subjek", it="oggetto")],
    body: Annotated[str, Label("text of the e-mail", id="isi email", it="testo dell'e-mail")],
    cc: Annotated[
        list[str] | None, Field(max_length=50), Label("copy to", id="tembusan kepada", it="in copia a")
    ] = None,
    *,
    contacts: Contacts,
) -> SentMail:
    """Send an e-mail."""
    one_line = " ".join(subject.split())
    if not 0 < len(one_line) <= LONGEST_SUBJECT:
        raise InvalidRequest(f"The subject has {len(one_line)} characters; give one of 1 to {LONGEST_SUBJECT}.")
    recipient, *copied = (_correspondent(ctx.tenant, said, contacts) for said in (to, *(cc or ())))
    draft = Draft(recipients=(recipient,), cc=tuple(copied), subject=one_line, body=body, at=ctx.now)
    return _send(ctx, draft)


@handler(
    "email.reply",
    effect="send",
    examples=[
        (
            "reply to msg-1208: the invoice is on its way, sorry for the wait",
            {"message_id": "msg-1208", "body": "the invoice is on its way, sorry for the wait"},
        ),
        ("answer msg-1225 with: Tuesday works for us", {"message_id": "msg-1225", "body": "Tuesday works for us"}),
        ("bales email msg-1206 bilang kami setuju", {"message_id": "msg-1206", "body": "kami setuju"}),
        (
            "balas msg-1226: oke, kami datang tepat waktu",
            {"message_id": "msg-1226", "body": "oke, kami datang tepat waktu"},
        ),
        (
            "rispondi alla mail msg-1219: ti aggiorniamo entro venerdì",
            {"message_id": "msg-1219", "body": "ti aggiorniamo entro venerdì"},
        ),
        ("rispondi a msg-1214 che può partire", {"message_id": "msg-1214", "body": "può partire"}),
    ],
)
def email_reply(
    ctx: Context[Mailbox],
    message_id: Annotated[str, Label("message id", id="id pesan", it="id del messaggio")],
    body: Annotated[str, Label("text of the reply", id="isi balasan", it="testo della risposta")],
) -> SentMail:
    """Reply to an e-mail."""
    mail = the_mail(ctx.port, ctx.tenant, message_id)
    draft = Draft(
        # Who answers a message of their own goes on writing to the same people.
        recipients=(mail.sender,) if mail.direction == "in" else mail.recipients,
        cc=(),
        subject=mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}",
        body=body,
        at=ctx.now,
        answers=mail.message_id,
    )
    return _send(ctx, draft)


def _correspondent(tenant: str, said: str, contacts: Contacts) -> Correspondent:
    name, address = by_email(contacts, tenant, said)
    return Correspondent(name=None if name == address else name, address=address)


def _send(ctx: Context[Mailbox], draft: Draft) -> SentMail:
    check_text(draft.body, "an e-mail")
    mail = ctx.port.send(ctx.tenant, draft, ctx.idempotency_key)
    return SentMail(
        **mail.model_dump(include={"subject", "body", "message_id", "thread_id"}),
        to=", ".join(map(str, mail.recipients)),
        cc=tuple(map(str, mail.cc)),
        sent_at=mail.at.astimezone(ctx.now.tzinfo),
    )
