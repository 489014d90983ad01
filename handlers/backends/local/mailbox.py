"""The twin of the mailbox: received and sent e-mails in SQL. Nothing leaves the house."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import RowMapping

from handlers.backend import backend
from handlers.backends.local.communication_tables import EMAILS, emails
from handlers.backends.local.database import Database
from handlers.backends.local.names import best
from handlers.business.lookup import plain
from handlers.communication.mailbox import Correspondent, Draft, Mail, Mailbox, MailQuery

HOUSE = Correspondent(name="Bali Zero", address="office@example.com")
"""Whose mailbox it is."""

ENOUGH = 0.5
"""More than this share of the words sought must stand in a message: people add words such as 'the' and 'about'."""


@backend(Mailbox, simulated=True, honours_keys=True)
class LocalMailbox:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(self, tenant: str, query: MailQuery) -> Sequence[Mail]:
        since = [] if query.since is None else [emails.c.at >= query.since]
        found = self._newest(tenant, *since)
        if query.sender is not None:
            found = _sent_by(query.sender, found)
        return _holding(plain(query.words).split(), found)[: query.limit]

    def message(self, tenant: str, message_id: str) -> Mail | None:
        number = EMAILS.read(message_id)
        return next(iter(self._newest(tenant, emails.c.number == number)), None)

    def send(self, tenant: str, draft: Draft, key: str) -> Mail:
        with self._database.transaction() as connection:
            number = EMAILS.next(connection, tenant)
            earlier = EMAILS.made_with(connection, tenant, key)
            if earlier is not None:
                return _mail(earlier)
            answered = None if draft.answers is None else EMAILS.read(draft.answers)
            thread = sa.select(emails.c.thread).where(emails.c.tenant == tenant, emails.c.number == answered)
            row: dict[str, Any] = {
                **draft.model_dump(exclude={"answers"}),
                "number": number,
                "thread": connection.execute(thread).scalar() or number,
                "direction": "out",
                "sender": HOUSE.model_dump(),
            }
            insert = sa.insert(emails).values(**row, tenant=tenant, idempotency_key=key or None)
            return _mail(connection.execute(insert.returning(emails)).mappings().one())

    def sent(self, tenant: str, limit: int) -> Sequence[Mail]:
        return self._newest(tenant, emails.c.direction == "out")[:limit]

    def _newest(self, tenant: str, *conditions: sa.ColumnElement[bool]) -> list[Mail]:
        query = sa.select(emails).where(emails.c.tenant == tenant, *conditions)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(emails.c.at.desc(), emails.c.number.desc())).mappings().all()
        return [_mail(row) for row in rows]


def _sent_by(said: str, mails: Sequence[Mail]) -> Sequence[Mail]:
    """Those whose sender's name fits what was said; a part of an address is looked for in the addresses."""
    wanted = said.strip().lower()
    if "@" in wanted or "." in wanted:
        return [mail for mail in mails if wanted in mail.sender.address]
    return best(said, mails, lambda mail: mail.sender.name or mail.sender.address)


def _holding(words: Sequence[str], mails: Sequence[Mail]) -> Sequence[Mail]:
    """Those that hold the most of the words, in their order; none that holds too few."""
    if not words:
        return mails
    counted = [(sum(_holds(mail, word) for word in words), mail) for mail in mails]
    most = max((count for count, _ in counted), default=0)
    return [mail for count, mail in counted if count == most] if most > ENOUGH * len(words) else []


def _holds(mail: Mail, word: str) -> bool:
    """Whether a word of the message begins with the word: 'invoice' stands in 'invoices'."""
    return f" {word}" in f" {plain(f'{mail.subject} {mail.sender} {mail.body}')}"


def _mail(row: RowMapping) -> Mail:
    return Mail.model_validate(
        {**row, "message_id": EMAILS.written(row["number"]), "thread_id": EMAILS.written(row["thread"])}
    )
