"""Which visa fits: recommended out of the reference data, with reasons and what to beware of."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import ConfigDict

from handlers.business import nationality as passports
from handlers.business.purposes import PURPOSES, purposes_of
from handlers.business.visa import passport_rule
from handlers.business.visas import VISAS, Kind, Visa, Work
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Provenance, Translated, load
from handlers.values import Source, Value

MOST = 3
"""Visas that are recommended at once."""

KINDS: tuple[Kind, ...] = ("visa_free", "on_arrival", "single_entry", "multiple_entry", "limited_stay")
"""From the least trouble and obligation to the most, where several visas serve."""

VISIT = 60
"""Days up to which a stay is a visit: for it the least trouble counts more than the visa's main purpose."""


class ExtensionRule(Value):
    """Days before the end of a permit between which its extension is best asked for."""

    kinds: tuple[Kind, ...]
    from_days: int
    by_days: int


class ExtensionRules(Provenance):
    rules: tuple[ExtensionRule, ...]

    def of(self, kind: Kind) -> ExtensionRule | None:
        return next((rule for rule in self.rules if kind in rule.kinds), None)


class Advice(Value):
    """The sentences of a recommendation."""

    reasons: Mapping[Literal["purpose", "first_permit", "extended", "stay"], Translated]
    caveats: Mapping[Literal["extensions_unknown", "passport_matters"], Translated]
    too_short: Translated
    closed: Translated
    work: Mapping[Work, Translated]
    kinds: Mapping[Kind, Translated]
    extension: ExtensionRules
    notes: Mapping[Literal["last", "unknown", "hurry", "expired"], Translated]


ADVICE = load(Path(__file__).parent / "data/visa_advice.yaml", Advice)


class VisaOption(Value):
    """A visa that may fit. `longest_days` is absent where the number of extensions is not known."""

    name: Annotated[str, Label("visa", id="visa", it="visto", role="title")]
    code: Annotated[str, Label("index", id="indeks", it="indice")]
    kind: Annotated[str, Label("kind", id="jenis", it="tipo")]
    stay_days: Annotated[int, Label("stay in days", id="masa tinggal (hari)", it="permanenza in giorni")]
    longest_days: Annotated[
        int | None, Label("longest stay in days", id="masa tinggal terlama (hari)", it="permanenza massima in giorni")
    ]
    reasons: Annotated[tuple[str, ...], Label("why", id="alasan", it="perché")]
    caveats: Annotated[tuple[str, ...], Label("beware", id="perhatikan", it="attenzione")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


class VisaRecommendation(Value):
    """The best first. `note` says so where nothing fits; then `nearest` are those that come closest."""

    model_config = ConfigDict(json_schema_extra=titled("Recommended visa", "Visa yang disarankan", "Visto consigliato"))

    purposes: Annotated[tuple[str, ...], Label("purpose", id="tujuan", it="scopo")]
    passport: Annotated[str | None, Label("passport", id="paspor", it="passaporto")]
    stay_days: Annotated[int | None, Label("stay in days", id="lama tinggal (hari)", it="giorni di permanenza")]
    note: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    recommended: Annotated[tuple[VisaOption, ...], Label("recommended", id="disarankan", it="consigliati")]
    nearest: Annotated[tuple[VisaOption, ...], Label("nearest", id="yang mendekati", it="i più vicini")]


class Wish(NamedTuple):
    """What a person wants: purposes by key, the passport's country in ISO 3166."""

    purposes: Sequence[str]
    country: str | None
    days: int | None


@handler(
    "visa.oracle",
    effect="read",
    examples=[
        (
            "which visa do i need to work remotely from Bali for 6 months? i'm british",
            {"purpose": "work remotely", "nationality": "british", "stay_days": 180},
        ),
        ("best visa for a surf trip of 45 days", {"purpose": "surf trip", "stay_days": 45}),
        ("mau pensiun di Bali, visa apa yang cocok?", {"purpose": "pensiun"}),
        (
            "orang Jepang mau kerja di perusahaan Indonesia perlu visa apa ya",
            {"purpose": "kerja di perusahaan", "nationality": "orang Jepang"},
        ),
        ("che visto mi serve per investire in una società a Bali?", {"purpose": "investire in una società"}),
        (
            "vengo in vacanza 3 settimane, passaporto italiano: quale visto?",
            {"purpose": "vacanza", "nationality": "italiano", "stay_days": 21},
        ),
    ],
)
def recommend_visa(
    ctx: Context,
    purpose: Annotated[str, Label("why the person comes", id="tujuan datang", it="scopo del viaggio")],
    nationality: Annotated[str | None, Label("passport", id="paspor", it="passaporto")] = None,
    stay_days: Annotated[
        int | None, Label("length of stay in days", id="lama tinggal (hari)", it="durata del soggiorno in giorni")
    ] = None,
) -> VisaRecommendation:
    """Recommend the right Indonesian visa for a purpose and nationality."""
    if stay_days is not None and stay_days < 1:
        raise InvalidRequest(f"A stay of {stay_days} days is none; give at least 1, or leave it out.")
    country = None if nationality is None else passports.country(nationality)
    wish = Wish(purposes_of(purpose, ctx.language), country, stay_days)
    serving = [visa for visa in VISAS.visas if set(visa.purposes) & set(wish.purposes)]
    allowed = [visa for visa in serving if _eligible(visa, wish) is not False]
    fitting = sorted((visa for visa in allowed if _lasts(visa, wish.days)), key=lambda visa: _rank(visa, wish))
    nearest = [] if fitting else sorted(allowed, key=lambda visa: -(visa.longest_days or visa.stay_days))
    note = None
    if not fitting:
        note = (ADVICE.too_short if allowed else ADVICE.closed).to(ctx.language).format(days=stay_days)
    return VisaRecommendation(
        purposes=_names(wish.purposes, ctx.language),
        passport=country and passports.country_name(country, ctx.language),
        stay_days=stay_days,
        note=note,
        recommended=tuple(_option(visa, wish, ctx.language) for visa in fitting[:MOST]),
        nearest=tuple(_option(visa, wish, ctx.language) for visa in nearest[:MOST]),
    )


def _eligible(visa: Visa, wish: Wish) -> bool | None:
    """Whether the passport opens the visa; None where that is not known."""
    if visa.open_to == "everyone":
        return True
    return None if wish.country is None else passport_rule(visa, wish.country, "en").eligible


def _lasts(visa: Visa, days: int | None) -> bool:
    """Whether the stay may be long enough: unlimited extensions are possible where their number is not known."""
    if days is None or days <= (visa.longest_days or visa.stay_days):
        return True
    return visa.extensions is None and visa.extension_days is not None


def _rank(visa: Visa, wish: Wish) -> tuple[int, ...]:
    """The lower the better: purposes left out, uncertain passport, extensions needed, then trouble and main purpose.

    Without a passport a visa on arrival counts as open, since most of those who ask hold one that it is for.
    """
    uncertain = _eligible(visa, wish) is None and not (wish.country is None and visa.open_to == "on_arrival")
    left_out = len(set(wish.purposes) - set(visa.purposes))
    extended = wish.days is not None and wish.days > visa.stay_days
    trouble, aside = KINDS.index(visa.kind), visa.purposes[0] not in wish.purposes
    visiting = wish.days is not None and wish.days <= VISIT
    return left_out, uncertain, extended, *((trouble, aside) if visiting else (aside, trouble)), visa.stay_days


def _option(visa: Visa, wish: Wish, language: str) -> VisaOption:
    return VisaOption(
        name=visa.name.to(language),
        code=visa.code,
        kind=ADVICE.kinds[visa.kind].to(language),
        stay_days=visa.stay_days,
        longest_days=visa.longest_days,
        reasons=tuple(_reasons(visa, wish, language)),
        caveats=tuple(_caveats(visa, wish, language)),
        source=visa.cited(),
    )


def _reasons(visa: Visa, wish: Wish, language: str) -> list[str]:
    served = _names([key for key in wish.purposes if key in visa.purposes], language)
    reasons = [ADVICE.reasons["purpose"].to(language).format(purposes=", ".join(served))]
    days, extra = wish.days, visa.extension_days
    if days is None:
        reasons.append(ADVICE.reasons["stay"].to(language).format(days=visa.stay_days))
    elif days <= visa.stay_days:
        reasons.append(ADVICE.reasons["first_permit"].to(language).format(days=days))
    elif extra and days <= (visa.longest_days or 0):
        count = -(-(days - visa.stay_days) // extra)
        reasons.append(ADVICE.reasons["extended"].to(language).format(days=days, count=count, extra=extra))
    return reasons


def _caveats(visa: Visa, wish: Wish, language: str) -> list[str]:
    caveats: list[str | None] = list(VISAS.conditions_of(visa, language))
    if wish.country is not None:
        caveats.append(passport_rule(visa, wish.country, language).note)
    elif visa.open_to != "everyone":
        caveats.append(ADVICE.caveats["passport_matters"].to(language))
    if visa.extensions is None and wish.days is not None and wish.days > visa.stay_days:
        caveats.append(ADVICE.caveats["extensions_unknown"].to(language).format(stay=visa.stay_days))
    caveats.append(visa.caveat(language))
    return [caveat for caveat in caveats if caveat]


def _names(purposes: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple(PURPOSES[key].name.to(language) for key in purposes)
