"""Small whole numbers, years, months by their name, currencies."""

from collections.abc import Mapping

from babel import Locale

from training_data_gen.slots.lists import written_list
from training_data_gen.slots.numerals import spelled
from training_data_gen.slots.setting import Filled, Generator, Setting
from training_data_gen.slots.vocabulary import table

MOST_SPELLED = 20
MAIN = ("EUR", "USD", "IDR")
MONTHS = 12


def count(setting: Setting) -> Filled:
    """How many: mostly a handful."""
    number = setting.weighted(
        [
            (60, setting.rng.randint(2, 10)),
            (25, setting.pick([5, 10, 12, 15, 20, 25, 30, 50, 100])),
            (15, setting.rng.randint(1, 40)),
        ]
    )
    # "one" and "uno" count less often than they mean somebody.
    in_words = 1 < number <= MOST_SPELLED and setting.chance(0.35)
    return Filled(spelled(number, setting.language) if in_words else str(number), number)


def year(setting: Setting) -> Filled:
    number = setting.now.year + setting.pick([-2, -1, -1, 0, 0, 0, 1, 1, 2, 3])
    return Filled(str(number), number)


def month_name(setting: Setting) -> Filled:
    """A month by its bare name, as it stands inside of other texts."""
    return Filled.as_written(_month_name(setting, setting.rng.randint(1, MONTHS)))


def month(setting: Setting) -> Filled:
    """A month by its name, with its year or as one of those around now; the value is the words."""
    number = setting.rng.randint(1, MONTHS)
    name = _month_name(setting, number)
    near = setting.now.year + setting.pick([-1, 0, 0, 0, 1, 1])
    form = setting.weighted(
        [
            (45, "{name}"),
            (35, "{name} {year}"),
            (14, "{relative}"),
            (4, "{number:02}/{year}"),
            (2, "{year}-{number:02}"),
        ]
    )
    relative = setting.pick(table("month")[setting.language]["relative"])
    return Filled.as_written(form.format(name=name, year=near, number=number, relative=relative))


def _month_name(setting: Setting, number: int) -> str:
    names = Locale(setting.language).months["format"]
    name = names["wide"][number] if setting.chance(0.85) else names["abbreviated"][number].rstrip(".")
    return name.lower() if setting.chance(0.4) else name


def currency(setting: Setting) -> Filled:
    """The euro, the dollar and the rupiah mostly; the value is the ISO code."""
    surface, code = _currency(setting)
    return Filled(surface, code)


def currencies(setting: Setting) -> Filled:
    """One to three of them."""
    chosen = {
        code: surface for surface, code in (_currency(setting, main=0.55) for _ in range(setting.pick([1, 2, 2, 3])))
    }
    return Filled(written_list(setting, list(chosen.values())).surface, [*chosen])


def _currency(setting: Setting, main: float = 0.85) -> tuple[str, str]:
    names: Mapping[str, list[str]] = table("currency")[setting.language]
    others = [code for code in names if code not in MAIN]
    code = setting.pick(MAIN) if setting.chance(main) else setting.pick(others)
    if setting.chance(0.3):
        return (code if setting.chance(0.7) else code.lower()), code
    return setting.pick(names[code]), code


COUNTS: Mapping[str, Generator] = {
    "count": count,
    "year": year,
    "month": month,
    "currency": currency,
    "currencies": currencies,
}
