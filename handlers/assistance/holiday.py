"""Public holidays of Indonesia, and the joint leave (cuti bersama) that the government adds to them."""

import datetime as dt
from typing import Annotated, Final

from pydantic import ConfigDict

from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

YEARS: Final = range(1946, 2077)
"""From the first holidays of the republic to the last year whose moon the library computes: half of them go by it."""


class Holiday(Value):
    """One day. `joint_leave`: a day that the government adds, and that private employers may work through."""

    model_config = ConfigDict(json_schema_extra=titled("Public holiday", "Hari libur", "Giorno festivo"))

    name: Annotated[str, Label("holiday", id="hari libur", it="festività", role="title")]
    day: Annotated[dt.date, Label("day", id="tanggal", it="giorno")]
    joint_leave: Annotated[bool, Label("joint leave", id="cuti bersama", it="ponte nazionale", role="flag")]


class HolidayCheck(Value):
    """A day, what it is and the next holiday after it; or the holidays of a year.

    From the library python-holidays, which follows the yearly joint decree of the ministers (SKB 3 Menteri). For years
    without a decree yet, names say that the date is estimated, and joint leave is missing.
    """

    model_config = ConfigDict(
        json_schema_extra=titled("Holidays in Indonesia", "Hari libur di Indonesia", "Festività in Indonesia")
    )

    day: Annotated[dt.date | None, Label("day", id="tanggal", it="giorno")] = None
    is_holiday: Annotated[bool | None, Label("public holiday", id="hari libur", it="giorno festivo")] = None
    holiday: Annotated[Holiday | None, Label("what is celebrated", id="memperingati", it="ricorrenza")] = None
    next_holiday: Annotated[
        Holiday | None, Label("next holiday", id="hari libur berikutnya", it="prossima festività")
    ] = None
    year: Annotated[int | None, Label("year", id="tahun", it="anno")] = None
    holidays: Annotated[tuple[Holiday, ...], Label("holidays", id="hari libur", it="festività")] = ()


@handler(
    "holiday.check",
    effect="read",
    examples=[
        ("is 25 december 2026 a holiday?", {"day": "2026-12-25"}),
        ("is today a public holiday here", {}),
        ("list the indonesian holidays of 2027", {"year": 2027}),
        ("17 agustus 2026 libur ga?", {"day": "2026-08-17"}),
        ("hari ini tanggal merah bukan?", {}),
        ("daftar tanggal merah 2026 dong", {"year": 2026}),
        ("il 19 marzo 2026 è festa in Indonesia?", {"day": "2026-03-19"}),
        ("che festività ci sono nel 2027", {"year": 2027}),
    ],
)
def check_holiday(
    ctx: Context,
    day: Annotated[dt.date | None, Label("day to check", id="tanggal", it="giorno da controllare")] = None,
    year: Annotated[int | None, Label("year to list", id="tahun", it="anno da elencare")] = None,
) -> HolidayCheck:
    """Tell whether a day is a public holiday in Indonesia, or list those of a year."""
    if year is not None and day is None:
        return HolidayCheck(year=year, holidays=holidays_of(year, ctx.language))
    checked = day or ctx.now.date()
    if year not in (None, checked.year):
        raise InvalidRequest(f"The day {checked} is not in the year {year}; give one of the two.")
    known = holidays_of(checked.year, ctx.language)
    coming = known + (holidays_of(checked.year + 1, ctx.language) if checked.year + 1 in YEARS else ())
    celebrated = next((holiday for holiday in known if holiday.day == checked), None)
    return HolidayCheck(
        day=checked,
        is_holiday=celebrated is not None,
        holiday=celebrated,
        next_holiday=next((holiday for holiday in coming if holiday.day > checked), None),
    )


def holidays_of(year: int, language: str) -> tuple[Holiday, ...]:
    """In order of date, named in `language` where the library knows it, else in English."""
    if year not in YEARS:
        raise InvalidRequest(f"The holidays of {year} are not known; give a year from {YEARS[0]} to {YEARS[-1]}.")
    # Kept off start-up: the library reads the calendars of 200 countries, which takes most of a second.
    from holidays.constants import GOVERNMENT, PUBLIC  # noqa: PLC0415
    from holidays.countries.indonesia import Indonesia  # noqa: PLC0415

    spoken = "id" if language == "id" else "en_US"
    public = Indonesia(years=year, language=spoken, categories=(PUBLIC,))
    joint = Indonesia(years=year, language=spoken, categories=(GOVERNMENT,))
    named = {**dict.fromkeys(joint, True), **dict.fromkeys(public, False)}
    return tuple(
        Holiday(name=(joint if leave else public)[day], day=day, joint_leave=leave)
        for day, leave in sorted(named.items())
    )
