"""How a case is going, in the records of the demo tenant."""

import datetime as dt
from functools import partial

import pytest

from handlers.backends.local.cases import LocalCases
from handlers.backends.local.clients import LocalClients
from handlers.backends.local.database import Database
from handlers.backends.local.demo import seed
from handlers.business.case import CaseStatus, case_status
from handlers.errors import Ambiguous, NotFound
from tests.support.contexts import NOW, context


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
