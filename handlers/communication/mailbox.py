"""The house's mailbox: its messages, the port to it, and the message that a person means."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from handlers.communication.messages import Direction
from handlers.errors import NotFound
from handlers.values import Value


class Correspondent(Value):
    """Who writes or is written to. `name` is None where only the address is known."""

    name: str | None
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


class Mail(Value):
    """A message of the mailbox, received or sent. Messages with one `thread_id` answer each other. `at` is aware."""

    message_id: str
    thread_id: str
    direction: Direction
    sender: Correspondent
    recipients: tuple[Correspondent, ...]
    cc: tuple[Correspondent, ...]
    subject: str
    body: str
    at: dt.datetime


class MailQuery(Value):
    """`words` are looked for in subject, body and sender; `sender` is a name or an address, or a part of one."""

    words: str
    sender: str | None
    since: dt.datetime | None
    limit: int


class Draft(Value):
    """A message to send. `answers` is the id of the message whose thread it continues."""

    recipients: tuple[Correspondent, ...]
    cc: tuple[Correspondent, ...]
    subject: str
    body: str
    at: dt.datetime
    answers: str | None = None


class Mailbox(Protocol):
    """The house's mailbox: what came in and what was sent."""

    def search(self, tenant: str, query: MailQuery) -> Sequence[Mail]:
        """The messages that fit, the newest first. Without words, all that the rest of the query leaves."""
        ...

    def message(self, tenant: str, message_id: str) -> Mail | None: ...

    def send(self, tenant: str, draft: Draft, key: str) -> Mail:
        """Send a message; a key that was used before gives the message of that time."""
        ...

    def sent(self, tenant: str, limit: int) -> Sequence[Mail]:
        """The outbox: what was sent, the newest first."""
        ...


def the_mail(mailbox: Mailbox, tenant: str, message_id: str) -> Mail:
    """The message with this id. Raises NotFound."""
    mail = mailbox.message(tenant, message_id)
    if mail is None:
        raise NotFound(f"There is no e-mail {message_id!r}; search the mailbox for its id, such as 'msg-1204'.")
    return mail
