"""How long something lasts (`an hour and a half` is PT1H30M), and stays counted in days (`two weeks` is 14)."""

from collections.abc import Mapping, Sequence
from typing import Any

from training_data_gen.slots.days import span
from training_data_gen.slots.numerals import spelled
from training_data_gen.slots.setting import Filled, Generator, Setting
from training_data_gen.slots.vocabulary import table

USUAL = (15, 30, 30, 45, 45, 60, 60, 60, 90, 90, 120, 120, 150, 180, 210)
"""The lengths of meetings, in minutes."""

DAY = 1440


def duration(setting: Setting) -> Filled:
    minutes, surface = written_length(setting)
    return Filled(surface, iso(minutes))


def written_length(setting: Setting, *, longest: int = 3 * DAY) -> tuple[int, str]:
    """A length in minutes and its words; a day or more is rare."""
    minutes = setting.weighted(
        [
            (70, setting.pick(USUAL)),
            (20, 5 * setting.rng.randint(1, 48)),
            (6, 60 * setting.rng.randint(3, 10)),
            (4, DAY * setting.rng.randint(1, 3)),
        ]
    )
    if minutes > longest:
        return written_length(setting, longest=longest)
    surface = setting.pick(_forms(setting, minutes))
    return minutes, surface.upper() if surface.endswith("h") and setting.chance(0.1) else surface


def iso(minutes: int) -> str:
    """`PT1H30M`, `P2D`."""
    days, rest = divmod(minutes, DAY)
    hours, rest = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")


def days_count(setting: Setting) -> Filled:
    """A stay: `12 days`, `two weeks`."""
    unit, size, most = setting.weighted([(7, ("day", 1, 120)), (3, ("week", 7, 8))])
    count = setting.rng.randint(2 if unit == "day" else 1, setting.pick([12, most]) if unit == "day" else most)
    return Filled(span(setting, unit, count), count * size)


def _forms(setting: Setting, minutes: int) -> Sequence[str]:
    forms: Mapping[str, Any] = table("durations")[setting.language]
    fixed: Sequence[str] = forms["fixed"].get(minutes, ())
    if fixed and (minutes >= DAY or setting.chance(0.6)):
        return fixed
    hours, rest = divmod(minutes, 60)
    kind = "minutes" if hours == 0 or (minutes <= 120 and setting.chance(0.4)) else "both" if rest else "hours"
    if kind == "hours" and hours == 1:
        return forms["fixed"][60]
    words = {
        "n": str(minutes),
        "h": str(hours),
        "m": str(rest),
        "mm": f"{rest:02}",
        "spelled": spelled(minutes, setting.language),
        "hspelled": spelled(hours, setting.language),
        "hourwords": forms["hourwords"].get(hours, forms["hourwords"]["more"]).format(h=hours),
    }
    return [form.format_map(words) for form in forms[kind]]


DURATIONS: Mapping[str, Generator] = {"duration": duration, "days_count": days_count}
