"""E-mail: search the mailbox, read a message."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field

from handlers.communication.mailbox import Mail, Mailbox, MailQuery, the_mail
from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

LIMIT = 10
"""Messages where the person names no number."""

PREVIEW = 160


class FoundMail(Value):
    """A message among those found; `preview` is how its text begins."""

    subject: Annotated[str, Label("subject", id="subjek", it="oggetto", role="title")]
    sender: Annotated[str, Label("from", id="dari", it="da")]
    at: Annotated[dt.datetime, Label("sent", id="dikirim", it="inviata")]
    message_id: Annotated[str, Label("id", id="id", it="id")]
    preview: Annotated[str, Label("text", id="isi", it="testo")]


class FoundMails(Value):
    """What was found, the newest first, in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("E-mails found", "Email ditemukan", "E-mail trovate"))

    messages: Annotated[tuple[FoundMail, ...], Label("messages", id="pesan", it="messaggi")]


class FullMail(Value):
    """A message in full: what somebody wrote, not what is true."""

    model_config = ConfigDict(json_schema_extra=titled("E-mail", "Email", "E-mail"))

    subject: Annotated[str, Label("subject", id="subjek", it="oggetto", role="title")]
    sender: Annotated[str, Label("from", id="dari", it="da")]
    to: Annotated[tuple[str, ...], Label("to", id="kepada", it="a")]
    cc: Annotated[tuple[str, ...], Label("copy to", id="tembusan", it="in copia")]
    at: Annotated[dt.datetime, Label("date", id="tanggal", it="data")]
    body: Annotated[str, Label("text", id="isi", it="testo")]
    message_id: Annotated[str, Label("message id", id="id pesan", it="id del messaggio")]
    thread_id: Annotated[str, Label("thread id", role="hidden")]


@handler(
    "email.search",
    effect="read",
    untrusted=True,
    examples=[
        ("any mails about the leasehold?", {"query": "leasehold"}),
        (
            "search my inbox for health insurance, from James Walker",
            {"query": "health insurance", "sender": "James Walker"},
        ),
        ("cari email soal sewa kantor dong", {"query": "sewa kantor"}),
        (
            "ada email dari kantor imigrasi ttg biometrik ga sejak 1 November 2026? 3 aja",
            {"query": "biometrik", "sender": "kantor imigrasi", "since": "2026-11-01", "limit": 3},
        ),
        ("trovami le mail sull'atto costitutivo", {"query": "atto costitutivo"}),
        ("cerca nella posta le mail di Giulia Ferrari sul visto", {"query": "visto", "sender": "Giulia Ferrari"}),
    ],
)
def email_search(
    ctx: Context[Mailbox],
    query: Annotated[str, Label("words to look for", id="kata yang dicari", it="parole da cercare")],
    sender: Annotated[str | None, Label("who sent it", id="pengirim", it="mittente")] = None,
    since: Annotated[dt.date | None, Label("not older than", id="sejak tanggal", it="non prima del")] = None,
    limit: Annotated[
        int, Field(ge=1, le=50), Label("most results", id="jumlah hasil", it="numero di risultati")
    ] = LIMIT,
) -> FoundMails:
    """Search the mailbox."""
    midnight = since and dt.datetime.combine(since, dt.time(), ctx.now.tzinfo)
    found = ctx.port.search(ctx.tenant, MailQuery(words=query, sender=sender, since=midnight, limit=limit))
    if not found:
        limits = (f" from {sender!r}" if sender else "") + (f" since {since}" if since else "")
        raise NotFound(f"No e-mail fits {query!r}{limits}; try other words, or fewer.")
    return FoundMails(messages=tuple(_in_short(mail, ctx.now.tzinfo) for mail in found))


@handler(
    "email.read",
    effect="read",
    untrusted=True,
    examples=[
        ("open mail msg-1206", {"message_id": "msg-1206"}),
        ("what does msg-1217 say in full?", {"message_id": "msg-1217"}),
        ("bacain email msg-1212 dong", {"message_id": "msg-1212"}),
        ("buka email msg-1226 ya", {"message_id": "msg-1226"}),
        ("leggimi la mail msg-1214", {"message_id": "msg-1214"}),
        ("apri il messaggio msg-1219", {"message_id": "msg-1219"}),
    ],
)
def email_read(
    ctx: Context[Mailbox],
    message_id: Annotated[str, Label("message id", id="id pesan", it="id del messaggio")],
) -> FullMail:
    """Read one e-mail in full."""
    mail = the_mail(ctx.port, ctx.tenant, message_id)
    return FullMail(
        **mail.model_dump(include={"subject", "body", "message_id", "thread_id"}),
        sender=str(mail.sender),
        to=tuple(map(str, mail.recipients)),
        cc=tuple(map(str, mail.cc)),
        at=mail.at.astimezone(ctx.now.tzinfo),
    )


def _in_short(mail: Mail, zone: dt.tzinfo | None) -> FoundMail:
    text = " ".join(mail.body.split())
    return FoundMail(
        subject=mail.subject,
        sender=str(mail.sender),
        at=mail.at.astimezone(zone),
        message_id=mail.message_id,
        preview=text if len(text) <= PREVIEW else f"{text[: PREVIEW - 1]}…",
    )
