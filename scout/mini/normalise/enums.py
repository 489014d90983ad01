"""Choices: the values of an enum, said by their own name or by a word that means one of them."""

import re
from collections.abc import Sequence

from scout.mini.normalise.found import Found, any_of, outermost
from scout.mini.words import words


def find_choices(text: str, language: str, choices: Sequence[str]) -> list[Found[str]]:
    """Every one of `choices` that the text says, periods (`this week`) and currencies (`euro`, `Rp`) in any wording."""
    table = words(language)
    found: list[Found[str]] = []
    for choice in choices:
        said = {choice, choice.replace("_", " "), choice.replace("_", "-"), *table.periods.get(choice, ())}
        said |= {word for word, code in table.currencies.items() if code == choice}
        found += [Found(m.start(), m.end(), choice) for m in re.finditer(any_of(said), text, re.IGNORECASE)]
    return outermost(found)


def find_truth(text: str, language: str, subject: Sequence[str]) -> list[Found[bool]]:
    """Whether `subject` (the words that name it) is said to hold: `with insurance`, `tanpa NPWP`, `senza IVA`."""
    table = words(language)
    lead = rf"(?:({any_of(table.no)})|{any_of(table.yes)})\s+(?:\w+\s+)?{any_of(subject)}"
    return [Found(m.start(), m.end(), m.group(1) is None) for m in re.finditer(lead, text, re.IGNORECASE)]
