"""Who handles what, and who looks after whom."""

import pytest

from handlers.assistance.team import Assignment, team_assign, team_find
from handlers.business.case import case_status
from handlers.business.client import client_find
from handlers.errors import Ambiguous, NotFound
from tests.support.contexts import context
from tests.support.examples import spoken
from tests.support.office import Office


def found(office: Office, query: str) -> list[str]:
    return [member.name for member in team_find(context(office.team), query).members]


def assign(office: Office, member: str, case: str, key: str = "") -> Assignment:
    return team_assign(context(office.team, key=key), member, case, cases=office.cases, clients=office.clients)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("Ketut", ["I Ketut Suardana"]),
        ("tax", ["Rina Wulandari"]),
        ("who does the taxes", ["Rina Wulandari"]),
        ("pajak", ["Rina Wulandari"]),
        ("ngurus pajak perusahaan?", ["I Ketut Suardana", "Rina Wulandari"]),
        ("dichiarazione dei redditi", ["Rina Wulandari"]),
        ("fatture", ["Sari Kusuma"]),
        ("yang ngurus gaji", ["Sari Kusuma"]),
        ("accountant", ["Sari Kusuma"]),
        ("direttore", ["Daniel Hartono"]),
        ("marchio", ["Andi Wijaya"]),
        ("sewa tanah", ["Andi Wijaya"]),
        ("permesso di soggiorno", ["Ni Kadek Ayu Pratiwi"]),
        ("biometrik", ["Putu Agus Mahendra"]),
        ("clienti italiani", ["Francesca Moretti"]),
    ],
)
def test_a_member_is_found_by_name_role_or_subject_in_three_languages(office, query: str, names: list[str]) -> None:
    assert set(names) <= set(found(office, query))
    assert len(found(office, query)) <= len(names) + 1


@pytest.mark.parametrize("query", ["asuransi", "astronomy", ""])
def test_a_subject_that_nobody_handles_is_told_with_those_that_are(office: Office, query: str) -> None:
    with pytest.raises(NotFound, match=r"The team handles: visa, KITAS"):
        found(office, query)


def test_a_case_that_is_assigned_shows_who_handles_it(office: Office) -> None:
    assert assign(office, "Agus", "CASE-1002") == Assignment(
        member="Putu Agus Mahendra", client="Maria Santos", cases=("CASE-1002",)
    )

    status = case_status(context(office.cases), "CASE-1002", clients=office.clients)
    assert status.responsible == "Putu Agus Mahendra"


def test_a_client_is_assigned_with_the_open_cases(office: Office) -> None:
    assigned = assign(office, "Francesca", "Luca Bianchi")

    assert (assigned.client, set(assigned.cases)) == ("Luca Bianchi", {"CASE-1003", "CASE-1004"})
    assert client_find(context(office.clients), "Luca Bianchi").responsible == "Francesca Moretti"


def test_a_closed_case_stays_with_who_closed_it(office: Office) -> None:
    assert assign(office, "Francesca", "James Walker").cases == ("CASE-1011",)

    status = case_status(context(office.cases), "CASE-1010", clients=office.clients)
    assert status.responsible == "Ni Kadek Ayu Pratiwi"


def test_the_latest_assignment_of_a_client_counts(office: Office) -> None:
    assign(office, "Francesca", "Chloé Martin")
    assign(office, "Rina", "Chloé Martin")

    assert client_find(context(office.clients), "Chloé Martin").responsible == "Rina Wulandari"


def test_assigning_a_case_leaves_the_client_as_it_was(office: Office) -> None:
    assign(office, "Agus", "CASE-1002")

    assert client_find(context(office.clients), "Maria Santos").responsible is None


@pytest.mark.parametrize(
    ("member", "case", "error"),
    [("Bayu", "CASE-1002", NotFound), ("Agus", "Nobody At All", NotFound), ("Agus", "Maria", Ambiguous)],
)
def test_both_must_be_known_and_clear(office: Office, member: str, case: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        assign(office, member, case)


def test_every_example_works_on_the_demo(office: Office) -> None:
    for args in spoken(team_find):
        assert team_find(context(office.team), **args).members
    for args in spoken(team_assign):
        assert assign(office, **args).member
