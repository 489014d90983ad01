"""The team's tasks: added, listed by what presses most, ticked off."""

import datetime as dt
from functools import partial

import pytest

from handlers.assistance.task import Task, TaskList, task_complete, task_create, task_list
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from tests.support.contexts import NOW, context
from tests.support.examples import spoken
from tests.support.office import Office


def add(office: Office, title: str, key: str = "", **more) -> Task:
    return task_create(context(office.tasks, key=key), title, **more, team=office.team)


@pytest.fixture
def create(office: Office) -> partial[Task]:
    return partial(add, office)


@pytest.fixture
def listed(office: Office) -> partial[TaskList]:
    return partial(task_list, context(office.tasks), team=office.team)


@pytest.fixture
def complete(office: Office) -> partial[Task]:
    return partial(task_complete, context(office.tasks))


def test_a_task_has_a_number_an_assignee_and_a_priority(create: partial[Task]) -> None:
    task = create(" file the  LKPM ", assignee="Rina", due=dt.date(2026, 12, 10), priority="urgent")

    assert (task.title, task.number, task.status) == ("file the LKPM", "TASK-13", "open")
    assert (task.assignee, task.due, task.priority) == ("Rina Wulandari", dt.date(2026, 12, 10), "urgent")


def test_a_task_may_be_nobodys_and_is_of_normal_priority(create: partial[Task]) -> None:
    task = create("buy paper")

    assert (task.assignee, task.due, task.priority) == (None, None, "normal")


def test_an_assignee_may_be_named_by_role(create: partial[Task]) -> None:
    assert create("buy paper", assignee="the accountant").assignee == "Sari Kusuma"


def test_an_assignee_who_is_not_on_the_team_is_told_with_those_who_are(create: partial[Task]) -> None:
    with pytest.raises(NotFound, match="Nobody on the team fits 'Bayu'") as told:
        create("shred the forms", assignee="Bayu")

    assert "Rina Wulandari (tax consultant)" in told.value.options


@pytest.mark.parametrize(("title", "due"), [(" ", None), ("x" * 501, None), ("buy paper", dt.date(2026, 11, 20))])
def test_a_task_without_title_or_due_in_the_past_is_refused(create, title: str, due: dt.date | None) -> None:
    with pytest.raises(InvalidRequest):
        create(title, due=due)


def test_a_repeated_call_adds_one_task(create: partial[Task]) -> None:
    assert create("buy paper", key="k") == create("buy paper", key="k")


def test_what_is_to_be_done_is_listed_with_what_is_due_first(listed: partial[TaskList]) -> None:
    tasks = listed().tasks

    assert [task.number for task in tasks[:4]] == ["TASK-7", "TASK-2", "TASK-3", "TASK-5"]
    assert {task.status for task in tasks} == {"open", "overdue"}


def test_a_task_is_overdue_from_the_day_after_it_is_due(office: Office, listed: partial[TaskList]) -> None:
    tomorrow = context(office.tasks, now=NOW + dt.timedelta(days=1))

    assert [task.number for task in listed(status="overdue").tasks] == ["TASK-7", "TASK-2", "TASK-3"]
    assert [task.number for task in task_list(tomorrow, status="overdue", team=office.team).tasks] == [
        *("TASK-7", "TASK-2", "TASK-3"),
        "TASK-5",
    ]


def test_tasks_of_one_member_and_those_done(listed: partial[TaskList]) -> None:
    assert [task.number for task in listed("Ketut").tasks] == ["TASK-9", "TASK-6"]
    assert [task.number for task in listed(status="done").tasks] == ["TASK-12", "TASK-11", "TASK-10"]
    assert listed("Rina", "done").tasks[0].done_on == NOW.date() - dt.timedelta(days=9)


@pytest.mark.parametrize("said", ["TASK-2", "task 2", "2", "renew the domain name", "the domain task"])
def test_a_task_is_ticked_off_by_number_or_title(complete: partial[Task], said: str) -> None:
    task = complete(said)

    assert (task.number, task.status, task.done_on) == ("TASK-2", "done", NOW.date())


def test_a_task_that_was_done_keeps_its_day(complete: partial[Task]) -> None:
    assert complete("TASK-10").done_on == NOW.date() - dt.timedelta(days=18)


def test_of_two_tasks_that_fit_the_person_chooses(create: partial[Task], complete: partial[Task]) -> None:
    create("Chase the bank")

    with pytest.raises(Ambiguous) as asked:
        complete("chase")
    assert set(asked.value.options) == {"Chase the notary (TASK-9)", "Chase the bank (TASK-13)"}


@pytest.mark.parametrize("said", ["TASK-99", "water the plants"])
def test_an_unknown_task_is_not_found(complete: partial[Task], said: str) -> None:
    with pytest.raises(NotFound):
        complete(said)


@pytest.mark.parametrize("language", ["id", "it"])
def test_status_and_priority_are_in_the_persons_language(office: Office, language: str) -> None:
    task = task_list(context(office.tasks, language=language), team=office.team).tasks[0]

    assert (task.status, task.priority) == {"id": ("terlambat", "mendesak"), "it": ("in ritardo", "urgente")}[language]


def test_every_example_works_on_the_demo(office: Office) -> None:
    for args in spoken(task_create):
        assert task_create(context(office.tasks), **args, team=office.team).status == "open"
    for args in spoken(task_list):
        assert task_list(context(office.tasks), **args, team=office.team).count > 0
    for args in spoken(task_complete):
        assert task_complete(context(office.tasks), **args).status == "done"
