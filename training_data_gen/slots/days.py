"""Days to come and days gone by, in the many ways in which people write them; the value is the ISO date."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from babel import Locale

from training_data_gen.slots.numerals import day_of_month, spelled
from training_data_gen.slots.setting import Filled, Language, Setting
from training_data_gen.slots.vocabulary import table

Form = tuple[str, dt.date]
"""Words and the day that they mean."""

ENGLISH_ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
FEMININE = {"questo": "questa", "prossimo": "prossima", "scorso": "scorsa", "lo": "la", "il": "la"}
SUNDAY = 6
FAR_AHEAD = 300
FAR_BACK = 200


def day(setting: Setting) -> Filled:
    """Today or later."""
    return _filled(setting, _coming)


def past_day(setting: Setting) -> Filled:
    """Before today."""
    return _filled(setting, _gone)


def coming_day(setting: Setting, *, after_today: bool = False) -> Form:
    """A day to come and its words, for whoever puts a time to it."""
    while True:
        form = _written(setting, _coming)
        if not after_today or form[1] > setting.today:
            return form


def names(date: dt.date, language: Language) -> dict[str, str]:
    """The pieces of which a written day is made."""
    locale = Locale(language)
    weekday, month = locale.days["format"]["wide"][date.weekday()], locale.months["format"]["wide"][date.month]
    return {
        "weekday": weekday,
        "short_weekday": locale.days["format"]["abbreviated"][date.weekday()],
        "plain_weekday": weekday.replace("ì", "i"),
        "d": str(date.day),
        "dd": f"{date.day:02}",
        "m": str(date.month),
        "mm": f"{date.month:02}",
        "month": month,
        "mon": locale.months["format"]["abbreviated"][date.month].rstrip("."),
        "yyyy": str(date.year),
        "yy": f"{date.year % 100:02}",
        "ordinal": f"{date.day}{ENGLISH_ORDINALS.get(date.day, 'th')}",
        "spelled": day_of_month(date.day, language),
    }


def span(setting: Setting, unit: str, count: int) -> str:
    """`3 days`, `due settimane`, `seminggu`."""
    words = table("days")[setting.language]
    if count == 1 and setting.chance(0.8):
        return setting.pick(words["one"][unit])
    figure = spelled(count, setting.language) if 1 < count <= 12 and setting.chance(0.4) else str(count)
    return f"{figure} {words['units'][unit][count > 1]}"


def _filled(setting: Setting, family: Callable[[Setting], Form]) -> Filled:
    surface, date = _written(setting, family)
    return Filled(surface, date.isoformat())


def _written(setting: Setting, family: Callable[[Setting], Form]) -> Form:
    surface, date = family(setting)
    return (surface.lower() if setting.chance(0.35) else surface), date


def _form(setting: Setting, key: str, date: dt.date, **extra: str) -> Form:
    forms: Sequence[str] = table("days")[setting.language][key]
    if setting.language == "id" and date.weekday() == SUNDAY and key.startswith("weekday"):
        # "minggu depan" is next week; of Sundays people say "hari Minggu depan".
        forms = [form for form in forms if form.lower().startswith("hari")]
    said = setting.pick(forms).format_map(names(date, setting.language) | extra)
    return (_agreed(said) if setting.language == "it" else said), date


def _agreed(said: str) -> str:
    """Italian articles and genders: `l'8 dicembre`, `domenica prossima`."""
    said = re.sub(r"\bil (?=8|11|otto|undici)", "l'", said)
    return re.sub(r"\w+", lambda word: FEMININE.get(word[0], word[0]), said) if "domenica" in said else said


def _offset(setting: Setting, days: int) -> Form:
    forms: Mapping[int, Sequence[str]] = table("days")[setting.language]["offsets"]
    return setting.pick(forms[days]), setting.today + dt.timedelta(days=days)


def _weekday(setting: Setting) -> Form:
    """One of the next six days; "this" and "next" where everybody means the same day by them."""
    date = setting.today + dt.timedelta(days=setting.rng.randint(1, 6))
    near = date.isocalendar().week == setting.today.isocalendar().week
    return _form(setting, setting.pick(["weekday", "weekday_this_week" if near else "weekday_next_week"]), date)


def _past_weekday(setting: Setting) -> Form:
    date = setting.today - dt.timedelta(days=setting.rng.randint(1, 6))
    near = date.isocalendar().week == setting.today.isocalendar().week
    return _form(setting, "weekday_past" if near or setting.chance(0.5) else "weekday_last_week", date)


def _counted(setting: Setting, sign: int) -> Form:
    """`in 3 days`, `due settimane fa`. Months only where the day of the month exists in each of them."""
    key = "counted" if sign > 0 else "ago"
    unit, most, days = setting.weighted([(6, ("day", 12, 1)), (3, ("week", 6, 7)), (1, ("month", 6, 0))])
    count = setting.rng.randint(2 if unit == "day" else 1, most)
    if unit == "day" and setting.chance(0.15):
        count = setting.pick([14, 15, 20, 30, 45, 60, 90])
    if days:
        date = setting.today + dt.timedelta(days=sign * count * days)
    else:
        year, month = divmod(setting.today.year * 12 + setting.today.month - 1 + sign * count, 12)
        date = dt.date(year, month + 1, min(setting.today.day, monthrange(year, month + 1)[1]))
    return _form(setting, key, date, span=span(setting, unit, count))


def _of_month(setting: Setting, sign: int) -> Form:
    """`tgl 27`: the next such day, or the last one gone by; within four weeks there is but one."""
    return _form(setting, "of_month", setting.today + dt.timedelta(days=sign * setting.rng.randint(1, 27)))


def _dated(setting: Setting, key: str, sign: int) -> Form:
    far = setting.pick([14, 60, FAR_AHEAD if sign > 0 else FAR_BACK])
    return _form(setting, key, setting.today + dt.timedelta(days=sign * setting.rng.randint(1, far)))


def _week(setting: Setting, sign: int) -> Form:
    return _form(setting, "next_week" if sign > 0 else "last_week", setting.today + dt.timedelta(days=7 * sign))


def _month_edge(setting: Setting, sign: int) -> Form:
    """The end of this month, or its beginning for who looks back."""
    last = monthrange(setting.today.year, setting.today.month)[1]
    return _form(
        setting, "month_end" if sign > 0 else "month_start", setting.today.replace(day=last if sign > 0 else 1)
    )


def _coming(setting: Setting) -> Form:
    families: list[tuple[float, Callable[[Setting], Form]]] = [
        (20, lambda s: _offset(s, s.pick([0, 0, 1, 1, 1, 2]))),
        (18, _weekday),
        (8, lambda s: _counted(s, 1)),
        (8, lambda s: _of_month(s, 1)),
        *((weight, _dater(key, 1)) for key, weight in DATED.items()),
        (2, lambda s: _week(s, 1)),
        (2, lambda s: _month_edge(s, 1)),
    ]
    return setting.weighted(families)(setting)


def _gone(setting: Setting) -> Form:
    families: list[tuple[float, Callable[[Setting], Form]]] = [
        (12, lambda s: _offset(s, s.pick([-1, -1, -2]))),
        (16, _past_weekday),
        (10, lambda s: _counted(s, -1)),
        (8, lambda s: _of_month(s, -1)),
        *((weight, _dater(key, -1)) for key, weight in DATED.items()),
        (3, lambda s: _week(s, -1)),
        *([(2.0, lambda s: _month_edge(s, -1))] if setting.today.day > 1 else []),
    ]
    return setting.weighted(families)(setting)


DATED: Mapping[str, float] = {"month_day": 17, "with_weekday": 7, "slashed": 4, "with_year": 13}


def _dater(key: str, sign: int) -> Callable[[Setting], Form]:
    return lambda setting: _dated(setting, key, sign)


DAYS: Mapping[str, Any] = {"day": day, "past_day": past_day}
