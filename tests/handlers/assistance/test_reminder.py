"""Setting a reminder."""

import datetime as dt

import pytest
from pydantic import ValidationError

from handlers.assistance import reminder
from handlers.assistance.reminder import reminder_create
from handlers.backends.local.database import Database
from handlers.backends.local.reminders import LocalReminders
from handlers.discovery import Discovered
from handlers.errors import InvalidRequest
from handlers.registry import build
from tests.support.contexts import NOW, context

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
