"""Sending WhatsApp messages to the people of the demo tenant."""

import pytest

from handlers.backends.local.contacts import LocalContacts
from handlers.backends.local.database import Database
from handlers.backends.local.demo import seed
from handlers.backends.local.whatsapp import LocalWhatsApp
from handlers.communication.whatsapp import LONGEST_TEXT, SentMessage, whatsapp_send
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from tests.support.contexts import NOW, context


@pytest.fixture
def people(sqlite: Database) -> Database:
    seed(sqlite, "bali", NOW)
    return sqlite


def send(database: Database, to: str, text: str = "halo", key: str = "") -> SentMessage:
    return whatsapp_send(context(LocalWhatsApp(database), key=key), to, text, contacts=LocalContacts(database))


@pytest.mark.parametrize(
    ("said", "name", "number"),
    [
        ("Maria Rossi", "Maria Rossi", "+393331112201"),  # a client
        ("Pak Ketut", "I Ketut Suardana", "+6281200010002"),  # a colleague
        ("0812 3331 0006", "Dewi Lestari", "+6281233310006"),  # a number that is somebody's
        ("+62 811 9999 8888", "+6281199998888", "+6281199998888"),  # a number that is nobody's
    ],
)
def test_a_message_goes_to_the_one_who_is_meant(people: Database, said: str, name: str, number: str) -> None:
    sent = send(people, said, "see you at 10")

    assert (sent.to, sent.number, sent.text, sent.sent_at) == (name, number, "see you at 10", NOW)


def test_two_marias_are_told_apart_and_nothing_is_sent(people: Database) -> None:
    with pytest.raises(Ambiguous) as raised:
        send(people, "Maria")

    assert raised.value.options == (
        "Maria Rossi (client, CL-0001, Italy)",
        "Maria Santos (client, CL-0002, Philippines)",
    )


def test_a_name_that_nobody_has_is_not_found(people: Database) -> None:
    with pytest.raises(NotFound, match="No contact fits 'Marta'"):
        send(people, "Marta")


def test_a_contact_without_a_phone_number_is_told_so(people: Database) -> None:
    with pytest.raises(InvalidRequest, match="José Almeida has no phone number"):
        send(people, "Jose Almeida")


@pytest.mark.parametrize("text", ["  ", "x" * (LONGEST_TEXT + 1)])
def test_a_text_that_whatsapp_would_not_take_is_refused(people: Database, text: str) -> None:
    with pytest.raises(InvalidRequest, match="WhatsApp takes 1 to 4096"):
        send(people, "Maria Rossi", text)


def test_a_repeated_call_is_the_same_message(people: Database) -> None:
    first, again = (send(people, "Maria Rossi", key="turn-1/call-1") for _ in range(2))

    assert first.message_id == again.message_id
    assert send(people, "Maria Rossi").message_id != first.message_id
