"""WhatsApp with the people of the demo tenant: messages, templates, conversations."""

import datetime as dt

import pytest

from handlers.backends.local.contacts import LocalContacts
from handlers.backends.local.database import Database
from handlers.backends.local.whatsapp import LocalWhatsApp
from handlers.communication.messages import LONGEST
from handlers.communication.whatsapp import Conversation, SentMessage, whatsapp_history, whatsapp_send
from handlers.communication.whatsapp_template import SentTemplate, whatsapp_template
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from tests.support.contexts import NOW, context


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
def test_a_message_goes_to_the_one_who_is_meant(house: Database, said: str, name: str, number: str) -> None:
    sent = send(house, said, "see you at 10")

    assert (sent.to, sent.number, sent.text, sent.sent_at) == (name, number, "see you at 10", NOW)


def test_two_marias_are_told_apart_and_nothing_is_sent(house: Database) -> None:
    with pytest.raises(Ambiguous) as raised:
        send(house, "Maria")

    assert raised.value.options == (
        "Maria Rossi (client, CL-0001, Italy)",
        "Maria Santos (client, CL-0002, Philippines)",
    )


def test_a_name_that_nobody_has_is_not_found(house: Database) -> None:
    with pytest.raises(NotFound, match="No contact fits 'Marta'"):
        send(house, "Marta")


def test_a_contact_without_a_phone_number_is_told_so(house: Database) -> None:
    with pytest.raises(InvalidRequest, match="José Almeida has no phone number"):
        send(house, "Jose Almeida")


@pytest.mark.parametrize("text", ["  ", "x" * (LONGEST["WhatsApp"] + 1)])
def test_a_text_that_whatsapp_would_not_take_is_refused(house: Database, text: str) -> None:
    with pytest.raises(InvalidRequest, match="WhatsApp takes 1 to 4096"):
        send(house, "Maria Rossi", text)


def test_a_repeated_call_is_the_same_message(house: Database) -> None:
    first, again = (send(house, "Maria Rossi", key="turn-1/call-1") for _ in range(2))

    assert first.message_id == again.message_id
    assert send(house, "Maria Rossi").message_id != first.message_id


def template(
    database: Database,
    name: str,
    variables: list[str] | None = None,
    language: str | None = None,
    *,
    to: str = "Luca Bianchi",
    key: str = "",
    speaking: str = "en",
) -> SentTemplate:
    ctx = context(LocalWhatsApp(database), key=key, language=speaking)
    return whatsapp_template(ctx, to, name, variables, language, contacts=LocalContacts(database))


def history(database: Database, contact: str, limit: int = 20, *, speaking: str = "en") -> Conversation:
    ctx = context(LocalWhatsApp(database), language=speaking)
    return whatsapp_history(ctx, contact, limit, contacts=LocalContacts(database))


@pytest.mark.parametrize("said", ["payment_received", "Payment received", "payment-received"])
def test_a_template_is_filled_in_and_sent(house: Database, said: str) -> None:
    sent = template(house, said, ["Luca", "EUR 2,500"])

    assert (sent.to, sent.number, sent.template) == ("Luca Bianchi", "+393331112203", "payment_received")
    assert sent.text == "Hi Luca, we have received your payment of EUR 2,500. Thank you!"
    assert history(house, "Luca Bianchi").messages[-1].text == sent.text


@pytest.mark.parametrize(
    ("said", "code"),
    [("it", "it"), ("it_IT", "it"), ("Italian", "it"), ("italiano", "it"), ("bahasa Indonesia", "id"), ("en-US", "en")],
)
def test_a_templates_language_goes_by_code_or_name(house: Database, said: str, code: str) -> None:
    assert template(house, "visa_ready", ["Luca", "E28A"], said).language == code


def test_without_a_language_the_template_speaks_the_persons_own(house: Database) -> None:
    assert template(house, "welcome", ["Luca"], speaking="it").text.startswith("Ciao Luca")
    assert template(house, "office_closed", ["Friday"], speaking="it").language == "en"  # there is no Italian text


def test_an_unknown_template_is_refused_with_those_that_there_are(house: Database) -> None:
    with pytest.raises(InvalidRequest, match="no template 'birthday'; approved are: welcome, appointment_reminder"):
        template(house, "birthday", ["Luca"])


def test_a_language_that_was_not_approved_is_refused(house: Database) -> None:
    with pytest.raises(InvalidRequest, match="'office_closed' is not approved in 'italiano'; it is in: en, id"):
        template(house, "office_closed", ["venerdì"], "italiano")


@pytest.mark.parametrize("variables", [None, ["Luca"], ["Luca", "1", "2"], ["Luca", "  "]])
def test_variables_that_do_not_fit_are_refused_and_nothing_is_sent(house: Database, variables: list[str]) -> None:
    before = history(house, "Luca Bianchi")

    with pytest.raises(InvalidRequest, match=r"takes 2 variables \(person's first name; amount\)"):
        template(house, "payment_received", variables)

    assert history(house, "Luca Bianchi") == before


def test_a_repeated_template_call_is_the_same_message(house: Database) -> None:
    first, again = (template(house, "welcome", ["Luca"], key="turn-1/call-1") for _ in range(2))

    assert first == again


def test_a_conversation_reads_from_old_to_new_with_both_sides_named(house: Database) -> None:
    read = history(house, "James", speaking="it")

    assert (read.contact, read.number) == ("James Walker", "+447700900109")
    assert [line.author for line in read.messages] == ["noi", "James Walker", "noi", "James Walker"]
    assert [line.at for line in read.messages] == sorted(line.at for line in read.messages)
    assert read.messages[-1].at.isoformat() == "2026-11-18T16:15:00+08:00"


def test_what_was_sent_stands_in_the_conversation(house: Database) -> None:
    send(house, "James Walker", "See you on Monday")

    last = history(house, "+44 7700 900109", 1).messages
    assert [(line.author, line.text, line.at) for line in last] == [("we", "See you on Monday", NOW)]


def test_a_person_without_messages_is_told_so(house: Database) -> None:
    with pytest.raises(NotFound, match="no WhatsApp messages with Carlos Ortega"):
        history(house, "Carlos Ortega")


def test_messages_are_shown_in_the_readers_time_zone(house: Database) -> None:
    ctx = context(LocalWhatsApp(house), now=NOW.astimezone(dt.UTC))
    read = whatsapp_history(ctx, "Chen Wei", contacts=LocalContacts(house))

    assert read.messages[-1].at.isoformat() == "2026-11-20T03:48:00+00:00"
