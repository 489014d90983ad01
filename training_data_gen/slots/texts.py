"""Free texts out of the vocabularies; `{person}`, `{day}` and the like in an entry are written anew each time."""

import re
from collections.abc import Mapping, Sequence

from training_data_gen.slots.setting import Filled, Generator, Language, Setting
from training_data_gen.slots.vocabulary import entries, pick

NESTED = re.compile(r"\{([a-z_]+)\}")
CAPITAL = 0.18
"""How many texts begin with a capital letter, whatever they are written like in the vocabulary."""

DICTATED = 0.1
"""How many come without capitals and without a sign at the end, as dictated or typed in a hurry."""

SENTENCES: Mapping[Language, Sequence[str]] = dict.fromkeys(("en", "id", "it"), (". ", ", ", "; ", " - ", "\u2026 "))
PHRASES: Mapping[Language, Sequence[str]] = {"en": (" and ", " or "), "id": (" dan ", " sama "), "it": (" e ", " o ")}


def words_of(name: str) -> Generator:
    """A generator of the entries of a vocabulary, to the letter."""
    return lambda setting: Filled.as_written(pick(name, setting))


def text_of(name: str, pieces: Mapping[str, Generator]) -> Generator:
    """A generator of the entries of a vocabulary, `pieces` being what may stand in them."""
    return lambda setting: _as_typed(setting, fill(pick(name, setting), setting, pieces))


def linked_text_of(
    name: str, pieces: Mapping[str, Generator], links: Mapping[Language, Sequence[str]], share: float
) -> Generator:
    """As `text_of`, but a `share` of the texts are two entries with one of the `links` between them."""

    def text(setting: Setting) -> Filled:
        if not setting.chance(share):
            return _as_typed(setting, fill(pick(name, setting), setting, pieces))
        pair = setting.rng.sample(entries(name, setting.language), 2)
        first, second = (fill(entry, setting, pieces) for entry in pair)
        link = " " if first[-1] in "?!" else setting.pick(links[setting.language])
        return _as_typed(setting, first.rstrip(".") + link + second)

    return text


def dressed(text: Generator, openings: str, closings: str, pieces: Mapping[str, Generator]) -> Generator:
    """Texts of which some begin with a greeting or the like, and some end with thanks."""

    def message(setting: Setting) -> Filled:
        said = text(setting).surface
        if setting.chance(0.2):
            said = f"{fill(pick(openings, setting), setting, pieces)} {said}"
        if setting.chance(0.15):
            closing = fill(pick(closings, setting), setting, pieces)
            comma = "," if said[-1].isalnum() and closing[0].isalnum() else ""
            said = f"{said}{comma} {closing}"
        return Filled.as_written(said)

    return message


def passage_of(name: str) -> Generator:
    """Two or three sentences that follow each other in one entry, whose sentences stand between ` | `."""

    def passage(setting: Setting) -> Filled:
        sentences = pick(name, setting).split(" | ")
        count = min(len(sentences), setting.pick([2, 2, 3]))
        start = setting.rng.randint(0, len(sentences) - count)
        return Filled.as_written(" ".join(sentences[start : start + count]))

    return passage


def fill(entry: str, setting: Setting, pieces: Mapping[str, Generator]) -> str:
    """The entry with each `{piece}` written. Raises KeyError for one that no generator writes."""
    return NESTED.sub(lambda piece: pieces[piece[1]](setting).surface, entry)


def _as_typed(setting: Setting, said: str) -> Filled:
    if setting.chance(DICTATED):
        return Filled.as_written(said.lower().rstrip(".!?"))
    return Filled.as_written(said[0].upper() + said[1:] if setting.chance(CAPITAL) else said)
