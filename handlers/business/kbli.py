"""The Indonesian classification of businesses (KBLI 2025): look a code up, or find those that fit an activity."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict

from handlers.business.kbli_codes import KBLI, Activity
from handlers.business.kbli_ranking import ranked
from handlers.choice import only
from handlers.context import Context
from handlers.errors import InvalidRequest, NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Source, Value

NEAREST = 4
"""Codes that are offered when one is not known."""

MOST = 50
"""Codes that can be asked for at once."""


class KbliCode(Value):
    """A business activity. A PT PMA counts as a large enterprise: `risk` and `large_enterprise` are for it."""

    model_config = ConfigDict(json_schema_extra=titled("KBLI code", "Kode KBLI", "Codice KBLI"))

    title: Annotated[str, Label("activity", id="kegiatan", it="attività", role="title")]
    code: Annotated[str, Label("KBLI 2025 code", id="kode KBLI 2025", it="codice KBLI 2025")]
    description: Annotated[str | None, Label("covers", id="mencakup", it="comprende")]
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


class KbliMatch(Value):
    """A code that fits an activity. `ownership` and `risk` are what is known of a PT PMA."""

    title: Annotated[str, Label("activity", id="kegiatan", it="attività", role="title")]
    code: Annotated[str, Label("KBLI", id="KBLI", it="KBLI")]
    ownership: Annotated[str, Label("foreign ownership", id="kepemilikan asing", it="quota straniera")]
    risk: Annotated[tuple[str, ...], Label("risk level", id="tingkat risiko", it="livello di rischio")]
    unverified: Annotated[
        tuple[str, ...], Label("still to be verified", id="masih perlu dipastikan", it="ancora da verificare")
    ]


class KbliMatches(Value):
    """Codes that fit, the best first. `not_established`: further ones whose foreign ownership is not known here."""

    model_config = ConfigDict(json_schema_extra=titled("KBLI codes", "Kode KBLI", "Codici KBLI"))

    activity: Annotated[str, Label("activity", id="kegiatan", it="attività", role="title")]
    codes: Annotated[tuple[KbliMatch, ...], Label("codes", id="kode", it="codici")]
    not_established: Annotated[
        int | None,
        Label(
            "further codes, foreign ownership not established",
            id="kode lain, kepemilikan asing belum dipastikan",
            it="altri codici, quota straniera non accertata",
        ),
    ]
    sources: Annotated[tuple[Source, ...], Label("sources", role="hidden")]


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
        description=activity.description and activity.description.to(ctx.language),
        ownership=KBLI.texts[activity.ownership].to(ctx.language),
        large_enterprise=None if activity.risk is None else bool(activity.risk),
        risk=tuple(KBLI.texts[level].to(ctx.language) for level in activity.risk or ()),
        from_2020=activity.from_2020,
        unverified=tuple(KBLI.texts[part].to(ctx.language) for part in activity.unverified),
        source=KBLI.source(activity),
    )


@handler(
    "kbli.search",
    effect="read",
    examples=[
        ("which kbli do i need for a surf school?", {"activity": "surf school"}),
        (
            "kbli codes for software development open to foreigners, top 3",
            {"activity": "software development", "foreign_owned": True, "limit": 3},
        ),
        ("kbli buat usaha rental motor apa ya", {"activity": "rental motor"}),
        ("kode kbli toko baju yang mana?", {"activity": "toko baju"}),
        ("che codice KBLI serve per un ristorante?", {"activity": "ristorante"}),
        (
            "codici KBLI per un'agenzia immobiliare, anche a capitale straniero",
            {"activity": "agenzia immobiliare", "foreign_owned": True},
        ),
    ],
)
def search_kbli(
    ctx: Context,
    activity: Annotated[str, Label("what the business does", id="kegiatan usaha", it="cosa fa l'impresa")],
    foreign_owned: Annotated[
        bool,
        Label("only those open to foreign owners", id="hanya yang terbuka untuk asing", it="solo aperti a stranieri"),
    ] = False,
    limit: Annotated[int, Label("most codes", id="jumlah kode", it="numero di codici")] = 5,
) -> KbliMatches:
    """Find the KBLI codes that fit a business activity."""
    if not 1 <= limit <= MOST:
        raise InvalidRequest(f"{limit} codes cannot be listed; ask for 1 to {MOST}.")
    found = ranked(activity)
    if not found:
        raise NotFound(f"No KBLI code of the {len(KBLI.codes)} known here fits {activity!r}; say it in other words.")
    unknown = sum(each.ownership == "unknown" and each.risk != () for each in found)
    shown = matches(activity, ctx.language, foreign_owned=foreign_owned)[:limit]
    known = [found for match in shown if (found := KBLI.by_code(match.code))]
    return KbliMatches(
        activity=" ".join(activity.split()),
        codes=tuple(shown),
        not_established=unknown if foreign_owned and unknown else None,
        sources=tuple(dict.fromkeys(map(KBLI.source, known))),
    )


def _activity(said: str, language: str) -> Activity:
    """By the code of 2025, else by the one of 2020 that went into it: Ambiguous where several codes took its place."""
    found = re.fullmatch(r"\s*(?:kbli\s*)?(\d{5})\s*", said, re.IGNORECASE)
    if found is None:
        raise InvalidRequest(f"{said!r} is no KBLI code; a code has five digits, such as 56101.")
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


def matches(activity: str, language: str, *, foreign_owned: bool) -> Sequence[KbliMatch]:
    """The codes that fit an activity, the best first, in a person's language; only those open to foreigners if so."""
    return [_match(found, language) for found in ranked(activity) if found.offered or not foreign_owned]


def _match(activity: Activity, language: str) -> KbliMatch:
    return KbliMatch(
        title=activity.title.to(language),
        code=activity.code,
        ownership=KBLI.texts[activity.ownership].to(language),
        risk=tuple(KBLI.texts[level].to(language) for level in activity.risk or ()),
        unverified=tuple(KBLI.texts[part].to(language) for part in activity.unverified),
    )
