"""The Indonesian classification of businesses (KBLI 2025), for the codes that foreigners ask for most."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from handlers.choice import only
from handlers.context import Context
from handlers.errors import InvalidRequest, NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Provenance, Translated, load
from handlers.values import Source, Value

NEAREST = 4
"""Codes that are offered when one is not known."""

Code = Annotated[str, Field(pattern=r"^\d{5}$")]
Risk = Literal["low", "medium_low", "medium_high", "high"]
Ownership = Literal["open", "reserved", "unknown"]
Part = Literal["from_2020", "ownership"]


class Activity(Value):
    """One code. `risk`: of a large enterprise, one for each scope; empty where there is none, null where not known."""

    code: Code
    title: Translated
    description: Translated
    from_2020: tuple[Code, ...]
    risk: tuple[Risk, ...] | None
    ownership: Ownership
    verified: tuple[Part, ...] = ()

    @property
    def unverified(self) -> tuple[Part, ...]:
        """What is stated here and was not compared with its source."""
        stated: dict[Part, bool] = {"from_2020": bool(self.from_2020), "ownership": self.ownership != "unknown"}
        return tuple(part for part, there in stated.items() if there and part not in self.verified)


class Classification(Provenance):
    """The codes, and the words for risks, ownership and parts of an entry."""

    codes: tuple[Activity, ...]
    texts: Mapping[Risk | Ownership | Part, Translated]

    @model_validator(mode="after")
    def _no_code_twice(self) -> Self:
        codes = [activity.code for activity in self.codes]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"codes stand there twice: {sorted(twice)}")
        return self


KBLI = load(Path(__file__).parent / "data/kbli.yaml", Classification)


class KbliCode(Value):
    """A business activity. A PT PMA counts as a large enterprise: `risk` and `large_enterprise` are for it."""

    model_config = ConfigDict(json_schema_extra=titled("KBLI code", "Kode KBLI", "Codice KBLI"))

    title: Annotated[str, Label("activity", id="kegiatan", it="attività", role="title")]
    code: Annotated[str, Label("KBLI 2025 code", id="kode KBLI 2025", it="codice KBLI 2025")]
    description: Annotated[str, Label("covers", id="mencakup", it="comprende")]
    ownership: Annotated[str, Label("foreign ownership", id="kepemilikan asing", it="quota straniera")]
    large_enterprise: Annotated[
        bool | None, Label("offered to a PT PMA", id="tersedia untuk PT PMA", it="disponibile per una PT PMA")
    ]
    risk: Annotated[tuple[str, ...], Label("risk level", id="tingkat risiko", it="livello di rischio")]
    from_2020: Annotated[tuple[str, ...], Label("codes of KBLI 2020", id="kode KBLI 2020", it="codici KBLI 2020")]
    unverified: Annotated[
        tuple[str, ...], Label("still to be verified", id="masih perlu dipastikan", it="ancora da verificare")
    ]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


@handler(
    "kbli.lookup",
    effect="read",
    examples=[
        ("what is KBLI 56101?", {"code": "56101"}),
        ("can foreigners own 55203", {"code": "55203"}),
        ("kbli 62199 itu usaha apa ya", {"code": "62199"}),
        ("cek kode 93293 dong, boleh PMA ga", {"code": "93293"}),
        ("a cosa corrisponde il codice KBLI 70209?", {"code": "70209"}),
        ("che roba è il kbli 68111", {"code": "68111"}),
    ],
)
def lookup_kbli(
    ctx: Context, code: Annotated[str, Label("five-digit KBLI code", id="kode KBLI lima digit", it="codice KBLI")]
) -> KbliCode:
    """Look up an Indonesian business classification (KBLI) code."""
    activity = _activity(code, ctx.language)
    return KbliCode(
        title=activity.title.to(ctx.language),
        code=activity.code,
        description=activity.description.to(ctx.language),
        ownership=KBLI.texts[activity.ownership].to(ctx.language),
        large_enterprise=None if activity.risk is None else bool(activity.risk),
        risk=tuple(KBLI.texts[level].to(ctx.language) for level in activity.risk or ()),
        from_2020=activity.from_2020,
        unverified=tuple(KBLI.texts[part].to(ctx.language) for part in activity.unverified),
        source=KBLI.cited(),
    )


def _activity(said: str, language: str) -> Activity:
    """By the code of 2025, else by the one of 2020 that went into it: Ambiguous where several codes took its place."""
    found = re.fullmatch(r"\s*(?:kbli\s*)?(\d{5})\s*", said, re.IGNORECASE)
    if found is None:
        raise InvalidRequest(f"{said!r} is no KBLI code; a code has five digits, such as 56101")
    code = found[1]
    current = [activity for activity in KBLI.codes if activity.code == code]
    fitting = current or [activity for activity in KBLI.codes if code in activity.from_2020]
    if not fitting:
        nearest = [_told(activity, language) for activity in _nearest(code)]
        raise NotFound(
            f"KBLI {code} is not among the {len(KBLI.codes)} codes known here. The nearest: {'; '.join(nearest)}.",
            options=nearest,
        )
    return only(fitting, code, "KBLI code", lambda activity: _told(activity, language))


def _told(activity: Activity, language: str) -> str:
    return f"{activity.code} {activity.title.to(language)}"


def _nearest(code: str) -> list[Activity]:
    """Digits from the left mean ever finer branches: the longer the common start, the nearer."""

    def distance(activity: Activity) -> tuple[int, int]:
        shared = next((i for i in range(5) if activity.code[i] != code[i]), 5)
        return -shared, abs(int(activity.code) - int(code))

    return sorted(KBLI.codes, key=distance)[:NEAREST]
