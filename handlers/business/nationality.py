"""Passports: which country is meant, and what Indonesia grants its citizens."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale

from handlers.business.lookup import plain
from handlers.errors import InvalidRequest
from handlers.reference import Provenance, Translated, load
from handlers.values import Value

Grant = Literal["visa_free", "on_arrival", "calling_visa"]
Note = Literal["visa_free", "unlisted", "closed", "calling_visa"]

LANGUAGES = ("en", "id", "it")


class Countries(Provenance):
    """Countries by ISO 3166 code."""

    countries: frozenset[str]


class Nationalities(Value):
    """What is granted to whom, the notes on it, and what people call a nationality beside the country's name."""

    lists: Mapping[Grant, Countries]
    notes: Mapping[Note, Translated]
    demonyms: Mapping[str, tuple[str, ...]]


DATA = load(Path(__file__).parent / "data/nationalities.yaml", Nationalities)


def country(said: str) -> str:
    """ISO 3166 code of a passport's country: `Italian`, `WN Rusia`, `passaporto francese`, `IT`.

    Raises InvalidRequest when no country is recognised.
    """
    phrase = plain(said)
    words = [word for word in phrase.split() if word not in _NOISE]
    code = _codes().get(phrase) or _codes().get(" ".join(words))
    if code is None:
        raise InvalidRequest(f"{said!r} is no nationality that is known; give the country of the passport.")
    return code


def country_name(code: str, language: str) -> str:
    """The country's name in a language of the house."""
    return _territories(language)[code]


_NOISE = frozenset(
    {"wn", "warga", "negara", "warganegara", "orang", "paspor", "passport", "passaporto", "citizen", "cittadino"}
    | {"cittadina", "nationality", "national", "holder", "the"}
)


@cache
def _codes() -> Mapping[str, str]:
    """Country by every name of it; built on first use, since the names of all countries take a while to read."""
    names = {
        plain(name): code
        for language in LANGUAGES
        for code, name in _territories(language).items()
        if len(code) == 2 and code.isalpha()
    }
    codes = {code.lower(): code for code in set(names.values())}
    demonyms = {plain(name): code for code, known in DATA.demonyms.items() for name in known}
    return {**codes, **names, **demonyms}


def _territories(language: str) -> Mapping[str, str]:
    names: Mapping[str, str] = Locale(language).territories
    return names
