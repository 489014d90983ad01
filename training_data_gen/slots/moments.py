"""Days with a time of day, and times from now; the value is the ISO time with the offset of the person's zone."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from training_data_gen.slots.days import coming_day, names
from training_data_gen.slots.durations import DAY, written_length
from training_data_gen.slots.numerals import spelled
from training_data_gen.slots.setting import Filled, Generator, Setting
from training_data_gen.slots.vocabulary import table

DAYNAMES = {
    "id": ((0, "pagi"), (11, "siang"), (15, "sore"), (18, "malam")),
    "it": ((0, "di mattina"), (12, ""), (13, "del pomeriggio"), (18, "di sera")),
}
"""What is said after an hour of twelve, and from which hour on."""

MORNING = 9
"""The hour that is meant where only the day is said."""

CERTAIN = 8
"""The first hour that nobody takes for one of the evening."""

Written = tuple[str, dt.datetime]


def moment(setting: Setting) -> Filled:
    family = setting.weighted(
        [
            (54, _on_a_day),
            (12, _in_a_part),
            (9, _today),
            (13, _from_now),
            (4, _stamp),
            (4, _part_alone),
            (4, _day_alone),
        ]
    )
    surface, at = family(setting)
    return Filled(surface, at.isoformat())


def _on_a_day(setting: Setting) -> Written:
    day, date = coming_day(setting, after_today=True)
    hour, minute = _working_time(setting)
    clock, bare = _clock(setting, hour, minute)
    joined = setting.pick(_forms(setting)["joined_bare" if bare else "joined"])
    return joined.format(day=day, clock=clock), _at(setting, date, hour, minute)


def _in_a_part(setting: Setting) -> Written:
    """`tomorrow morning at 9`, `stasera alle 8`."""
    today = setting.chance(0.5)
    part = setting.pick(_forms(setting)["parts"])
    hour, minute = setting.rng.randint(part["from"], part["to"]), setting.pick([0, 0, 0, 30])
    later = dt.time(hour, minute) > setting.now.time()
    if today and later:
        words, form, date = part["today"], "part_today", setting.today
        day = ""
    else:
        day, date = _near(setting)
        words, form = part["other"], "part_joined"
    said = setting.pick(words)
    hour12 = hour % 12 or 12
    written = str(hour12) if not minute else f"{hour12}:{minute:02}"
    clock = {"en": written, "id": f"jam {written}", "it": f"alle {written}"}[setting.language]
    surface = setting.pick(_forms(setting)[form]).format(day=day, part=said, clock=clock)
    return _elided(surface), _at(setting, date, hour, minute)


def _today(setting: Setting) -> Written:
    """A time alone: later today, written so that morning and afternoon are told apart."""
    hour, minute = _working_time(setting)
    if dt.time(hour, minute) <= setting.now.time():
        return _on_a_day(setting)
    clock, _ = _clock(setting, hour, minute, plain=False)
    return setting.pick(_forms(setting)["alone"]).format(clock=clock), _at(setting, setting.today, hour, minute)


def _from_now(setting: Setting) -> Written:
    minutes, span = written_length(setting, longest=DAY - 1)
    at = (setting.now + dt.timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return setting.pick(_forms(setting)["in"]).format(span=span), at


def _stamp(setting: Setting) -> Written:
    date = setting.today + dt.timedelta(days=setting.rng.randint(1, 90))
    hour, minute = _working_time(setting)
    words = names(date, setting.language) | {"hh": f"{hour:02}", "min": f"{minute:02}"}
    return setting.pick(_forms(setting)["stamp"]).format_map(words), _at(setting, date, hour, minute)


def _part_alone(setting: Setting) -> Written:
    """`tomorrow morning`: at the hour that the part stands for."""
    day, date = _near(setting)
    part = setting.pick(_forms(setting)["parts"])
    surface = setting.pick(_forms(setting)["part_alone"]).format(day=day, part=part["other"][0])
    return surface, _at(setting, date, part["usual"], 0)


def _day_alone(setting: Setting) -> Written:
    day, date = coming_day(setting, after_today=True)
    return day, _at(setting, date, MORNING, 0)


def _near(setting: Setting) -> tuple[str, dt.date]:
    """Tomorrow or a weekday: the days of which people name the part."""
    date = setting.today + dt.timedelta(days=setting.pick([1, 1, 1, 2, 3, 4, 5, 6]))
    tomorrow = {"en": "tomorrow", "id": "besok", "it": "domani"}[setting.language]
    if date == setting.today + dt.timedelta(days=1) and setting.chance(0.8):
        return tomorrow, date
    weekday = names(date, setting.language)["weekday"]
    return weekday.lower() if setting.chance(0.4) else weekday, date


def _working_time(setting: Setting) -> tuple[int, int]:
    hour = setting.weighted([(8, setting.rng.randint(8, 17)), (2, setting.rng.randint(6, 21))])
    return hour, setting.pick([0, 0, 0, 0, 30, 30, 15, 45, 5 * setting.rng.randint(0, 11)])


def _clock(setting: Setting, hour: int, minute: int, *, plain: bool = True) -> tuple[str, bool]:
    """The words of a time and whether they need an "at" to be a time. Not `plain`: tells morning from afternoon."""
    forms = _forms(setting)
    if (hour, minute) == (12, 0) and setting.chance(0.4):
        return setting.pick(forms["noon"]), False
    # Without am and pm "at 3" is the afternoon and "at 9" the morning; 6 to 8 would be either.
    clear = 9 <= hour <= 11 or 13 <= hour <= 17
    twelve = setting.language != "en" or (plain and clear)
    key = "with_minutes" if minute else "on_the_hour"
    if twelve and setting.chance(0.4):
        key = {0: "bare", 30: "bare_half", 15: "bare_quarter", 45: "bare_three_quarters"}.get(minute, "bare_minutes")
        key = "bare_minutes" if minute and setting.chance(0.5) else key
    said = setting.pick(forms[key]).format_map(_clock_words(setting, hour, minute)).strip()
    return _elided(said), key.startswith("bare")


def _elided(said: str) -> str:
    """Italian has one o'clock in the singular: `all'una`, `all'1`."""
    return re.sub(r"\balle uno\b", "all'una", re.sub(r"\balle 1(?!\d)", "all'1", said))


def _clock_words(setting: Setting, hour: int, minute: int) -> Mapping[str, str]:
    half = "a" if hour < 12 else "p"
    parts: Sequence[tuple[int, str]] = DAYNAMES.get(setting.language, ((0, ""),))
    hour12, following = hour % 12 or 12, (hour + 1) % 12 or 12
    return {
        # "alle 6" alone could be the evening; "alle 06" is not.
        "h": str(hour) if hour >= CERTAIN else f"{hour:02}",
        "hh": f"{hour:02}",
        "mm": f"{minute:02}",
        "h12": str(hour12),
        "h12next": str(following),
        "ap": f"{half}m",
        "AP": f"{half.upper()}M",
        "a_p": f"{half}.m.",
        "h12spelled": spelled(hour12, setting.language),
        "dayname": [name for start, name in parts if hour >= start][-1],
    }


def _forms(setting: Setting) -> Mapping[str, Any]:
    return table("moments")[setting.language]


def _at(setting: Setting, date: dt.date, hour: int, minute: int) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(hour, minute), setting.now.tzinfo)


MOMENTS: Mapping[str, Generator] = {"moment": moment}
