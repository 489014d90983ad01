"""Arithmetic as people type or say it, and SELECT statements over datasets; the value is what is written."""

from collections.abc import Mapping, Sequence

from babel.numbers import format_decimal

from training_data_gen.slots.numerals import spelled
from training_data_gen.slots.setting import Filled, Generator, Setting
from training_data_gen.slots.vocabulary import entries, table

KEYWORDS = frozenset(
    {
        "select",
        "from",
        "where",
        "group",
        "by",
        "order",
        "limit",
        "as",
        "and",
        "desc",
        "having",
        "distinct",
        "like",
        "in",
    }
    | {"between", "is", "not", "null"}
)
SIGNED = (
    *(
        "{a} + {b}",
        "{a}+{b}",
        "{a} - {b}",
        "{a}-{b}",
        "{a} * {c}",
        "{a}*{c}",
        "{a} x {c}",
        "{a}x{c}",
        "{a} / {c}",
        "{a}/{c}",
    ),
    *(
        "({a} + {b}) / {c}",
        "({a}+{b})*{c}",
        "{a} + {b} + {d}",
        "{a} + {b} - {d}",
        "{c} * {a} + {b}",
        "{a} * 1.11",
        "{p}% * {a}",
    ),
    *("{a} × {c}", "{a} ÷ {c}", "{c}^2", "{c}**3", "sqrt({a})", "({a} - {b}) * {p}%", "{a} * {p} / 100", "{a}/{c}/{d}"),
    *("{a} + {p}%", "{a} - {p}%", "(({a} + {b}) * {c}) / {d}", "{c}*{d}*{p}", "{a}:{c}"),
)


def expression(setting: Setting) -> Filled:
    """In signs mostly, else in the words of the language."""
    forms: Sequence[str] = SIGNED if setting.chance(0.55) else entries("expression", setting.language)
    return Filled.as_written(setting.pick(forms).format_map(_numbers(setting)))


def sql(setting: Setting) -> Filled:
    """One SELECT statement, in the case that its author types."""
    dataset, columns = setting.pick(list(table("datasets")["any"].items()))
    group, other = setting.rng.sample(columns["groups"], 2)
    words = {
        "dataset": dataset,
        "group": group,
        "other": other,
        "figure": setting.pick(columns["figures"]),
        "value": setting.pick(columns["values"]),
        "limit": setting.pick(["3", "5", "10", "20", "100"]),
        "number": str(setting.rng.randint(1, 500)),
        "year": str(setting.now.year),
        "function": setting.pick(["sum", "avg", "max", "min", "count"]),
    }
    statement = setting.pick(entries("sql", setting.language)).format_map(words)
    return Filled.as_written(_in_capitals(statement) if setting.chance(0.45) else statement)


def _numbers(setting: Setting) -> Mapping[str, str]:
    a, b = (setting.pick([10, 50, 100, 1, 1, 1000]) * setting.rng.randint(2, 99) for _ in range(2))
    c, d, p = (
        setting.rng.randint(2, 40),
        setting.rng.randint(2, 12),
        setting.pick([2, 5, 7.5, 10, 11, 12, 15, 20, 22, 25, 30]),
    )
    return {
        "a": _written(setting, a),
        "b": _written(setting, b),
        "c": str(c),
        "d": str(d),
        "p": format_decimal(p, "0.#", locale=setting.language),
        "millions": str(setting.rng.randint(2, 90)),
        "c_spelled": spelled(c, setting.language),
        "d_spelled": spelled(d, setting.language),
    }


def _written(setting: Setting, number: int) -> str:
    if number < 10_000 or setting.chance(0.4):
        return str(number)
    return format_decimal(number, "#,##0", locale=setting.language)


def _in_capitals(statement: str) -> str:
    return " ".join(word.upper() if word in KEYWORDS else word for word in statement.split(" "))


CALCULATIONS: Mapping[str, Generator] = {"expression": expression, "sql": sql}
