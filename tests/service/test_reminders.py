"""The alarm clock, on a clock that the test turns."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest
from sqlalchemy.exc import OperationalError

from handlers.assistance.reminder import ReminderRequest
from handlers.backends.local.database import Database
from handlers.backends.local.reminders import DueReminder, LocalReminders
from service.engine.in_process import InProcessBus
from service.reminders import LONGEST_SLEEP, AlarmClock, channel_of
from tests.support.contexts import NOW


class Night:
    """A clock that stands still until somebody sleeps. Ends the run after some sleeps."""

    def __init__(self, sleeps: int) -> None:
        self.now = NOW
        self.slept: list[float] = []
        self._sleeps = sleeps

    def time(self) -> dt.datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += dt.timedelta(seconds=seconds)
        if len(self.slept) == self._sleeps:
            raise asyncio.CancelledError


async def run_for(sleeps: int, reminders: LocalReminders, bus: InProcessBus) -> Night:
    night = Night(sleeps)
    with pytest.raises(asyncio.CancelledError):
        await AlarmClock(reminders, bus, now=night.time, sleep=night.sleep).run()
    return night


@asynccontextmanager
async def heard(bus: InProcessBus, tenant: str = "bali") -> AsyncIterator[list[dict[str, object]]]:
    """The notices on a tenant's channel, as they have come when the block ends."""
    notices: list[dict[str, object]] = []
    async with bus.subscribe(channel_of(tenant)) as messages:
        yield notices
        await bus.publish(channel_of(tenant), b"null")
        async for message in messages:
            notice = orjson.loads(message or b"null")
            if notice is None:
                return
            notices.append(notice)


def remind(reminders: LocalReminders, text: str, *, seconds: float, tenant: str = "bali") -> None:
    at = NOW + dt.timedelta(seconds=seconds)
    reminders.add(tenant, ReminderRequest(owner="ayu", text=text, at=at, conversation_id="c-1"), "")


async def test_a_reminder_fires_when_its_time_has_come_and_not_before(sqlite: Database) -> None:
    reminders, bus = LocalReminders(sqlite), InProcessBus()
    remind(reminders, "pay the rent", seconds=7)

    async with heard(bus) as early:
        night = await run_for(2, reminders, bus)
    assert night.slept == [LONGEST_SLEEP, 2.0]
    assert early == []

    async with heard(bus) as notices:
        await AlarmClock(reminders, bus, now=night.time).fire_due()
    assert notices == [
        {
            "type": "reminder.fired",
            "reminder": "REM-1",
            "owner": "ayu",
            "text": "pay the rent",
            "at": "2026-11-21T02:00:07+00:00",
            "conversation_id": "c-1",
        }
    ]


async def test_what_came_due_while_the_service_was_down_fires_at_the_start(sqlite: Database) -> None:
    reminders, bus = LocalReminders(sqlite), InProcessBus()
    remind(reminders, "second", seconds=-60)
    remind(reminders, "first", seconds=-3600)

    async with heard(bus) as notices:
        await run_for(1, reminders, bus)

    assert [notice["text"] for notice in notices] == ["first", "second"]


async def test_two_services_on_one_database_fire_a_reminder_once(database: Database) -> None:
    bus = InProcessBus()
    for number in range(10):
        remind(LocalReminders(database), str(number), seconds=-number)

    async with heard(bus) as notices:
        await asyncio.gather(*(run_for(1, LocalReminders(database), bus) for _ in range(2)))

    assert sorted(str(notice["text"]) for notice in notices) == [str(number) for number in range(10)]


async def test_a_tenant_hears_its_own_reminders_alone(sqlite: Database) -> None:
    reminders, bus = LocalReminders(sqlite), InProcessBus()
    remind(reminders, "ours", seconds=-1, tenant="bali")
    remind(reminders, "theirs", seconds=-1, tenant="lombok")

    async with heard(bus) as notices:
        await run_for(1, reminders, bus)

    assert [notice["text"] for notice in notices] == ["ours"]


async def test_a_database_that_is_away_for_a_while_delays_reminders_and_loses_none() -> None:
    due = DueReminder("bali", "REM-1", "ayu", "pay the rent", NOW, None)

    class AwayAtFirst:
        """Fails once, as a database that restarts, and then has one reminder."""

        def __init__(self) -> None:
            self._answers: list[list[DueReminder] | OperationalError] = [
                OperationalError("UPDATE", None, ConnectionError("restarting")),
                [due],
                [],
            ]

        def next_at(self) -> dt.datetime | None:
            return None

        def take_due(self, now: dt.datetime) -> list[DueReminder]:
            answer = self._answers.pop(0)
            if isinstance(answer, OperationalError):
                raise answer
            return answer

    bus, night = InProcessBus(), Night(2)
    async with heard(bus) as notices:
        with pytest.raises(asyncio.CancelledError):
            await AlarmClock(AwayAtFirst(), bus, now=night.time, sleep=night.sleep).run()

    assert [notice["text"] for notice in notices] == ["pay the rent"]
    assert night.slept == [LONGEST_SLEEP, LONGEST_SLEEP]
