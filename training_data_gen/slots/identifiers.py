"""Numbers and codes of records, in the forms that the house gives them and in those that people make of them."""

from collections.abc import Mapping, Sequence

from training_data_gen.slots.people import full_name, person_name
from training_data_gen.slots.setting import Filled, Generator, Setting
from training_data_gen.slots.vocabulary import entries

FORMS: Mapping[str, Sequence[tuple[float, str]]] = {
    "quote_id": (
        (10, "QUO-{small}"),
        (2, "quo-{small}"),
        (2, "QUO-{three}"),
        (2, "{small}"),
        (1, "Q-{year}-{four}"),
        (1, "QUO {small}"),
    ),
    "invoice_id": (
        *((10, "INV-1{three}"), (2, "inv-1{three}"), (2, "INV-{four}"), (2, "1{three}"), (1, "INV/{year}/{four}")),
        *((1, "INV-{year}-{four}"), (1, "INV 1{three}")),
    ),
    "case": ((10, "CASE-1{three}"), (2, "case-1{three}"), (3, "1{three}"), (1, "CASE-{four}"), (1, "CASE 1{three}")),
    "message_id": (
        *((10, "msg-1{three}"), (3, "msg-{four}"), (1, "MSG-1{three}"), (1, "msg_{hex}"), (2, "{hex}{hex}")),
        *((1, "<{hex}@mail.gmail.com>"),),
    ),
    "memory_id": ((12, "mem-{small}"), (3, "mem-{three}"), (1, "MEM-{small}"), (1, "mem_{hex}")),
    "document_id": ((12, "doc-1{three}"), (2, "doc-{four}"), (1, "DOC-1{three}"), (1, "doc_{hex}")),
    "passage_id": ((12, "doc-1{three}-{digit}"), (2, "doc-{four}-{digit}"), (1, "DOC-1{three}-{digit}")),
    "comment_id": ((10, "1800{four}"), (4, "1789{four}{four}{three}"), (3, "17{four}{three}"), (1, "c-{four}")),
    "event": ((4, "evt-{small}"), (2, "evt-{three}"), (1, "event_{hex}")),
    "task": ((10, "TASK-{small}"), (2, "task-{small}"), (2, "TASK-{three}"), (1, "task {small}")),
    "reminder": ((10, "REM-{small}"), (2, "rem-{small}"), (1, "REM-{three}"), (1, "REM {small}")),
}


def numbered(kind: str) -> Generator:
    """A record by its number alone."""
    return lambda setting: Filled.as_written(_number(setting, kind))


def case_ref(setting: Setting) -> Filled:
    """A case by its number or by its client."""
    if setting.chance(0.55):
        return Filled.as_written(_number(setting, "case"))
    name = full_name(setting) if setting.chance(0.7) else person_name(setting)
    return Filled.as_written(name.lower() if setting.chance(0.1) else name)


def titled_or_numbered(kind: str, titles: Generator, numbers: float) -> Generator:
    """A record by its title, or by its number as often as `numbers` says."""

    def reference(setting: Setting) -> Filled:
        return Filled.as_written(_number(setting, kind)) if setting.chance(numbers) else titles(setting)

    return reference


def sheet_range(setting: Setting) -> Filled:
    """Cells in A1 notation."""
    first, last = sorted(setting.rng.sample("ABCDEFGHIJKL", 2))
    top, bottom = setting.rng.randint(1, 5), setting.rng.randint(6, 120)
    whole = f"{first}{top}:{last}{bottom}"
    cells = setting.pick(
        [whole, whole, whole, f"{first}:{last}", f"{first}{top}:{last}", f"{first}{bottom}", f"{top}:{bottom}"]
    )
    if setting.chance(0.2):
        cells = f"{setting.pick(entries('sheet_tab', setting.language))}!{cells}"
    return Filled.as_written(cells.lower() if "!" not in cells and setting.chance(0.15) else cells)


def _number(setting: Setting, kind: str) -> str:
    rng = setting.rng
    return setting.weighted(FORMS[kind]).format(
        small=rng.randint(1, 60),
        digit=rng.randint(1, 9),
        three=f"{rng.randint(0, 999):03}",
        four=f"{rng.randint(1, 9999):04}",
        year=setting.now.year,
        hex=f"{rng.getrandbits(32):08x}",
    )


NUMBERED = ("quote_id", "invoice_id", "message_id", "memory_id", "document_id", "passage_id", "comment_id")

IDENTIFIERS: Mapping[str, Generator] = {
    **{kind: numbered(kind) for kind in NUMBERED},
    "case_ref": case_ref,
    "sheet_range": sheet_range,
}
