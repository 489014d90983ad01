"""How far the demo tenant's leads have come."""

import pytest

from handlers.analytics.funnel import FunnelStep, funnel
from handlers.business.client import client_create
from tests.support.contexts import context
from tests.support.examples import spoken
from tests.support.office import Office


def people(office: Office, period: str) -> list[int]:
    return [step.people for step in funnel(context(office.figures), period).steps]


def test_who_reached_a_stage_had_reached_those_before(office: Office) -> None:
    assert people(office, "month") == [8, 6, 4, 2]


def test_shares_are_of_all_and_of_the_stage_before(office: Office) -> None:
    assert funnel(context(office.figures), "month").steps[2] == FunnelStep(
        stage="quoted", people=4, of_all=50.0, of_previous=66.7
    )


def test_a_client_who_was_never_a_lead_came_all_the_way(office: Office) -> None:
    before = people(office, "today")
    client_create(context(office.clients), "Oliver Grant")

    assert people(office, "today") == [count + 1 for count in before]


def test_without_a_lead_there_are_no_shares(office: Office) -> None:
    empty = context(office.figures, now=context(None).now.replace(year=2030))

    assert [(step.people, step.of_all) for step in funnel(empty, "today").steps] == [(0, None)] * 4


@pytest.mark.parametrize("args", spoken(funnel))
def test_every_example_has_leads(office: Office, args) -> None:
    assert funnel(context(office.figures), **args).steps[0].people > 0
