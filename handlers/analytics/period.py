"""The spans of time that figures are asked for."""

import datetime as dt
from typing import Literal

Period = Literal["today", "week", "month", "quarter", "year"]


def start_of(period: Period, now: dt.datetime) -> dt.datetime:
    """The first moment of the day, week (from Monday), month, quarter or year that `now` lies in, in its time zone."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    match period:
        case "today":
            return midnight
        case "week":
            return midnight - dt.timedelta(days=now.weekday())
        case "month":
            return midnight.replace(day=1)
        case "quarter":
            return midnight.replace(month=(now.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return midnight.replace(month=1, day=1)
