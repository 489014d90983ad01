"""Several values in one slot: `Budi, Sara and Wayan` is the list of the three."""

from collections.abc import Mapping, Sequence

from training_data_gen.slots.setting import Filled, Generator, Language, Setting
from training_data_gen.slots.vocabulary import entries

JOINS: Mapping[Language, Sequence[tuple[str, str]]] = {
    "en": ((", ", " and "), (", ", " and "), (", ", ", and "), (", ", ", "), (", ", " & "), (" and ", " and ")),
    "id": ((", ", " dan "), (", ", " dan "), (", ", " sama "), (", ", ", "), (", ", ", dan "), (" sama ", " sama ")),
    "it": ((", ", " e "), (", ", " e "), (", ", " e "), (", ", ", "), (", ", " & "), (" e ", " e ")),
}
"""What stands between items, and before the last one."""


def written_list(setting: Setting, items: Sequence[str], *, commas: float = 0) -> Filled:
    """Distinct items, joined as people join them in the language; `commas`: how often by commas alone."""
    distinct = list({item.casefold(): item for item in items}.values())
    between, last = (", ", ", ") if setting.chance(commas) else setting.pick(JOINS[setting.language])
    if len(distinct) == 2 and last != ", ":
        last = last.removeprefix(",")
    head = between.join(distinct[:-1])
    surface = f"{head}{last}{distinct[-1]}" if head else distinct[-1]
    return Filled(surface, [*distinct])


def some_of(name: str, sizes: Sequence[int]) -> Generator:
    """A list of distinct entries of a vocabulary."""

    def several(setting: Setting) -> Filled:
        return written_list(setting, setting.rng.sample(entries(name, setting.language), setting.pick(sizes)))

    return several


def list_of(generator: Generator, sizes: Sequence[int]) -> Generator:
    """A list of values that another generator writes."""

    def several(setting: Setting) -> Filled:
        return written_list(setting, [generator(setting).surface for _ in range(setting.pick(sizes))])

    return several


def lines_of(name: str) -> Generator:
    """A list whose items stand together in one line of a vocabulary, ` / ` between them; longer ones are cut short."""

    def together(setting: Setting) -> Filled:
        items = setting.pick(entries(name, setting.language)).split(" / ")
        if len(items) > 2 and setting.chance(0.3):
            items = items[: setting.rng.randint(2, len(items))]
        return written_list(setting, items, commas=0.5)

    return together
