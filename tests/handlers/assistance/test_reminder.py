"""Setting, listing and cancelling reminders."""

import datetime as dt

import pytest
from pydantic import ValidationError

from handlers.assistance import reminder
from handlers.assistance.reminder import ReminderRequest, reminder_cancel, reminder_create, reminder_list
from handlers.backends.local.database import Database
from handlers.backends.local.reminders import LocalReminders
from handlers.discovery import Discovered
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.registry import build
from tests.support.contexts import NOW, context
from tests.support.examples import spoken
from tests.support.office import Office

TOMORROW = NOW + dt.timedelta(days=1)


def test_a_reminder_gets_a_number_and_its_time_in_the_persons_zone(sqlite: Database) -> None:
    said_in_utc = TOMORROW.astimezone(dt.UTC)

    created = reminder_create(context(LocalReminders(sqlite)), " pay the rent ", said_in_utc)

    assert (created.number, created.text) == ("REM-1", "pay the rent")
    assert created.at.isoformat() == "2026-11-22T10:00:00+08:00"


@pytest.mark.parametrize("at", [NOW, NOW - dt.timedelta(minutes=1)])
def test_a_time_that_has_passed_is_refused(sqlite: Database, at: dt.datetime) -> None:
    with pytest.raises(InvalidRequest, match="has passed"):
        reminder_create(context(LocalReminders(sqlite)), "pay the rent", at)


def test_a_reminder_of_nothing_is_refused(sqlite: Database) -> None:
    with pytest.raises(InvalidRequest, match="text is empty"):
        reminder_create(context(LocalReminders(sqlite)), "  ", TOMORROW)


def test_a_repeated_call_sets_one_reminder(sqlite: Database) -> None:
    ctx = context(LocalReminders(sqlite), key="turn-1/call-1")

    assert reminder_create(ctx, "pay the rent", TOMORROW) == reminder_create(ctx, "pay the rent", TOMORROW)


def test_a_time_without_an_offset_never_reaches_the_handler() -> None:
    registry, faults = build([Discovered(reminder, False)])
    assert not faults

    with pytest.raises(ValidationError, match="timezone"):
        registry["reminder.create"].parse({"text": "pay the rent", "at": "2026-12-01T08:30:00"})


def test_pending_reminders_come_with_the_next_one_first_in_the_persons_zone(office: Office) -> None:
    listed = reminder_list(context(office.reminders))

    assert [reminder.number for reminder in listed.reminders] == ["REM-1", "REM-2", "REM-3", "REM-5", "REM-6", "REM-4"]
    assert (listed.count, listed.reminders[0].at.isoformat()) == (6, "2026-11-22T09:00:00+08:00")


def test_reminders_up_to_a_day_include_that_day(office: Office) -> None:
    listed = reminder_list(context(office.reminders), TOMORROW.date() + dt.timedelta(days=1))

    assert [reminder.number for reminder in listed.reminders] == ["REM-1", "REM-2"]


def test_the_reminders_of_others_and_those_that_fired_are_not_listed(sqlite: Database) -> None:
    reminders = LocalReminders(sqlite)
    reminders.add("bali", ReminderRequest(owner="rina", text="somebody else's", at=TOMORROW), "")
    reminders.add("bali", ReminderRequest(owner="ayu", text="fired", at=NOW), "")
    reminders.take_due(NOW)

    assert reminder_list(context(reminders)).reminders == ()
    with pytest.raises(NotFound):
        reminder_cancel(context(reminders), "somebody else's")


@pytest.mark.parametrize("said", ["REM-4", "reminder 4", "the internet contract reminder", "office internet"])
def test_a_reminder_that_is_cancelled_is_gone(office: Office, said: str) -> None:
    cancelled = reminder_cancel(context(office.reminders), said)

    assert (cancelled.number, cancelled.text) == ("REM-4", "Renew the office internet contract")
    assert "REM-4" not in [reminder.number for reminder in reminder_list(context(office.reminders)).reminders]


def test_of_two_reminders_that_fit_the_person_chooses(office: Office) -> None:
    with pytest.raises(Ambiguous) as asked:
        reminder_cancel(context(office.reminders), "the office")

    assert len(asked.value.options) == 2


def test_an_unknown_reminder_names_the_nearest(office: Office) -> None:
    with pytest.raises(NotFound, match="The nearest: Call the notary"):
        reminder_cancel(context(office.reminders), "call the notary about the villa")


def test_every_example_works_on_the_demo(office: Office) -> None:
    for args in spoken(reminder_list):
        assert reminder_list(context(office.reminders), **args).count > 0
    for args in spoken(reminder_cancel):
        assert reminder_cancel(context(office.reminders), **args).number
