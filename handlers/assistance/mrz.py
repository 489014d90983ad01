"""The machine-readable zone of passports, cards and visas, with its check digits (ICAO Doc 9303, parts 3 to 7)."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LINE = re.compile(r"[A-Z0-9<]+")
_WEIGHTS = (7, 3, 1)

_EXPIRY_AHEAD = 50
"""Years ahead that an expiry may lie; two digits of a year say no century."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of one form stand: (line, start, end), the check digit right after the end of each checked part.

    composite: the spans that the last check digit covers, and where it stands; visas have none.
    """

    lines: int
    width: int
    parts: Mapping[str, tuple[int, int, int]]
    composite: tuple[tuple[int, int, int], ...] = ()
    composite_at: tuple[int, int] | None = None


_PASSPORT = {
    "names": (0, 5, 44),
    "issuer": (0, 2, 5),
    "number": (1, 0, 9),
    "nationality": (1, 10, 13),
    "birth": (1, 13, 19),
    "sex": (1, 20, 21),
    "expiry": (1, 21, 27),
}
_TD3 = Layout(2, 44, _PASSPORT, ((1, 0, 10), (1, 13, 20), (1, 21, 43)), (1, 43))
_TD2 = Layout(2, 36, {**_PASSPORT, "names": (0, 5, 36)}, ((1, 0, 10), (1, 13, 20), (1, 21, 35)), (1, 35))
_TD1 = Layout(
    3,
    30,
    {
        "names": (2, 0, 30),
        "issuer": (0, 2, 5),
        "number": (0, 5, 14),
        "nationality": (1, 15, 18),
        "birth": (1, 0, 6),
        "sex": (1, 7, 8),
        "expiry": (1, 8, 14),
    },
    ((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
    (1, 29),
)
_VISA_A = Layout(2, 44, _PASSPORT)
_VISA_B = Layout(2, 36, _TD2.parts)

CHECKED = ("number", "birth", "expiry")


@dataclass(frozen=True, slots=True)
class Zone:
    """What a zone says. Countries are ISO 3166 alpha-3 codes (`D` is Germany); `sex` is F, M or empty.

    wrong: the parts whose check digit does not fit: they were misread or tampered with. A date that cannot be is None.
    """

    document: str
    number: str
    surname: str
    given_names: str
    nationality: str
    issuer: str
    birth: dt.date | None
    sex: str
    expiry: dt.date | None
    wrong: tuple[str, ...]


def find(text: str, today: dt.date) -> Zone | None:
    """The first machine-readable zone in a text; None where there is none. `today` tells the centuries."""
    lines = [line for line in map(_squeezed, text.splitlines()) if line]
    for start in range(len(lines)):
        for layout in _layouts(lines[start]):
            zone = lines[start : start + layout.lines]
            if len(zone) == layout.lines and all(_fits(line, layout) for line in zone):
                return _read(zone, layout, today)
    return None


def check_digit(text: str) -> str:
    """Weights 7, 3, 1; letters count from 10, fillers 0."""
    return str(sum(_value(c) * _WEIGHTS[index % 3] for index, c in enumerate(text)) % 10)


def _value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)


def _squeezed(line: str) -> str:
    """PDFs put spaces between letters, and « for two fillers."""
    return "".join(line.upper().replace("«", "<<").split())


def _fits(line: str, layout: Layout) -> bool:
    return len(line) == layout.width and _LINE.fullmatch(line) is not None


def _layouts(first: str) -> Iterator[Layout]:
    """Which forms a first line may begin: P is a passport, V a visa, A, C and I are cards."""
    match first[:1], len(first):
        case "P", 44:
            yield _TD3
        case "V", 44:
            yield _VISA_A
        case "V", 36:
            yield _VISA_B
        case (("A" | "C" | "I" | "P"), 36):
            yield _TD2
        case (("A" | "C" | "I"), 30):
            yield _TD1
        case _:
            return


def _read(zone: list[str], layout: Layout, today: dt.date) -> Zone:
    part = {name: zone[line][start:end] for name, (line, start, end) in layout.parts.items()}
    surname, _, given = part["names"].partition("<<")
    return Zone(
        document={"P": "passport", "V": "visa"}.get(zone[0][0], "identity card"),
        number=part["number"].rstrip("<"),
        surname=_words(surname),
        given_names=_words(given),
        nationality=part["nationality"].rstrip("<"),
        issuer=part["issuer"].rstrip("<"),
        birth=_date(part["birth"], latest=today),
        sex=part["sex"] if part["sex"] in ("F", "M") else "",
        expiry=_date(part["expiry"], latest=dt.date(today.year + _EXPIRY_AHEAD, 12, 31)),
        wrong=tuple(_wrong(zone, layout)),
    )


def _wrong(zone: list[str], layout: Layout) -> Iterator[str]:
    for name in CHECKED:
        line, start, end = layout.parts[name]
        if zone[line][end] != check_digit(zone[line][start:end]):
            yield name
    if layout.composite_at is not None:
        line, at = layout.composite_at
        if zone[line][at] != check_digit("".join(zone[row][start:end] for row, start, end in layout.composite)):
            yield "whole"


def _words(names: str) -> str:
    return " ".join(names.replace("<", " ").split())


def _date(text: str, latest: dt.date) -> dt.date | None:
    """Of the centuries that fit, the last one up to `latest`."""
    for century in (latest.year // 100, latest.year // 100 - 1):
        try:
            found = dt.date(century * 100 + int(text[:2]), int(text[2:4]), int(text[4:]))
        except ValueError:
            continue
        if found <= latest:
            return found
    return None
