"""Fires reminders: when the time of one has come, those who listen to the tenant's channel hear of it."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError

from handlers.backends.local.reminders import DueReminder
from service.engine.conversations import channel_of
from service.engine.ports import Bus

log = structlog.get_logger(__name__)

LONGEST_SLEEP = 5.0
"""Seconds. A reminder that was set meanwhile, perhaps by another process, fires at most so late."""


class DueReminders(Protocol):
    """The reminders of all tenants, as the one who fires them needs them. Blocking."""

    def next_at(self) -> dt.datetime | None: ...

    def take_due(self, now: dt.datetime) -> Sequence[DueReminder]:
        """Mark those that are due as fired, and give each to one caller only."""
        ...


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class AlarmClock:
    """Sleeps until the next reminder is due, and fires it. Those that came due while nobody watched fire at once."""

    def __init__(
        self,
        reminders: DueReminders,
        bus: Bus,
        *,
        now: Callable[[], dt.datetime] = _utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._reminders = reminders
        self._bus = bus
        self._now = now
        self._sleep = sleep

    async def run(self) -> None:
        """Until it is cancelled. A database that is down is told in the log, and tried again."""
        while True:
            try:
                await self.fire_due()
                seconds = await self._seconds_to_next()
            except SQLAlchemyError as error:
                log.warning("reminders.delayed", error=type(error).__name__, retry_s=LONGEST_SLEEP)
                seconds = LONGEST_SLEEP
            await self._sleep(seconds)

    async def fire_due(self) -> None:
        """Fire what is due now. Each reminder is published once at most, whichever process is first."""
        for due in await asyncio.to_thread(self._reminders.take_due, self._now()):
            await self._bus.publish(channel_of(due.tenant), _notice(due))

    async def _seconds_to_next(self) -> float:
        at = await asyncio.to_thread(self._reminders.next_at)
        if at is None:
            return LONGEST_SLEEP
        return min(max((at - self._now()).total_seconds(), 0.0), LONGEST_SLEEP)


def _notice(due: DueReminder) -> bytes:
    return orjson.dumps(
        {
            "type": "reminder.fired",
            "reminder": due.number,
            "owner": due.owner,
            "text": due.text,
            "at": due.at,
            "conversation_id": due.conversation_id,
        }
    )
