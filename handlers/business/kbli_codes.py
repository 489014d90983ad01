"""The Indonesian classification of businesses (KBLI 2025) as reference data.

`data/kbli.yaml` holds the codes that were looked up one by one; `data/kbli_titles.yaml` further ones, of which only the
title is known. The second file may be replaced by the whole classification, see `kbli_import.py`.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from handlers.reference import Provenance, Translated, load
from handlers.values import Source, Value

Code = Annotated[str, Field(pattern=r"^\d{5}$")]
Risk = Literal["low", "medium_low", "medium_high", "high"]
Ownership = Literal["open", "reserved", "unknown"]
Part = Literal["title", "from_2020", "ownership"]


class Activity(Value):
    """One code. `risk`: of a large enterprise, one for each scope; empty where there is none, null where not known."""

    code: Code
    title: Translated
    description: Translated | None
    from_2020: tuple[Code, ...]
    risk: tuple[Risk, ...] | None
    ownership: Ownership
    verified: tuple[Part, ...] = ()

    @property
    def unverified(self) -> tuple[Part, ...]:
        """What is stated here and was not compared with its source."""
        stated: dict[Part, bool] = {
            "title": self.description is None,
            "from_2020": bool(self.from_2020),
            "ownership": self.ownership != "unknown",
        }
        return tuple(part for part, there in stated.items() if there and part not in self.verified)

    @property
    def offered(self) -> bool:
        """Whether a foreigner may own it wholly and OSS offers it to a large enterprise, as far as it is known."""
        return self.ownership == "open" and self.risk != ()


class CodeTitle(Value):
    """A code's official title, ours in the other languages (the official one where there is none), what it covers."""

    id: str
    en: str | None = None
    it: str | None = None
    covers: str | None = None

    def as_activity(self, code: str, *, checked: bool) -> Activity:
        covers = self.covers and Translated(en=self.covers, id=self.covers, it=self.covers)
        return Activity(
            code=code,
            title=Translated(en=self.en or self.id, id=self.id, it=self.it or self.id),
            description=covers or None,
            from_2020=(),
            risk=None,
            ownership="unknown",
            verified=("title",) if checked else (),
        )


class CodeTitles(Provenance):
    titles: Mapping[Code, CodeTitle]


class Classification(Provenance):
    """The codes that were looked up, and the words for risks, ownership and parts of an entry."""

    codes: tuple[Activity, ...]
    texts: Mapping[Risk | Ownership | Part, Translated]

    @model_validator(mode="after")
    def _no_code_twice(self) -> Self:
        codes = [activity.code for activity in self.codes]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"codes stand there twice: {sorted(twice)}")
        return self


class Codes:
    """All codes that are known: what was looked up goes before a mere title."""

    def __init__(self, looked_up: Classification, listed: CodeTitles) -> None:
        self.texts = looked_up.texts
        self._looked_up = {activity.code: activity for activity in looked_up.codes}
        self._sources = (looked_up.cited(), listed.cited())
        checked = listed.checked is True
        titles = {code: title.as_activity(code, checked=checked) for code, title in listed.titles.items()}
        self._all = {**titles, **self._looked_up}

    @cached_property
    def codes(self) -> tuple[Activity, ...]:
        """In order of their codes."""
        return tuple(self._all[code] for code in sorted(self._all))

    def by_code(self, code: str) -> Activity | None:
        return self._all.get(code)

    def source(self, activity: Activity) -> Source:
        looked_up, listed = self._sources
        return looked_up if activity.code in self._looked_up else listed


_DATA = Path(__file__).parent / "data"
KBLI = Codes(load(_DATA / "kbli.yaml", Classification), load(_DATA / "kbli_titles.yaml", CodeTitles))
