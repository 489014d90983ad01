"""Languages as people name them: `en`, `id_ID`, `English`, `bahasa Indonesia`, `inglese`."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale

from handlers.business.lookup import plain

NAMED_IN = ("en", "id", "it")
"""The languages in which a language may be named."""

_NOUNS = frozenset({"bahasa", "language", "lingua"})
_WITH_REGION = re.compile(r"\s*([a-z]{2})[-_][a-z]{2,4}\s*", re.IGNORECASE)


def language_code(said: str) -> str | None:
    """The two-letter code of a language (ISO 639-1), without a region; None where no language is recognised."""
    phrase = plain(said)
    if phrase == "bahasa":  # "the language": in Indonesia that is Indonesian
        return "id"
    region = _WITH_REGION.fullmatch(said)
    name = region[1].lower() if region else " ".join(word for word in phrase.split() if word not in _NOUNS)
    return _codes().get(name)


@cache
def _codes() -> Mapping[str, str]:
    """Code by every name of a language; built on first use, since the names of all languages take a while to read."""
    codes: dict[str, str] = {}
    for language in reversed(NAMED_IN):
        names = _names(language)
        codes |= {plain(name): code for code, name in names.items() if re.fullmatch("[a-z]{2}", code)}
    return codes | {code: code for code in set(codes.values())}


def _names(language: str) -> Mapping[str, str]:
    names: Mapping[str, str] = Locale(language).languages
    return names
