"""What every mailbox does: the twin's, on SQLite and on PostgreSQL. A vendor's backend joins as another `mailbox`."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.mailbox import LocalMailbox
from handlers.communication.mailbox import Correspondent, Draft, Mailbox, MailQuery
from tests.support.contexts import NOW

LUCA = Correspondent(name="Luca Bianchi", address="luca.bianchi@example.com")


@pytest.fixture
def mailbox(database: Database) -> Mailbox:
    return LocalMailbox(database)


def draft(subject: str = "Deed", *, minutes: int = 0, answers: str | None = None, body: str = "Signed.") -> Draft:
    at = NOW + dt.timedelta(minutes=minutes)
    return Draft(recipients=(LUCA,), cc=(), subject=subject, body=body, at=at, answers=answers)


def query(
    words: str = "", *, sender: str | None = None, since: dt.datetime | None = None, limit: int = 10
) -> MailQuery:
    return MailQuery(words=words, sender=sender, since=since, limit=limit)


def test_what_is_sent_is_in_the_outbox_and_is_read_again_as_it_was(mailbox: Mailbox) -> None:
    sent = mailbox.send("bali", draft(body="Signed, è fatta.\nLuca"), "")

    assert (sent.direction, sent.recipients, sent.body, sent.at) == ("out", (LUCA,), "Signed, è fatta.\nLuca", NOW)
    assert mailbox.message("bali", sent.message_id) == sent
    assert list(mailbox.sent("bali", 10)) == [sent]


def test_a_message_that_answers_none_begins_a_thread_and_an_answer_continues_it(mailbox: Mailbox) -> None:
    first = mailbox.send("bali", draft(), "")
    other = mailbox.send("bali", draft("Lease"), "")
    answer = mailbox.send("bali", draft("Re: Deed", answers=first.message_id), "")
    next_answer = mailbox.send("bali", draft("Re: Deed", answers=answer.message_id), "")

    assert first.thread_id != other.thread_id
    assert first.thread_id == answer.thread_id == next_answer.thread_id


def test_one_key_sends_one_message_also_when_many_ask_at_once(mailbox: Mailbox) -> None:
    with ThreadPoolExecutor(8) as threads:
        sent = list(threads.map(lambda _: mailbox.send("bali", draft(), "key-1"), range(8)))

    assert len({mail.message_id for mail in sent}) == 1
    assert len(mailbox.sent("bali", 10)) == 1
    assert mailbox.send("bali", draft(), "key-2").message_id != sent[0].message_id


def test_the_newest_comes_first_up_to_the_limit(mailbox: Mailbox) -> None:
    for minute in (1, 3, 2):
        mailbox.send("bali", draft(f"minute {minute}", minutes=minute), "")

    assert [mail.subject for mail in mailbox.search("bali", query(limit=2))] == ["minute 3", "minute 2"]
    assert [mail.subject for mail in mailbox.sent("bali", 1)] == ["minute 3"]


def test_since_is_from_that_moment_on(mailbox: Mailbox) -> None:
    for minute in (1, 2, 3):
        mailbox.send("bali", draft(f"minute {minute}", minutes=minute), "")
    since = NOW + dt.timedelta(minutes=2)

    assert [mail.subject for mail in mailbox.search("bali", query(since=since))] == ["minute 3", "minute 2"]


def test_words_are_found_whatever_their_case_and_accents(mailbox: Mailbox) -> None:
    sent = mailbox.send("bali", draft("Perché così tardi?"), "")

    assert list(mailbox.search("bali", query("PERCHE tardi"))) == [sent]
    assert list(mailbox.search("bali", query("giraffe"))) == []


def test_a_tenant_sees_its_own_mail_only(mailbox: Mailbox) -> None:
    sent = mailbox.send("bali", draft(), "key-1")

    assert mailbox.message("lombok", sent.message_id) is None
    assert list(mailbox.search("lombok", query())) == []
    assert list(mailbox.sent("lombok", 10)) == []
    assert mailbox.send("lombok", draft("Lease"), "key-1").subject == "Lease"
