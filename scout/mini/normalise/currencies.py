"""Currencies by their ISO code or their name: `USD`, `eur`, `rupiah`, `dolar singapura`, `franchi svizzeri`."""

import re
from functools import cache

from babel.numbers import list_currencies

from scout.mini.normalise.found import Found, any_of, outermost
from scout.mini.words import words


def is_currency(value: str) -> bool:
    """Whether it is an ISO 4217 code."""
    return value in list_currencies()


def find_currencies(text: str, language: str) -> list[Found[str]]:
    """Every currency in the text, as its code. Codes in small letters count where people have a word for them."""
    names = words(language).currencies
    known = names | {code.lower(): code for code in names.values()}
    named = [Found(m.start(), m.end(), known[_plain(m.group())]) for m in _pattern(language).finditer(text)]
    written = [
        Found(match.start(), match.end(), match.group())
        for match in re.finditer(r"(?<![^\W_])[A-Z]{3}(?![^\W_])", text)
        if is_currency(match.group())
    ]
    return outermost([*named, *written])


@cache
def _pattern(language: str) -> re.Pattern[str]:
    names = words(language).currencies
    return re.compile(any_of([*names, *(code.lower() for code in names.values())]), re.IGNORECASE)


def _plain(said: str) -> str:
    return " ".join(said.lower().split())
