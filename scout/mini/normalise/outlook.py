"""Which day is meant where year, month or week are left out: the next such day, or the last one gone by."""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

YEARS = 9
"""How far to look for a day that not every year has: 29 February comes back within eight years."""

MONTHS = 12
WEEK = 7


@dataclass(frozen=True, slots=True)
class Outlook:
    """A person's view from `today`: ahead, or `back`."""

    today: dt.date
    back: bool = False

    def yearly(self, month: int, day: int) -> dt.date | None:
        """The day of a year: `3 December`. Today counts."""
        step = -1 if self.back else 1
        days = (written_day(self.today.year + step * years, month, day) for years in range(YEARS))
        return next((found for found in days if found and self._lies_there(found)), None)

    def monthly(self, day: int) -> dt.date | None:
        """The day of a month: `the 27th`. Today counts."""
        step = -1 if self.back else 1
        firsts = (months_later(self.today.replace(day=1), step * months) for months in range(MONTHS))
        days = (written_day(first.year, first.month, day) for first in firsts)
        return next((found for found in days if found and self._lies_there(found)), None)

    def weekly(self, weekday: int, *, this: bool = False) -> dt.date:
        """The day of a week: the next or the last one; with `this` it may be today."""
        if self.back:
            return self.today - dt.timedelta(days=(self.today.weekday() - weekday) % WEEK or WEEK)
        ahead = (weekday - self.today.weekday()) % WEEK
        return self.today + dt.timedelta(days=ahead if ahead or this else WEEK)

    def in_week(self, weekday: int, weeks: int) -> dt.date:
        """The weekday of the week that is `weeks` from this one. Weeks begin on Mondays."""
        return self.today + dt.timedelta(days=weekday - self.today.weekday() + WEEK * weeks)

    def _lies_there(self, day: dt.date) -> bool:
        return day <= self.today if self.back else day >= self.today


def written_day(year: int, month: int, day: int) -> dt.date | None:
    """The date, if there is one."""
    exists = 1 <= year <= 9999 and 1 <= month <= MONTHS and 1 <= day <= monthrange(year, month)[1]
    return dt.date(year, month, day) if exists else None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or the last day of a shorter one. `months` may be negative."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
