"""What every store of our records does, on SQLite and on PostgreSQL."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from handlers.assistance.reminder import ReminderRequest
from handlers.backends.local.cases import LocalCases
from handlers.backends.local.clients import LocalClients
from handlers.backends.local.contacts import LocalContacts
from handlers.backends.local.database import Database
from handlers.backends.local.demo import seed
from handlers.backends.local.reminders import LocalReminders
from handlers.backends.local.series import CASES, CLIENTS
from handlers.backends.local.tables import metadata, whatsapp_messages
from handlers.backends.local.whatsapp import LocalWhatsApp
from handlers.business.client import ClientDetails
from handlers.communication.messages import OutgoingText
from handlers.errors import InvalidRequest
from tests.support.contexts import NOW

TODAY = NOW.date()


def names(database: Database, said: str) -> list[str]:
    return [client.name for client in LocalClients(database).find("bali", said)]


@pytest.fixture
def demo(database: Database) -> Database:
    seed(database, "bali", NOW)
    return database


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("MARIA ROSSI", ["Maria Rossi"]),
        ("Rossi, Maria", ["Maria Rossi"]),
        ("Maria", ["Maria Rossi", "Maria Santos"]),
        ("signora rossi", ["Maria Rossi"]),
        ("Maria Rosi", ["Maria Rossi"]),
        ("Ibu Dewi", ["Dewi Lestari"]),
        ("pak Budi", ["Budi Santoso"]),
        ("Giu", ["Giulia Ferrari"]),
        ("jose almeida", ["José Almeida"]),
        ("Chloe", ["Chloé Martin"]),
        ("O’Brien", ["Liam O'Brien"]),
        ("Park Jiwoo", ["Park Ji-woo"]),
        ("Marta", []),
        ("Maria Bianchi", []),
        ("Ma", []),
        ("", []),
        ("Emily.Carter@Example.com", ["Emily Carter"]),
        ("0812 3331 0005", ["Budi Santoso"]),
        ("CL-0003", ["Luca Bianchi"]),
        ("CL-9999", []),
    ],
)
def test_a_client_is_found_by_what_people_say_and_nobody_else(demo: Database, said: str, found: list[str]) -> None:
    assert names(demo, said) == found


def test_an_exact_name_goes_before_a_longer_one(database: Database) -> None:
    for name in ("Wayan Sudarta", "I Wayan Sudarta", "Wayan Sudartana"):
        LocalClients(database).add("bali", ClientDetails(name=name), TODAY, "")

    assert names(database, "wayan sudarta") == ["Wayan Sudarta"]


def test_tenants_see_and_number_their_own(demo: Database) -> None:
    LocalClients(demo).add("lombok", ClientDetails(name="Maria Rossi", email="maria.rossi@example.com"), TODAY, "")

    assert [client.number for client in LocalClients(demo).find("lombok", "Maria")] == ["CL-0001"]
    assert LocalCases(demo).by_number("lombok", "CASE-1001") is None
    assert LocalCases(demo).of_client("lombok", "CL-0001") == []
    assert [contact.name for contact in LocalContacts(demo).find("lombok", "Ketut")] == []


def test_one_key_makes_one_client_also_when_many_ask_at_once(database: Database) -> None:
    clients = LocalClients(database)
    details = ClientDetails(name="Ann Lee", email="ann@example.com")

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: clients.add("bali", details, TODAY, "key-1"), range(8)))

    assert len({client.number for client in made}) == 1
    assert names(database, "Ann Lee") == ["Ann Lee"]


def test_of_many_who_add_the_same_person_one_succeeds(database: Database) -> None:
    clients = LocalClients(database)

    def add(attempt: int) -> str:
        try:
            return clients.add(
                "bali", ClientDetails(name="Ann Lee", phone="+6281233445566"), TODAY, f"key-{attempt}"
            ).name
        except InvalidRequest as error:
            return error.message

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(add, range(8)))

    assert answers.count("Ann Lee") == 1
    assert sum("belongs to a client already: Ann Lee" in answer for answer in answers) == 7


def test_clients_without_key_or_e_mail_are_no_duplicates(database: Database) -> None:
    clients = LocalClients(database)
    made = [clients.add("bali", ClientDetails(name="Made"), TODAY, "") for _ in range(2)]

    assert [client.number for client in made] == ["CL-0001", "CL-0002"]


def test_a_case_is_read_whole_with_its_newest_note_first(demo: Database) -> None:
    case = LocalCases(demo).by_number("bali", "1001")

    assert case is not None
    assert (case.client, case.responsible) == ("Maria Rossi", "Ni Kadek Ayu Pratiwi")
    assert case.changed == NOW - dt.timedelta(days=6)
    assert [note.day for note in case.notes] == [TODAY - dt.timedelta(days=6), TODAY - dt.timedelta(days=20)]


def test_a_clients_cases_come_with_the_latest_change_first(demo: Database) -> None:
    cases = LocalCases(demo).of_client("bali", "CL-0003")

    assert [case.number for case in cases] == ["CASE-1004", "CASE-1003"]


def test_contacts_are_clients_and_team(demo: Database) -> None:
    contacts = LocalContacts(demo)

    assert [(c.name, c.kind, c.about) for c in contacts.find("bali", "Rina")] == [
        ("Rina Wulandari", "team", "tax consultant")
    ]
    assert [c.about for c in contacts.find("bali", "luca.bianchi@example.com")] == ["client, CL-0003, Italy"]
    assert [c.name for c in contacts.find("bali", "+62 812 0001 0001")] == ["Ni Kadek Ayu Pratiwi"]


def test_a_reminder_fires_once_whoever_asks(database: Database) -> None:
    first, second = LocalReminders(database), LocalReminders(database)
    for minute in (3, 1, 2):
        request = ReminderRequest(owner="ayu", text=f"minute {minute}", at=NOW + dt.timedelta(minutes=minute))
        first.add("bali", request, "")
    assert first.next_at() == NOW + dt.timedelta(minutes=1)

    assert [due.text for due in first.take_due(NOW + dt.timedelta(minutes=2))] == ["minute 1", "minute 2"]
    assert second.take_due(NOW + dt.timedelta(minutes=2)) == []
    assert second.next_at() == NOW + dt.timedelta(minutes=3)


def test_many_who_take_due_reminders_at_once_share_them(database: Database) -> None:
    reminders = LocalReminders(database)
    for number in range(20):
        reminders.add("bali", ReminderRequest(owner="ayu", text=str(number), at=NOW), "")

    with ThreadPoolExecutor(8) as threads:
        taken = [due.number for batch in threads.map(lambda _: reminders.take_due(NOW), range(8)) for due in batch]

    assert sorted(taken) == sorted(f"REM-{number}" for number in range(1, 21))


def test_one_key_sets_one_reminder(database: Database) -> None:
    request = ReminderRequest(owner="ayu", text="pay the rent", at=NOW, conversation_id="c-1")
    first, again = (LocalReminders(database).add("bali", request, "key-1") for _ in range(2))

    assert first == again
    assert again.at.utcoffset() == dt.timedelta(hours=8)


def test_whatsapp_keeps_what_was_sent_once_per_key(database: Database) -> None:
    whatsapp = LocalWhatsApp(database)
    message = OutgoingText(chat="+6281233310006", text="besok kantor tutup", at=NOW)

    assert [whatsapp.send("bali", message, key) for key in ("a", "a", "b")] == ["WA-1", "WA-1", "WA-3"]
    with database.reading() as connection:
        rows = connection.execute(sa.select(whatsapp_messages).order_by(whatsapp_messages.c.number)).mappings().all()
    assert [(row["direction"], row["phone"], row["text"], row["at"]) for row in rows] == [
        ("out", "+6281233310006", "besok kantor tutup", NOW)
    ] * 2


def test_the_demo_is_seeded_once_however_many_start(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        seeded = list(threads.map(lambda _: seed(database, "bali", NOW), range(4)))

    assert sorted(seeded) == [False, False, False, True]
    with database.reading() as connection:
        counts = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
    assert counts["clients"] == 25
    assert counts["team_members"] == 8
    assert counts["cases"] == 20
    assert counts["reminders"] == 6
    assert counts["whatsapp_messages"] == 8


@pytest.mark.parametrize("said", ["CASE-1042", "case 1042", "case #1042", "1042", " #1042 ", "no. 1042"])
def test_a_number_is_read_as_people_write_it(said: str) -> None:
    assert CASES.read(said) == 1042


@pytest.mark.parametrize("said", ["Maria", "CL-1042", "CASE-", "case 1042 please", "10.42", "9" * 30])
def test_other_texts_are_no_case_number(said: str) -> None:
    assert CASES.read(said) is None


def test_a_number_is_written_with_its_leading_zeros() -> None:
    assert (CLIENTS.written(7), CASES.written(1042)) == ("CL-0007", "CASE-1042")
