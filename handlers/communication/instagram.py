"""Instagram: direct messages, and replies to comments."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.communication.messages import ChatMessage, OutgoingText, SentText, check_text
from handlers.context import Context
from handlers.errors import InvalidRequest, NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

_USER_NAME = re.compile(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9._]{0,28}[a-z0-9_])?")
"""Up to 30 letters, digits, underscores and single points inside; source: Instagram's sign-up form."""


class Comment(Value):
    """A comment on a post of the house, or a reply to one. `post` is the post's caption, `at` is aware."""

    comment_id: str
    post: str
    author: str
    text: str
    at: dt.datetime
    reply_to: str | None = None


class CommentReply(Value):
    """A reply to a comment, at a moment (aware)."""

    comment_id: str
    text: str
    at: dt.datetime


class DirectMessage(SentText):
    """A direct message on its way. `sent_at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("Instagram message", "Pesan Instagram", "Messaggio Instagram"))


class PostedReply(Value):
    """A reply under a comment. `posted_at` is in the person's time zone."""

    model_config = ConfigDict(
        json_schema_extra=titled("Reply on Instagram", "Balasan di Instagram", "Risposta su Instagram")
    )

    to: Annotated[str, Label("to", id="kepada", it="a", role="title")]
    text: Annotated[str, Label("reply", id="balasan", it="risposta")]
    posted_at: Annotated[dt.datetime, Label("posted", id="diposting", it="pubblicata")]
    comment_id: Annotated[str, Label("comment", id="komentar", it="commento")]
    reply_id: Annotated[str, Label("reply id", role="hidden")]


class Instagram(Protocol):
    """The house's Instagram account. A chat is a user name without `@`."""

    def send(self, tenant: str, message: OutgoingText, key: str) -> str:
        """Send a direct message and give its id; a key that was used before gives the id of that time."""
        ...

    def history(self, tenant: str, user_name: str, limit: int) -> Sequence[ChatMessage]:
        """The latest direct messages with a user, the newest last."""
        ...

    def comment(self, tenant: str, comment_id: str) -> Comment | None: ...

    def reply(self, tenant: str, reply: CommentReply, key: str) -> Comment:
        """Reply to a comment that exists; a key that was used before gives the reply of that time."""
        ...

    def replies(self, tenant: str, comment_id: str) -> Sequence[Comment]:
        """The replies under a comment, the newest last."""
        ...


@handler(
    "instagram.message",
    effect="send",
    examples=[
        (
            "dm @wander.kate on insta: yes, we also do extensions",
            {"to": "@wander.kate", "text": "yes, we also do extensions"},
        ),
        (
            "send an instagram message to surfari_bali saying thanks for the tag!",
            {"to": "surfari_bali", "text": "thanks for the tag!"},
        ),
        (
            "dm ig @putri.travels ya, bilang harganya ada di website",
            {"to": "@putri.travels", "text": "harganya ada di website"},
        ),
        (
            "kirim DM instagram ke cafe_kopikita: kapan bisa ketemu?",
            {"to": "cafe_kopikita", "text": "kapan bisa ketemu?"},
        ),
        (
            "scrivi in direct a @marco_vive_a_bali: certo, ti chiamiamo domani",
            {"to": "@marco_vive_a_bali", "text": "certo, ti chiamiamo domani"},
        ),
        (
            "manda un messaggio instagram a elena.nomade: il visto costa meno di quanto pensi",
            {"to": "elena.nomade", "text": "il visto costa meno di quanto pensi"},
        ),
    ],
)
def instagram_message(
    ctx: Context[Instagram],
    to: Annotated[str, Label("Instagram user name", id="nama pengguna Instagram", it="nome utente Instagram")],
    text: Annotated[str, Label("message", id="isi pesan", it="testo del messaggio")],
) -> DirectMessage:
    """Send an Instagram direct message."""
    check_text(text, "Instagram")
    user_name = to.strip().removeprefix("@").lower()
    if not _USER_NAME.fullmatch(user_name):
        raise InvalidRequest(f"{to!r} is no Instagram user name; write one such as '@wander.kate'.")
    message_id = ctx.port.send(ctx.tenant, OutgoingText(chat=user_name, text=text, at=ctx.now), ctx.idempotency_key)
    return DirectMessage(to=f"@{user_name}", text=text, sent_at=ctx.now, message_id=message_id)


@handler(
    "instagram.reply_comment",
    effect="send",
    examples=[
        (
            "reply to insta comment 18004401: yes, from 65 euros",
            {"comment_id": "18004401", "text": "yes, from 65 euros"},
        ),
        (
            "answer comment 18004406 on our instagram with: thank you so much!",
            {"comment_id": "18004406", "text": "thank you so much!"},
        ),
        (
            "bales komen ig 18004403 dong: bisa kak, DM ya",
            {"comment_id": "18004403", "text": "bisa kak, DM ya"},
        ),
        (
            "balas komentar instagram 18004408, bilang kantornya di Canggu",
            {"comment_id": "18004408", "text": "kantornya di Canggu"},
        ),
        (
            "rispondi al commento 18004404 su instagram: sì, anche per pensionati",
            {"comment_id": "18004404", "text": "sì, anche per pensionati"},
        ),
        (
            "al commento 18004409 su ig rispondi grazie mille",
            {"comment_id": "18004409", "text": "grazie mille"},
        ),
    ],
)
def instagram_reply_comment(
    ctx: Context[Instagram],
    comment_id: Annotated[str, Label("comment id", id="id komentar", it="id del commento")],
    text: Annotated[str, Label("reply", id="isi balasan", it="testo della risposta")],
) -> PostedReply:
    """Reply to a comment on an Instagram post."""
    check_text(text, "an Instagram comment")
    comment = ctx.port.comment(ctx.tenant, comment_id)
    if comment is None:
        raise NotFound(f"There is no Instagram comment {comment_id!r}; check its id, such as '18004401'.")
    reply = CommentReply(comment_id=comment.comment_id, text=text, at=ctx.now)
    posted = ctx.port.reply(ctx.tenant, reply, ctx.idempotency_key)
    return PostedReply(
        to=f"@{comment.author}",
        text=posted.text,
        posted_at=posted.at.astimezone(ctx.now.tzinfo),
        comment_id=comment.comment_id,
        reply_id=posted.comment_id,
    )
