"""E-mail in the demo tenant's mailbox."""

import datetime as dt

import pytest

from handlers.backends.local.contacts import LocalContacts
from handlers.backends.local.database import Database
from handlers.backends.local.mailbox import LocalMailbox
from handlers.communication.email import PREVIEW, FoundMails, email_read, email_search
from handlers.communication.email_writing import SentMail, email_reply, email_send
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from tests.support.contexts import NOW, context


def search(database: Database, query: str, sender: str | None = None, since: str | None = None) -> FoundMails:
    day = dt.date.fromisoformat(since) if since else None
    return email_search(context(LocalMailbox(database)), query, sender, day)


def subjects(found: FoundMails) -> list[str]:
    return [mail.subject for mail in found.messages]


def send(
    database: Database, to: str, subject: str = "Hello", body: str = "Hi!", cc: list[str] | None = None, key: str = ""
) -> SentMail:
    ctx = context(LocalMailbox(database), key=key)
    return email_send(ctx, to, subject, body, cc, contacts=LocalContacts(database))


def outbox(database: Database) -> list[str]:
    """Recipients and subjects of what was sent since the demo was made, the newest first."""
    sent = LocalMailbox(database).sent("bali", 100)
    return [f"{mail.recipients[0]}: {mail.subject}" for mail in sent if mail.at >= NOW]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("leasehold", ["Thank you, and a question about the leasehold"]),
        ("LEASEHOLD question", ["Thank you, and a question about the leasehold"]),
        ("the payslips", ["Proof of income attached"]),  # the text, with a word that is nowhere near
        ("perché il volo", ["Re: Visto E33G: posso prenotare il volo?", "Visto E33G: posso prenotare il volo?"]),
        ("carlos ortega", ["Meeting in Canggu next week?"]),  # the sender
        ("imbauan ppn", ["Imbauan pelaporan SPT Masa PPN"]),
    ],
)
def test_words_are_looked_for_in_subject_text_and_sender(house: Database, query: str, found: list[str]) -> None:
    assert subjects(search(house, query)) == found


@pytest.mark.parametrize(
    ("sender", "first"),
    [
        ("Bank Mandiri", "Incoming transfer: EUR 2,500.00"),
        ("mandiri", "Incoming transfer: EUR 2,500.00"),
        ("notifikasi@bank-mandiri.example", "Incoming transfer: EUR 2,500.00"),
        ("bank-mandiri.example", "Incoming transfer: EUR 2,500.00"),
        ("kantor imigrasi", "Status permohonan a.n. Maria Rossi"),
        ("pak Made", "Bocor di kamar mandi lantai 2"),
        ("signora Ferrari", "Visto E33G: posso prenotare il volo?"),
    ],
)
def test_a_sender_goes_by_name_or_address_or_a_part_of_it(house: Database, sender: str, first: str) -> None:
    assert subjects(search(house, "", sender))[0] == first


def test_the_newest_comes_first_and_ten_are_enough(house: Database) -> None:
    found = search(house, "").messages

    assert len(found) == 10
    assert found[0].message_id == "msg-1228"
    assert [mail.at for mail in found] == sorted((mail.at for mail in found), reverse=True)


def test_since_a_day_means_from_its_first_minute_where_the_person_is(house: Database) -> None:
    assert subjects(search(house, "", since="2026-11-20")) == [
        "Marriage certificate legalised",
        "Leasing a villa through a PT PMA",
    ]


def test_a_long_text_is_previewed_in_one_line(house: Database) -> None:
    preview = search(house, "payslips").messages[0].preview

    assert preview.startswith("Hello Ayu, here is the proof of income")
    assert len(preview) == PREVIEW


def test_nothing_found_says_what_was_looked_for(house: Database) -> None:
    with pytest.raises(NotFound, match="No e-mail fits 'giraffe' from 'James Walker' since 2026-11-01"):
        search(house, "giraffe", "James Walker", "2026-11-01")


@pytest.mark.parametrize("said", ["msg-1206", "MSG 1206", "1206"])
def test_a_message_is_read_in_full_by_its_id(house: Database, said: str) -> None:
    mail = email_read(context(LocalMailbox(house)), said)

    assert mail.subject == "Sewa kantor Canggu tahun depan"
    assert mail.sender == "Made Suarta <made.suarta@example.net>"
    assert mail.to == ("Bali Zero <office@example.com>",)
    assert mail.body.startswith("Selamat siang,\n")
    assert mail.body.endswith("(pemilik gedung)")
    assert mail.at.isoformat() == "2026-11-03T11:05:00+08:00"


@pytest.mark.parametrize("said", ["msg-9999", "the last one"])
def test_a_message_that_is_not_there_is_not_found(house: Database, said: str) -> None:
    with pytest.raises(NotFound, match=f"no e-mail '{said}'"):
        email_read(context(LocalMailbox(house)), said)
    with pytest.raises(NotFound, match=f"no e-mail '{said}'"):
        email_reply(context(LocalMailbox(house)), said, "ok")


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("Emily Carter", "Emily Carter <emily.carter@example.com>"),
        ("Bu Rina", "Rina Wulandari <rina@example.com>"),
        ("Emily.Carter@Example.com", "Emily Carter <emily.carter@example.com>"),
        ("stranger@surf.co.id", "stranger@surf.co.id"),
        ("The Notary <notary@kirana.example>", "notary@kirana.example"),
    ],
)
def test_an_e_mail_goes_to_the_one_who_is_meant(house: Database, said: str, to: str) -> None:
    sent = send(house, said, "Your visa")

    assert (sent.to, sent.subject, sent.sent_at) == (to, "Your visa", NOW)
    assert outbox(house) == [f"{to}: Your visa"]


def test_copies_go_to_names_and_addresses(house: Database) -> None:
    sent = send(house, "Luca Bianchi", cc=["Andi Wijaya", "partner@lodi.it"])

    assert sent.cc == ("Andi Wijaya <andi@example.com>", "partner@lodi.it")


def test_what_was_sent_is_found_in_the_mailbox(house: Database) -> None:
    sent = send(house, "Luca Bianchi", "Ricevuta", "In allegato la ricevuta del bonifico")

    assert search(house, "ricevuta bonifico").messages[0].message_id == sent.message_id


@pytest.mark.parametrize("said", ["luca@", "luca@bianchi", "a b@c.it", "@luca", "luca@@bianchi.it"])
def test_an_address_that_is_none_is_refused(house: Database, said: str) -> None:
    with pytest.raises(InvalidRequest, match="is no e-mail address"):
        send(house, said)


def test_a_contact_without_an_address_is_told_so(house: Database) -> None:
    with pytest.raises(InvalidRequest, match="Chloé Martin has no e-mail address"):
        send(house, "Chloe Martin")


def test_a_copy_to_nobody_in_particular_sends_nothing(house: Database) -> None:
    with pytest.raises(Ambiguous):
        send(house, "Luca Bianchi", cc=["Maria"])
    with pytest.raises(NotFound, match="No contact fits 'Marta'"):
        send(house, "Luca Bianchi", cc=["Marta"])

    assert outbox(house) == []


@pytest.mark.parametrize(("subject", "body"), [("  ", "Hi!"), ("x" * 999, "Hi!"), ("Hello", " \n")])
def test_an_e_mail_without_subject_or_text_is_refused(house: Database, subject: str, body: str) -> None:
    with pytest.raises(InvalidRequest, match="characters"):
        send(house, "Luca Bianchi", subject, body)


def test_a_subject_stays_one_line(house: Database) -> None:
    assert send(house, "Luca Bianchi", "Hello\nBcc: spy@example.net").subject == "Hello Bcc: spy@example.net"


def test_a_reply_goes_to_the_sender_in_the_same_thread(house: Database) -> None:
    ctx = context(LocalMailbox(house))
    reply = email_reply(ctx, "msg-1219", "Entro venerdì")

    assert (reply.to, reply.subject) == ("Maria Rossi <maria.rossi@example.com>", "Re: Aggiornamento sul mio KITAS")
    assert reply.thread_id == email_read(ctx, "msg-1219").thread_id == "msg-1219"


def test_a_reply_within_a_thread_says_re_once_and_never_goes_to_oneself(house: Database) -> None:
    reply = email_reply(context(LocalMailbox(house)), "msg-1205", "Una cosa ancora: portate il passaporto")

    assert (reply.to, reply.subject) == ("Luca Bianchi <luca.bianchi@example.com>", "Re: Bozza dell'atto costitutivo")
    assert reply.thread_id == "msg-1204"


def test_a_repeated_call_sends_once(house: Database) -> None:
    first, again = (send(house, "Luca Bianchi", key="turn-1/call-1") for _ in range(2))
    ctx = context(LocalMailbox(house), key="turn-1/call-2")
    replies = [email_reply(ctx, "msg-1219", "Entro venerdì") for _ in range(2)]

    assert first == again
    assert replies[0] == replies[1]
    assert len(outbox(house)) == 2
