"""Fields of a document: those of its machine-readable zone, and its lines `Label: value`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz

from handlers.assistance.mrz import Zone
from handlers.business.lookup import plain
from handlers.reference import Translated, load
from handlers.values import Value

ALIKE = 85.0
"""Similarity, 0 to 100, from which a label is the field that was asked for."""

MOST = 40
"""Labelled lines that are told where no field was asked for."""

_LABELLED = re.compile(r"^\s*([^\W\d_][^:\n]{1,48}?)\s*:\s+(\S[^\n]{0,300})$", re.MULTILINE)


class FieldNames(Value):
    """What people call a field."""

    name: Translated
    aliases: tuple[str, ...]

    def fits(self, said: str) -> bool:
        return said in map(plain, (self.name.en, self.name.id, self.name.it, *self.aliases))


NAMES = load(Path(__file__).parent / "data/document_fields.yaml", dict[str, FieldNames])


def labelled(text: str) -> dict[str, str]:
    """Value by label of the lines `Label: value`; of a label that stands there twice, the first."""
    found: dict[str, str] = {}
    for label, value in _LABELLED.findall(text):
        found.setdefault(" ".join(label.split()), " ".join(value.split()))
    return dict(list(found.items())[:MOST])


def zone_fields(zone: Zone, language: str) -> dict[str, str]:
    """What a zone says, by the keys of `document_fields.yaml`; what is empty is left out."""
    said = {
        "name": f"{zone.given_names} {zone.surname}".strip(),
        "number": zone.number,
        "nationality": _country(zone.nationality, language),
        "birth": zone.birth.isoformat() if zone.birth else "",
        "expiry": zone.expiry.isoformat() if zone.expiry else "",
        "sex": zone.sex,
        "issuer": _country(zone.issuer, language),
        "surname": zone.surname,
        "given_names": zone.given_names,
    }
    return {key: value for key, value in said.items() if value}


def wanted(names: Sequence[str], zone: Mapping[str, str], lines: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Each name that was asked for with its value, or None. The zone goes first: it has check digits."""
    for name in names:
        said = plain(name)
        key = next((key for key, field in NAMES.items() if field.fits(said)), None)
        if key is not None and key in zone:
            yield name, zone[key]
            continue
        calls = {said} | ({plain(call) for call in (NAMES[key].name.en, *NAMES[key].aliases)} if key else set[str]())
        scored = [(max(fuzz.ratio(plain(label), call) for call in calls), value) for label, value in lines.items()]
        score, value = max(scored, default=(0.0, ""))
        yield name, value if score >= ALIKE else None


def _country(code: str, language: str) -> str:
    """The country's name; the code itself for what is none, such as UNO or XXA."""
    aliases: Mapping[str, Sequence[str]] = {**get_global("territory_aliases"), "D": ["DE"]}
    names: Mapping[str, str] = dict(Locale(language).territories)
    return names.get(aliases.get(code, [code])[0], code)
