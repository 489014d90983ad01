"""Telegram: send a message to a chat or a user."""

import re
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.choice import only
from handlers.communication.messages import ChatMessage, OutgoingText, SentText, check_text
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

_USER_NAME = re.compile(r"@[A-Za-z]\w{3,31}", re.ASCII)


class TelegramChat(Value):
    """A chat of the house's account: a group by its name, a person by name and user name (with `@`)."""

    name: str
    user_name: str | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.user_name})" if self.user_name else self.name


class TelegramMessage(SentText):
    """A message on its way. `sent_at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("Telegram message", "Pesan Telegram", "Messaggio Telegram"))


class Telegram(Protocol):
    """The house's Telegram account. A chat goes by its user name (with `@`) or, without one, by its name."""

    def find(self, tenant: str, said: str) -> Sequence[TelegramChat]:
        """The chats that a name or user name fits: several where it is not clear."""
        ...

    def send(self, tenant: str, message: OutgoingText, key: str) -> str:
        """Send a message and give its id; a key that was used before gives the id of that time."""
        ...

    def history(self, tenant: str, chat: str, limit: int) -> Sequence[ChatMessage]:
        """The latest messages of a chat, the newest last."""
        ...


@handler(
    "telegram.send",
    effect="send",
    examples=[
        (
            "telegram the Bali Zero Team: standup moved to 9:30",
            {"to": "Bali Zero Team", "text": "standup moved to 9:30"},
        ),
        (
            "message @ivan_petrov_bali on telegram that we have news on his appeal",
            {"to": "@ivan_petrov_bali", "text": "we have news on his appeal"},
        ),
        (
            "kirim ke grup Kurir Dokumen di telegram: ada paket di resepsionis",
            {"to": "Kurir Dokumen", "text": "ada paket di resepsionis"},
        ),
        ("tele @notaris_kirana dong, besok jadi jam 10?", {"to": "@notaris_kirana", "text": "besok jadi jam 10?"}),
        (
            "scrivi su telegram a Olena Shevchenko: i documenti sono a posto",
            {"to": "Olena Shevchenko", "text": "i documenti sono a posto"},
        ),
        (
            "manda su telegram al gruppo Italiani a Bali: domani ufficio chiuso",
            {"to": "Italiani a Bali", "text": "domani ufficio chiuso"},
        ),
    ],
)
def telegram_send(
    ctx: Context[Telegram],
    to: Annotated[str, Label("chat name or user name", id="nama grup atau pengguna", it="nome della chat o utente")],
    text: Annotated[str, Label("message", id="isi pesan", it="testo del messaggio")],
) -> TelegramMessage:
    """Send a Telegram message."""
    check_text(text, "Telegram")
    chat = _the_chat(ctx, to.strip())
    message = OutgoingText(chat=chat.user_name or chat.name, text=text, at=ctx.now)
    message_id = ctx.port.send(ctx.tenant, message, ctx.idempotency_key)
    return TelegramMessage(to=str(chat), text=text, sent_at=ctx.now, message_id=message_id)


def _the_chat(ctx: Context[Telegram], said: str) -> TelegramChat:
    """A known chat, or a user who is named by user name and is not known yet. Raises NotFound, Ambiguous."""
    found = ctx.port.find(ctx.tenant, said)
    # Only a user name has an underscore, and it is the same person with or without the @.
    named = f"@{said.removeprefix('@')}" if said.startswith("@") or "_" in said else None
    if found or named is None:
        return only(found, said, "Telegram chat", str)
    if not _USER_NAME.fullmatch(named):
        raise InvalidRequest(f"{said!r} is no Telegram user name; write it as '@notaris_kirana', or name a chat.")
    return TelegramChat(name=named)
