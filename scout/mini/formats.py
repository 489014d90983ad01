"""Values as people write them, in the person's language: money, dates, numbers, yes and no. No figure is rounded."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel.dates import format_date
from babel.numbers import format_decimal

LONGEST_TEXT = 700
"""Characters of one text in an answer; the rest is in the call's result."""

GROUPED_FROM = 10_000
"""Smaller whole numbers may be years or case numbers, and read well without a mark."""


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The fixed phrases of an answer; English for any language that has none."""
    table = yaml.safe_load(files("scout.mini").joinpath("texts.yaml").read_text("utf-8"))
    return table.get(language, table["en"])


def money(value: Mapping[str, Any], language: str) -> str:
    """`EUR 800`, `IDR 1,000,000`; in Indonesian the rupiah is `Rp 1.000.000`."""
    amount = Decimal(str(value["amount"]))
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00########"
    currency = "Rp" if value["currency"] == "IDR" and language == "id" else value["currency"]
    return f"{currency} {format_decimal(amount, pattern, locale=language)}"


def number(value: float, language: str) -> str:
    """`2.400.000` in Indonesian and Italian, `2,400,000` in English; all its decimals."""
    exact = Decimal(str(value))
    if exact == exact.to_integral_value() and abs(exact) < GROUPED_FROM:
        return str(int(exact))
    return format_decimal(exact, "#,##0.################", locale=language)


def day(value: str, language: str, *, short: bool = False) -> str:
    """`Friday 25 December 2026`; short `25 Dec 2026`."""
    return format_date(dt.date.fromisoformat(value), "d MMM y" if short else "EEEE d MMMM y", locale=language)


def moment(value: str, language: str) -> str:
    """`Saturday 21 November 2026, 17:00`, in the offset that the value has."""
    at = dt.datetime.fromisoformat(value)
    return f"{format_date(at.date(), 'EEEE d MMMM y', locale=language)}, {at:%H:%M}"


def truth(value: bool, language: str) -> str:
    return texts(language)["yes" if value else "no"]


def excerpt(text: str) -> str:
    """The beginning of a long text, cut between words."""
    if len(text) <= LONGEST_TEXT:
        return text.strip()
    return text[:LONGEST_TEXT].rsplit(maxsplit=1)[0].rstrip(" ,;:") + " …"
