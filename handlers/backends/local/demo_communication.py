"""The demo tenant's mailbox and chats, out of `data/mailbox.yaml` and `data/chats.yaml`."""

import datetime as dt
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from handlers.backends.local.communication_tables import CHAT_MESSAGES, CHATS, COMMENTS, EMAILS
from handlers.backends.local.database import Database
from handlers.backends.local.mailbox import HOUSE
from handlers.backends.local.series import WHATSAPP_MESSAGES, Series, claim
from handlers.backends.local.tables import clients
from handlers.communication.mailbox import Correspondent
from handlers.communication.messages import Direction
from handlers.demo import demo_seed
from handlers.reference import load
from handlers.values import Value

_DATA = Path(__file__).parent / "data"


class _Past(Value):
    """Something that happened at a time of a day that counts back from the day of seeding."""

    days: int
    time: dt.time


class KeptMail(_Past):
    """Received from `sender`, or sent `to` somebody."""

    sender: str | None = None
    to: str | None = None
    thread: str | None = None
    subject: str
    body: str


class WhatsAppMessage(_Past):
    person: str
    direction: Direction
    text: str


class KeptMessage(_Past):
    chat: str
    author: str
    direction: Direction
    text: str


class KnownChat(Value):
    name: str
    user_name: str | None = None


class Platform(Value):
    chats: tuple[KnownChat, ...]
    messages: tuple[KeptMessage, ...]


class KeptComment(_Past):
    author: str
    text: str


class Post(Value):
    caption: str
    comments: tuple[KeptComment, ...]


class Chats(Value):
    """The content of `chats.yaml`."""

    whatsapp: tuple[WhatsAppMessage, ...]
    platforms: Mapping[str, Platform]
    posts: tuple[Post, ...]


@demo_seed(order=20)
def seed(database: Database, tenant: str, now: dt.datetime) -> bool:
    """Fill a tenant's mailbox and chats once, at whatever moment; whether it was done now.

    `now` is aware. The tenant's clients are there already: WhatsApp conversations are with them.
    """
    with database.transaction() as connection:
        if not claim(connection, tenant, "demo communication"):
            return False
        seeding = _Seeding(connection, tenant, now)
        seeding.fill_mailbox(load(_DATA / "mailbox.yaml", tuple[KeptMail, ...]))
        seeding.fill_chats(load(_DATA / "chats.yaml", Chats))
    return True


class _Seeding:
    """One transaction that fills a tenant."""

    def __init__(self, connection: Connection, tenant: str, now: dt.datetime) -> None:
        self._connection = connection
        self._tenant = tenant
        self._now = now

    def fill_mailbox(self, mails: tuple[KeptMail, ...]) -> None:
        threads: dict[str, int] = {}
        for mail in mails:
            number = EMAILS.next(self._connection, self._tenant)
            other = _correspondent(mail.sender or mail.to or "")
            sender, recipient = (other, HOUSE) if mail.sender else (HOUSE, other)
            row: dict[str, Any] = {
                "thread": number if mail.thread is None else threads.setdefault(mail.thread, number),
                "direction": "in" if mail.sender else "out",
                "sender": sender.model_dump(),
                "recipients": [recipient.model_dump()],
                "cc": [],
                "subject": mail.subject,
                "body": mail.body.strip(),
            }
            self._insert(EMAILS, number, row, mail)

    def fill_chats(self, content: Chats) -> None:
        known = sa.select(clients.c.name, clients.c.phone).where(clients.c.tenant == self._tenant)
        phones = {row.name: row.phone for row in self._connection.execute(known)}
        for message in content.whatsapp:
            self._add(WHATSAPP_MESSAGES, message, phone=phones[message.person], without={"person"})
        for platform, kept in content.platforms.items():
            for chat in kept.chats:
                row = {**chat.model_dump(), "platform": platform}
                self._insert(CHATS, CHATS.next(self._connection, self._tenant), row)
            for message in kept.messages:
                self._add(CHAT_MESSAGES, message, platform=platform)
        for post in content.posts:
            for comment in post.comments:
                self._add(COMMENTS, comment, post=post.caption)

    def _add(self, series: Series, past: _Past, *, without: set[str] | None = None, **more: Any) -> None:
        row = {**past.model_dump(exclude={"days", "time", *(without or ())}), **more}
        self._insert(series, series.next(self._connection, self._tenant), row, past)

    def _insert(self, series: Series, number: int, row: dict[str, Any], past: _Past | None = None) -> None:
        moment = {} if past is None else {"at": self._moment(past)}
        insert = sa.insert(series.table).values(tenant=self._tenant, number=number, **row, **moment)
        self._connection.execute(insert)

    def _moment(self, past: _Past) -> dt.datetime:
        return dt.datetime.combine(self._now.date() - dt.timedelta(days=past.days), past.time, self._now.tzinfo)


def _correspondent(written: str) -> Correspondent:
    name, address = parseaddr(written)
    return Correspondent(name=name or None, address=address)
