"""People and companies: names from all over the world as colleagues write them, with titles, in small letters."""

import shlex
from collections.abc import Mapping, Sequence
from functools import cache

from training_data_gen.slots.lists import written_list
from training_data_gen.slots.setting import Filled, Generator, Language, Setting
from training_data_gen.slots.vocabulary import pick, table

WHO: Mapping[Language, Sequence[tuple[float, str]]] = {
    "en": (
        *(
            (20, "english"),
            (12, "indonesian"),
            (8, "balinese"),
            (12, "italian"),
            (7, "german"),
            (7, "slavic"),
            (6, "french"),
        ),
        *((5, "indian"), (5, "japanese"), (5, "chinese"), (5, "iberian"), (5, "nordic"), (3, "arabic")),
    ),
    "id": (
        *(
            (40, "indonesian"),
            (16, "balinese"),
            (10, "chinese"),
            (7, "english"),
            (7, "italian"),
            (4, "german"),
            (4, "slavic"),
        ),
        *((3, "french"), (2, "indian"), (3, "japanese"), (2, "iberian"), (2, "nordic"), (2, "arabic")),
    ),
    "it": (
        *(
            (50, "italian"),
            (12, "indonesian"),
            (8, "balinese"),
            (8, "english"),
            (4, "german"),
            (4, "slavic"),
            (4, "french"),
        ),
        *((2, "indian"), (2, "japanese"), (2, "chinese"), (4, "iberian"), (2, "nordic"), (2, "arabic")),
    ),
}
"""Where the people come from of whom somebody who writes in a language speaks."""

TITLES: Mapping[Language, Sequence[str]] = {
    "en": ("Mr", "Ms", "Mrs", "Mr.", "Dr", "Dr.", "Prof."),
    "id": ("Mr", "Mrs", "Miss", "Tuan", "Pak", "Bu"),
    "it": ("dott.", "avv.", "ing.", "dott.ssa", "sig.", "sig.ra", "Signora", "Mr"),
}
"""Titles before a family name."""

LOCAL_TITLES = {
    "women": ("Bu", "Bu", "Ibu", "Mbak", "Kak"),
    "men": ("Pak", "Pak", "Bapak", "Mas", "Kak", "Bli", "Bang"),
}
"""Titles of Indonesia, which stand before a given name. Other languages take over the first three."""

LOCAL = ("indonesian", "balinese")


def person(setting: Setting) -> Filled:
    """Anybody's name."""
    return Filled.as_written(_as_typed(setting, person_name(setting)))


def client_name(setting: Setting) -> Filled:
    """A client: mostly a person in full, now and then a company."""
    if setting.chance(0.2):
        return Filled.as_written(company_name(setting))
    group = setting.weighted(WHO[setting.language])
    name = full_name(setting, group) if setting.chance(0.8) else person_name(setting)
    return Filled.as_written(_as_typed(setting, name))


def staff(setting: Setting) -> Filled:
    """A colleague, by the given name."""
    group = setting.weighted([(5, "indonesian"), (4, "balinese"), (2, "italian"), (1, "english")])
    titled = group in LOCAL and setting.language == "id" and setting.chance(0.25)
    name = _with_local_title(setting, group) if titled else setting.pick(given_names(group))
    return Filled.as_written(_as_typed(setting, name))


def people(setting: Setting) -> Filled:
    """One to three names."""
    count = setting.weighted([(3, 1), (5, 2), (3, 3)])
    return written_list(setting, [_as_typed(setting, person_name(setting)) for _ in range(count)])


def company(setting: Setting) -> Filled:
    return Filled.as_written(company_name(setting))


def person_name(setting: Setting) -> str:
    """A name in full, the given name alone, or a name with a title."""
    group = setting.weighted(WHO[setting.language])
    form = setting.weighted([(45, "full"), (30, "given"), (25, "titled")])
    if form == "full":
        return full_name(setting, group)
    if form == "given":
        return setting.pick(given_names(group))
    if group not in LOCAL:
        return f"{setting.pick(TITLES[setting.language])} {setting.pick(_names(group, 'family'))}"
    name = _with_local_title(setting, group)
    return f"{name} {setting.pick(_names(group, 'family'))}" if setting.chance(0.25) else name


def full_name(setting: Setting, group: str | None = None) -> str:
    group = group or setting.weighted(WHO[setting.language])
    return f"{setting.pick(given_names(group))} {setting.pick(_names(group, 'family'))}"


def company_name(setting: Setting) -> str:
    """`PT Samudra Biru`, `Villa Kelapa`, `Rossi & Partners`."""
    form = setting.pick(table("company")["forms"].splitlines()).strip()
    words = {kind.removesuffix("s"): pick_word(setting, kind) for kind in ("words", "seconds", "trades")}
    return form.format(**words, family=setting.pick(_names(setting.weighted(WHO[setting.language]), "family")))


def given_names(group: str) -> Sequence[str]:
    kinds = ("women", "men") if group in LOCAL else ("given",)
    return [name for kind in kinds for name in _names(group, kind)]


def _with_local_title(setting: Setting, group: str) -> str:
    kind = setting.pick(("women", "men"))
    titles = LOCAL_TITLES[kind] if setting.language == "id" else LOCAL_TITLES[kind][:3]
    return f"{setting.pick(titles)} {setting.pick(_names(group, kind))}"


def pick_word(setting: Setting, kind: str) -> str:
    return setting.pick(table("company")[kind].split())


def _as_typed(setting: Setting, name: str) -> str:
    """Many write names in small letters."""
    return name.lower() if setting.chance(0.12) else name


@cache
def _names(group: str, kind: str) -> Sequence[str]:
    return shlex.split(table("names")[group][kind])


def subject(setting: Setting) -> Filled:
    """Whom or what a memory is about."""
    kind = setting.weighted([(5, "person"), (2, "company"), (3, "thing")])
    if kind == "thing":
        return Filled.as_written(pick("subject", setting))
    return person(setting) if kind == "person" else company(setting)


PEOPLE: Mapping[str, Generator] = {
    "person": person,
    "client_name": client_name,
    "staff": staff,
    "people": people,
    "company": company,
    "subject": subject,
}
