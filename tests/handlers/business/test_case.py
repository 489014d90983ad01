"""Cases in the records of the demo tenant: how one is going, opening one, moving it on."""

import datetime as dt
from functools import partial

import pytest

from handlers.backends.local.cases import LocalCases
from handlers.backends.local.clients import LocalClients
from handlers.backends.local.database import Database
from handlers.backends.local.demo import seed
from handlers.business.case import CaseStatus, case_open, case_status, case_update
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from tests.support.contexts import NOW, context
from tests.support.examples import spoken
from tests.support.office import Office


def ask(database: Database, case: str, language: str = "en") -> CaseStatus:
    return case_status(context(LocalCases(database), language=language), case, clients=LocalClients(database))


@pytest.fixture
def status(sqlite: Database) -> partial[CaseStatus]:
    seed(sqlite, "bali", NOW)
    return partial(ask, sqlite)


def test_a_case_by_its_number(status: partial[CaseStatus]) -> None:
    found = status("case 1001")

    assert (found.number, found.client, found.stage) == ("CASE-1001", "Maria Rossi", "submitted")
    assert found.responsible == "Ni Kadek Ayu Pratiwi"
    assert found.changed == dt.date(2026, 11, 15)
    assert [note.text for note in found.notes] == [
        "Application lodged online; fee paid",
        "Passport scan and photo received",
    ]


def test_a_case_by_its_clients_name(status: partial[CaseStatus]) -> None:
    assert status("Signora Ferrari").number == "CASE-1005"


def test_the_open_case_is_shown_rather_than_the_closed_one(status: partial[CaseStatus]) -> None:
    assert status("James Walker").service == "KITAS extension"


def test_a_client_whose_cases_are_closed_sees_the_latest(status: partial[CaseStatus]) -> None:
    assert status("Ivan Petrov").stage == "rejected"


@pytest.mark.parametrize(
    ("language", "progress"),
    [("en", "submitted to the office"), ("id", "sudah diajukan"), ("it", "presentata all'ufficio")],
)
def test_the_stage_is_told_in_the_persons_language(status: partial[CaseStatus], language: str, progress: str) -> None:
    assert status("CASE-1001", language=language).progress == progress


def test_two_clients_of_a_name_are_both_named(status: partial[CaseStatus]) -> None:
    with pytest.raises(Ambiguous) as raised:
        status("Maria")

    assert [option.split(" (")[0] for option in raised.value.options] == ["Maria Rossi", "Maria Santos"]


def test_two_open_cases_of_a_client_are_both_named(status: partial[CaseStatus]) -> None:
    with pytest.raises(Ambiguous) as raised:
        status("Luca Bianchi")

    assert set(raised.value.options) == {
        "CASE-1003 (Luca Bianchi, PT PMA set-up)",
        "CASE-1004 (Luca Bianchi, E28A investor KITAS)",
    }


@pytest.mark.parametrize("said", ["CASE-9999", "Nobody"])
def test_an_unknown_case_is_not_found(status: partial[CaseStatus], said: str) -> None:
    with pytest.raises(NotFound, match=said):
        status(said)


def test_a_client_without_a_case_is_told_so(status: partial[CaseStatus]) -> None:
    with pytest.raises(NotFound, match=r"Carlos Ortega \(CL-0021\) has no case"):
        status("Carlos Ortega")


def opened(office: Office, client: str, service: str, notes: str | None = None, key: str = "") -> CaseStatus:
    return case_open(context(office.cases, key=key), client, service, notes, clients=office.clients)


def updated(office: Office, case: str, key: str = "", **change) -> CaseStatus:
    return case_update(context(office.cases, key=key), case, **change, clients=office.clients)


def test_a_case_opens_at_the_documents_with_nobody_assigned(office: Office) -> None:
    case = opened(office, "Carlos Ortega", "remote worker visa", "in a hurry")

    assert (case.number, case.client, case.service) == ("CASE-1021", "Carlos Ortega", "E33G remote worker KITAS")
    assert (case.stage, case.responsible) == ("documents", None)
    assert [(note.day, note.text, note.author) for note in case.notes] == [(NOW.date(), "in a hurry", "ayu")]


@pytest.mark.parametrize(
    ("client", "service", "error"),
    [("Maria", "E23", Ambiguous), ("Nobody At All", "E23", NotFound), ("Maria Rossi", "helicopter flight", NotFound)],
)
def test_client_and_service_of_a_case_must_be_clear(office: Office, client: str, service: str, error: type) -> None:
    with pytest.raises(error):
        opened(office, client, service)


def test_a_repeated_call_opens_one_case(office: Office) -> None:
    assert opened(office, "Carlos Ortega", "E23", "x", key="k") == opened(office, "Carlos Ortega", "E23", "x", key="k")


def test_stage_and_note_change_together_and_the_note_says_who_and_when(office: Office) -> None:
    case = updated(office, "Anna Kowalska", stage="approved", note=" e-visa issued ")

    assert (case.number, case.stage, case.changed) == ("CASE-1014", "approved", NOW.date())
    assert [(note.text, note.author) for note in case.notes[:2]] == [
        ("e-visa issued", "ayu"),
        ("RPTKA approved; visa application lodged", None),
    ]


def test_a_note_leaves_the_stage_alone_and_a_stage_the_notes(office: Office) -> None:
    assert updated(office, "1001", note="photo is missing").stage == "submitted"
    assert len(updated(office, "1001", stage="approved").notes) == 3


def test_a_repeated_update_notes_once(office: Office) -> None:
    assert updated(office, "1001", note="x", key="k") == updated(office, "1001", note="x", key="k")


@pytest.mark.parametrize("change", [{}, {"note": "  "}])
def test_an_update_of_nothing_is_refused(office: Office, change: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest, match="give its new stage, a note, or both"):
        updated(office, "CASE-1001", **change)


@pytest.mark.parametrize("handler", [case_open, case_update, case_status], ids=lambda h: h.__name__)
def test_every_example_works_on_the_demo(office: Office, handler) -> None:
    for args in spoken(handler):
        assert handler(context(office.cases), **args, clients=office.clients).number.startswith("CASE-")
