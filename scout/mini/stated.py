"""The value that a stretch of a message states: the person's own words, without the marks around them."""

import re
from functools import cache

from pydantic import JsonValue

from scout.mini.normalise.found import any_of
from scout.mini.normalise.quotes import find_quotes
from scout.mini.parameters import Kind, Parameter
from scout.mini.words import words


def stated(parameter: Parameter, said: str, language: str) -> JsonValue:
    """The words as the person wrote them, a list in its items; None where nothing is said."""
    said = " ".join(said.split()) if parameter.kind is Kind.LIST else said.strip()
    quotes = find_quotes(said)
    if len(quotes) == 1 and quotes[0].end - quotes[0].start >= len(said) - 1:
        return [quotes[0].value] if parameter.kind is Kind.LIST else quotes[0].value
    said = re.sub(r"(?<=\w)['’]s$", "", said.strip(" ,;:-"))
    if not re.search(r"\w", said):
        return None
    if parameter.kind is not Kind.LIST:
        return said
    definite = any_of(words(language).definite)
    items = (item.strip(" \"'“”«»;,.") for item in _joint(language).split(said))
    return [bare for item in items if (bare := re.sub(rf"^{definite}\s*", "", item, flags=re.IGNORECASE))]


@cache
def _joint(language: str) -> re.Pattern[str]:
    """Commas, and the words that join the last item to the others."""
    between = any_of(joint for joint in words(language).boundaries if joint[0].isalnum())
    return re.compile(rf"\s*[,;/&+](?!\d)\s*(?:{between}\s+)?|\s+{between}\s+", re.IGNORECASE)
