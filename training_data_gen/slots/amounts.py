"""Amounts of money as people write them: `12,5 jt`, `Rp 4.500.000`, `a million and a half`; values are floats."""

import re
from collections.abc import Mapping, Sequence

from babel.numbers import format_decimal

from training_data_gen.slots.numerals import spelled
from training_data_gen.slots.setting import Filled, Generator, Setting
from training_data_gen.slots.vocabulary import table

THOUSAND, MILLION, BILLION = 1000, 1_000_000, 1_000_000_000
MAGNITUDES = ((3, THOUSAND), (10, MILLION), (3, BILLION))


def rupiah(setting: Setting) -> Filled:
    """From a few thousand to some billions, with the currency's name as often as not."""
    value, surface, dressed = _written(setting, setting.weighted(MAGNITUDES))
    if not dressed:
        return Filled(surface, float(value))
    form: str = setting.pick(table("amounts")[setting.language]["rupiah"])
    if setting.language == "it" and form.endswith("rupie"):
        form = "{amount} di rupie" if surface.endswith(("one", "oni", "ardo", "ardi")) else "{amount} rupie"
    if surface[0].isalpha() and form.lower().startswith(("rp", "idr")):
        form = "{amount}"
    if setting.language == "id" and surface[-1].isdigit() and value >= THOUSAND and setting.chance(0.1):
        surface += ",-"
    return Filled(form.format(amount=surface), float(value))


def amount(setting: Setting) -> Filled:
    """A bare number of any size, the currency said elsewhere."""
    kind = setting.weighted([(30, "round"), (20, "exact"), (10, "cents"), (10, "words"), (25, "scaled"), (5, "halves")])
    if kind == "scaled":
        value, surface, _ = _written(setting, setting.weighted([(8, THOUSAND), (3, MILLION)]), local=False)
        return Filled(surface, float(value))
    if kind == "halves":
        surface, value = _halves(setting)
        return Filled(surface, float(value))
    if kind == "words":
        value = setting.pick([10, 50, 100, 500, 1000]) * setting.rng.randint(1, 19)
        return Filled(spelled(value, setting.language), float(value))
    if kind == "cents":
        value = setting.rng.randint(100, 999_999) / 100
        return Filled(_decimal(setting, value, "#,##0.00" if setting.chance(0.6) else "0.00"), value)
    round_one = setting.rng.randint(1, 99) * 10 ** setting.rng.randint(1, 3)
    value = setting.rng.randint(11, 99_999) if kind == "exact" else round_one
    return Filled(_figures(setting, value), float(value))


def _written(setting: Setting, scale: int, *, local: bool = True) -> tuple[float, str, bool]:
    """A value, its words, and whether a currency may stand beside them. `local` words are said of rupiah alone."""
    kind = setting.weighted([(50, "scaled"), (32, "figures"), (10, "words"), (8, "halves")])
    if kind == "halves":
        surface, value = _halves(setting)
        return value, surface, True
    forms = table("amounts")[setting.language]
    small, large = setting.rng.randint(2, 99), 5 * setting.rng.randint(1, 190)
    whole = setting.rng.randint(1, 20) if scale == BILLION else setting.pick([small, large])
    if kind == "words":
        whole = setting.rng.randint(2, 99)
        if setting.language == "it" and whole % 10 == 1:
            whole += 1
        return float(whole * scale), forms["spelled"][scale].format(spelled=spelled(whole, setting.language)), True
    if kind == "figures":
        cents = scale // 1000 * setting.rng.randint(0, 999) if scale > THOUSAND and setting.chance(0.4) else 0
        value = whole * scale + cents
        return float(value), _figures(setting, value, least=THOUSAND), True
    tenths = setting.rng.choice([0, 0, 0, 5, 5, 2, 25, 75, 8])
    decimals = len(str(tenths)) if tenths else 0
    count = whole + tenths / 10**decimals if whole < 100 and scale > THOUSAND else float(whole)
    if count == 1:
        count = 1.5
    figure = _decimal(setting, count, "0.##") if count % 1 else str(int(count))
    scales: Sequence[str] = forms["scales"][scale]
    if not local and setting.language != "id":
        scales = [form for form in scales if not re.search("jt|juta", form)]
    return round(count * scale, 2), setting.pick(scales).format(n=figure), True


def _halves(setting: Setting) -> tuple[str, int]:
    halves: Mapping[int, Sequence[str]] = table("amounts")[setting.language]["halves"]
    value = setting.pick(list(halves))
    return setting.pick(halves[value]), value


def _figures(setting: Setting, value: int, *, least: int = 10_000) -> str:
    """With the marks of the language, or without any where the number stays readable."""
    plain = value < least or setting.chance(0.25)
    if plain:
        return str(value)
    # Two marks cannot be decimal marks: whoever lives in Indonesia writes rupiah with points in any language.
    points = setting.language == "en" and value >= MILLION and setting.chance(0.3)
    return format_decimal(value, "#,##0", locale="id" if points else setting.language)


def _decimal(setting: Setting, value: float, pattern: str) -> str:
    written = format_decimal(value, pattern, locale=setting.language)
    # Indonesians and Italians at a computer often write the decimal point of the keyboard's number block.
    return written.replace(",", ".") if pattern == "0.##" and setting.chance(0.2) else written


AMOUNTS: Mapping[str, Generator] = {"rupiah": rupiah, "amount": amount}
