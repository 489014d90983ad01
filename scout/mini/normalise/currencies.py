"""Currencies by their ISO code or their name: `USD`, `eur`, `rupiah`, `dolar singapura`, `franchi svizzeri`."""

import re
from collections.abc import Mapping
from functools import cache

from babel.numbers import get_currency_name, list_currencies

from scout.mini.normalise.found import Found, outermost
from scout.mini.words import LANGUAGES, words

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 5
"""Of the names of currencies that are looked for."""


def is_currency(value: str) -> bool:
    """Whether it is an ISO 4217 code."""
    return value in list_currencies()


def find_currencies(text: str, language: str) -> list[Found[str]]:
    """Every currency in the text, as its code. Codes in small letters count where people have a word for them."""
    known = _names(language)
    found: list[Found[str]] = []
    tokens = list(WORD.finditer(text))
    for first, token in enumerate(tokens):
        if token.group().isupper() and is_currency(token.group()):
            found.append(Found(token.start(), token.end(), token.group()))
        said = ""
        end = token.start()
        for last in tokens[first : first + MOST_WORDS]:
            if text[end : last.start()].strip():
                break
            said, end = f"{said} {last.group().lower()}".lstrip(), last.end()
            if code := known.get(said):
                found.append(Found(token.start(), end, code))
    return outermost(found)


@cache
def _names(language: str) -> Mapping[str, str]:
    """Codes by what people call them, before that by their names in the Unicode locale data: `dollari australiani`."""
    said = words(language).currencies
    return _full_names() | said | {code.lower(): code for code in said.values()}


@cache
def _full_names() -> dict[str, str]:
    """Names of at least two words in the languages that we read; those of old currencies carry their years."""
    names = {
        get_currency_name(code, count, locale).lower(): code
        for code in sorted(list_currencies())
        for locale in LANGUAGES
        for count in (1, 2)
    }
    return {name: code for name, code in names.items() if " " in name and "(" not in name}
