"""When Indonesian taxes are due."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from babel import Locale
from pydantic import ConfigDict, Field

from handlers.assistance.holiday import YEARS, holidays_of
from handlers.business.lookup import plain
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Provenance, Translated, load
from handlers.values import Source, Value

Entity = Literal["company", "individual"]
Kind = Literal["pay", "file"]

LANGUAGES = ("en", "id", "it")


class Deadline(Value):
    """What is due, on which day of which months; of every month where `months` is absent."""

    entity: Entity
    kind: Kind
    period: Literal["month", "year"]
    day: Annotated[int, Field(ge=1, le=28)] | Literal["last"]
    months: tuple[int, ...] = tuple(range(1, 13))
    name: Translated

    def on(self, month: "Month") -> dt.date:
        last = calendar.monthrange(month.year, month.month)[1]
        return dt.date(month.year, month.month, last if self.day == "last" else self.day)


class Deadlines(Provenance):
    deadlines: tuple[Deadline, ...]
    kinds: Mapping[Kind, Translated]
    entities: Mapping[Entity, Translated]
    relative: Mapping[int, tuple[str, ...]]


class Month(NamedTuple):
    year: int
    month: int


DEADLINES = load(Path(__file__).parent / "data/tax_calendar.yaml", Deadlines)


class TaxDeadline(Value):
    """`due` is the day that counts; `moved_from` the one of the law where that is no working day."""

    name: Annotated[str, Label("what", id="apa", it="cosa", role="title")]
    due: Annotated[dt.date, Label("due", id="batas waktu", it="scadenza")]
    kind: Annotated[str, Label("kind", id="jenis", it="tipo")]
    entity: Annotated[str, Label("for", id="untuk", it="per")]
    moved_from: Annotated[dt.date | None, Label("moved from", id="digeser dari", it="spostata dal", role="hidden")]


class TaxCalendar(Value):
    """A month's deadlines in order of their days."""

    model_config = ConfigDict(json_schema_extra=titled("Tax deadlines", "Batas waktu pajak", "Scadenze fiscali"))

    month: Annotated[str, Label("month", id="bulan", it="mese", role="title")]
    deadlines: Annotated[tuple[TaxDeadline, ...], Label("deadlines", id="batas waktu", it="scadenze")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


@handler(
    "tax.calendar",
    effect="read",
    examples=[
        ("tax deadlines for december 2026", {"month": "December 2026"}),
        ("what does my company have to file in april 2027?", {"month": "April 2027", "entity": "company"}),
        ("deadline pajak bulan depan apa aja?", {"month": "bulan depan"}),
        ("jadwal lapor pajak pribadi Maret 2027 dong", {"month": "Maret 2027", "entity": "individual"}),
        ("scadenze fiscali di gennaio 2027", {"month": "gennaio 2027"}),
        ("che tasse scadono questo mese per la società?", {"month": "questo mese", "entity": "company"}),
    ],
)
def tax_calendar(
    ctx: Context,
    month: Annotated[str, Label("month and year", id="bulan dan tahun", it="mese e anno")],
    entity: Annotated[Entity | None, Label("whose deadlines", id="untuk siapa", it="per chi")] = None,
) -> TaxCalendar:
    """List the Indonesian tax deadlines of a month."""
    wanted = read_month(month, ctx.now.date())
    due = [
        _worded(deadline, wanted, ctx.language)
        for deadline in DEADLINES.deadlines
        if entity in (None, deadline.entity) and wanted.month in deadline.months
    ]
    name = Locale(ctx.language).months["stand-alone"]["wide"][wanted.month]
    return TaxCalendar(
        month=f"{name} {wanted.year}",
        deadlines=tuple(sorted(due, key=lambda each: each.due)),
        source=DEADLINES.cited(),
    )


def _worded(deadline: Deadline, month: Month, language: str) -> TaxDeadline:
    stated = deadline.on(month)
    due = working_day(stated)
    return TaxDeadline(
        name=deadline.name.to(language),
        due=due,
        kind=DEADLINES.kinds[deadline.kind].to(language),
        entity=DEADLINES.entities[deadline.entity].to(language),
        moved_from=stated if due != stated else None,
    )


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the next one that is neither weekend nor public holiday nor joint leave."""
    free = {holiday.day for year in (day.year, day.year + 1) if year in YEARS for holiday in holidays_of(year, "en")}
    while day.weekday() >= calendar.SATURDAY or day in free:
        day += dt.timedelta(days=1)
    return day


def read_month(said: str, today: dt.date) -> Month:
    """`December 2026`, `des 2026`, `2026-12`, `12/2026`, `bulan depan`; a month without a year is this year's.

    Raises InvalidRequest for what names no month, or a year whose holidays are not known.
    """
    month = _read(said, today)
    if month is None or month.year not in YEARS:
        raise InvalidRequest(f"{said!r} names no month; give one such as 'December 2026' or '2026-12'.")
    return month


def _read(said: str, today: dt.date) -> Month | None:
    words = plain(said).split()
    shift = next((by for by, names in DEADLINES.relative.items() if " ".join(words) in names), None)
    if shift is not None:
        months = today.year * 12 + today.month - 1 + shift
        return Month(months // 12, months % 12 + 1)
    year = next((int(word) for word in words if re.fullmatch(r"\d{4}", word)), None)
    numbers = [int(word) for word in words if re.fullmatch(r"\d{1,2}", word)]
    named = next((_names()[word] for word in words if word in _names()), None)
    month = named or (numbers[0] if year and len(numbers) == 1 and 1 <= numbers[0] <= 12 else None)
    return None if month is None else Month(year or today.year, month)


@cache
def _names() -> Mapping[str, int]:
    """Months by their names and short names, plain, in the languages of the house."""
    return {
        plain(name): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in Locale(language).months["format"][width].items()
    }
