"""Visas side by side, and when a stay permit runs out."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict

from handlers.business.visa_advice import ADVICE
from handlers.business.visas import VISAS, Visa
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Source, Value

MOST = 6
"""Visas that can be compared at once."""

FARTHEST = 20 * 366
"""Days between an entry and today beyond which the date is a slip."""


class VisaTerms(Value):
    """What a visa allows. What is absent is not known."""

    name: Annotated[str, Label("visa", id="visa", it="visto", role="title")]
    code: Annotated[str, Label("index", id="indeks", it="indice")]
    kind: Annotated[str, Label("kind", id="jenis", it="tipo")]
    stay_days: Annotated[int, Label("stay in days", id="masa tinggal (hari)", it="permanenza in giorni")]
    longest_days: Annotated[
        int | None, Label("longest stay in days", id="masa tinggal terlama (hari)", it="permanenza massima in giorni")
    ]
    work: Annotated[str, Label("work", id="bekerja", it="lavoro")]
    guarantor: Annotated[bool, Label("guarantor needed", id="perlu penjamin", it="serve un garante")]
    documents: Annotated[int, Label("documents", id="jumlah dokumen", it="documenti")]
    caveat: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


class VisaComparison(Value):
    """Visas in the order in which they were named."""

    model_config = ConfigDict(json_schema_extra=titled("Visas compared", "Perbandingan visa", "Visti a confronto"))

    visas: Annotated[tuple[VisaTerms, ...], Label("visas", id="visa", it="visti")]


class PermitExpiry(Value):
    """Days of a stay permit. The day of entry is the first day, so that 30 days from 1 December end on the 30th.

    `extensions_left` is absent where it is not known; the days of the extension where there is none to ask for.
    """

    model_config = ConfigDict(json_schema_extra=titled("Stay permit", "Izin tinggal", "Permesso di soggiorno"))

    visa: Annotated[str, Label("visa", id="visa", it="visto", role="title")]
    code: Annotated[str, Label("index", id="indeks", it="indice")]
    entered: Annotated[dt.date, Label("from", id="mulai", it="dal")]
    expires: Annotated[dt.date, Label("expires on", id="berakhir tanggal", it="scade il")]
    days_left: Annotated[int | None, Label("days left", id="sisa hari", it="giorni rimasti")]
    days_over: Annotated[int | None, Label("days overstayed", id="hari overstay", it="giorni di overstay")]
    extensions_used: Annotated[int, Label("extensions used", id="perpanjangan terpakai", it="proroghe usate")]
    extensions_left: Annotated[int | None, Label("extensions left", id="sisa perpanjangan", it="proroghe rimaste")]
    extend_from: Annotated[dt.date | None, Label("apply from", id="ajukan mulai", it="richiesta dal")]
    extend_by: Annotated[
        dt.date | None, Label("apply at the latest on", id="ajukan paling lambat", it="richiesta entro")
    ]
    extended_until: Annotated[
        dt.date | None, Label("then valid until", id="lalu berlaku sampai", it="poi valido fino al")
    ]
    note: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    caveat: Annotated[str | None, Label("about these dates", id="tentang tanggal ini", it="su queste date")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


@handler(
    "visa.compare",
    effect="read",
    examples=[
        ("compare the VOA with the tourist visa", {"visas": ["VOA", "tourist visa"]}),
        ("E28A vs E33G, what's the difference", {"visas": ["E28A", "E33G"]}),
        ("bedanya C1 sama C2 apa ya?", {"visas": ["C1", "C2"]}),
        ("bandingin dong KITAS kerja, KITAS investor", {"visas": ["KITAS kerja", "KITAS investor"]}),
        ("che differenza c'è tra E33F ed E33E?", {"visas": ["E33F", "E33E"]}),
        ("confronta D12 e C12", {"visas": ["D12", "C12"]}),
    ],
)
def compare_visas(
    ctx: Context,
    visas: Annotated[list[str], Label("visa names or codes", id="nama atau kode visa", it="nomi o codici dei visti")],
) -> VisaComparison:
    """Compare visas side by side."""
    found = list(dict.fromkeys(VISAS.find(said, ctx.language) for said in visas))
    if not 2 <= len(found) <= MOST:
        raise InvalidRequest(f"{len(found)} different visas are named by {visas}; name 2 to {MOST} to compare.")
    return VisaComparison(visas=tuple(_terms(visa, ctx.language) for visa in found))


@handler(
    "visa.expiry",
    effect="read",
    examples=[
        ("when does my VOA run out? entered 5 november 2026", {"visa": "VOA", "entry_date": "2026-11-05"}),
        (
            "C1 since 2026-09-20, extended once already, when do i have to extend again?",
            {"visa": "C1", "entry_date": "2026-09-20", "extensions": 1},
        ),
        ("masuk tgl 10 November 2026 pake visa C2, habisnya kapan?", {"visa": "C2", "entry_date": "2026-11-10"}),
        ("KITAS E23 terbit 1 Maret 2026 berlaku sampe kapan ya", {"visa": "KITAS E23", "entry_date": "2026-03-01"}),
        ("quando scade il visto C18 se sono entrato il 2 ottobre 2026?", {"visa": "C18", "entry_date": "2026-10-02"}),
        (
            "VOA prorogato una volta, ingresso 25/10/2026: fino a quando posso restare?",
            {"visa": "VOA", "entry_date": "2026-10-25", "extensions": 1},
        ),
    ],
)
def permit_expiry(
    ctx: Context,
    visa: Annotated[str, Label("visa name or code", id="nama atau kode visa", it="nome o codice del visto")],
    entry_date: Annotated[
        dt.date, Label("day of entry or issue", id="tanggal masuk atau terbit", it="giorno d'ingresso o di rilascio")
    ],
    extensions: Annotated[
        int, Label("extensions already used", id="perpanjangan yang sudah dipakai", it="proroghe già usate")
    ] = 0,
) -> PermitExpiry:
    """Work out when a stay permit expires and when to extend it."""
    found, today = VISAS.find(visa, ctx.language), ctx.now.date()
    if abs((entry_date - today).days) > FARTHEST:
        raise InvalidRequest(f"The entry on {entry_date} is too far from today, {today}; check the year.")
    expires = _last_day(found, entry_date, extensions)
    left = None if found.extensions is None else found.extensions - extensions
    rule = ADVICE.extension.of(found.kind) if left != 0 and found.extension_days else None
    extend_by = rule and expires - dt.timedelta(days=rule.by_days)
    return PermitExpiry(
        visa=found.name.to(ctx.language),
        code=found.code,
        entered=entry_date,
        expires=expires,
        days_left=(expires - today).days if today <= expires else None,
        days_over=(today - expires).days if today > expires else None,
        extensions_used=extensions,
        extensions_left=left,
        extend_from=rule and expires - dt.timedelta(days=rule.from_days),
        extend_by=extend_by,
        extended_until=expires + dt.timedelta(days=found.extension_days or 0) if rule else None,
        note=_note(expires, extend_by, left, today, ctx.language),
        caveat=found.caveat(ctx.language) or (rule and ADVICE.extension.caveat(ctx.language)),
        source=found.cited(),
    )


def _terms(visa: Visa, language: str) -> VisaTerms:
    return VisaTerms(
        name=visa.name.to(language),
        code=visa.code,
        kind=ADVICE.kinds[visa.kind].to(language),
        stay_days=visa.stay_days,
        longest_days=visa.longest_days,
        work=ADVICE.work[visa.work].to(language),
        guarantor=visa.guarantor,
        documents=len(visa.documents),
        caveat=visa.caveat(language),
        source=visa.cited(),
    )


def _last_day(visa: Visa, entered: dt.date, extensions: int) -> dt.date:
    """Raises InvalidRequest for more extensions than the visa has."""
    if extensions < 0:
        raise InvalidRequest(f"{extensions} extensions cannot be; give 0 or more.")
    if visa.extensions is not None and extensions > visa.extensions:
        raise InvalidRequest(
            f"{visa.code} can be extended {visa.extensions} times, not {extensions}; check the number."
        )
    if extensions and visa.extension_days is None:
        raise InvalidRequest(
            f"How many days an extension of {visa.code} adds is not known here; ask without extensions."
        )
    return entered + dt.timedelta(days=visa.stay_days + extensions * (visa.extension_days or 0) - 1)


def _note(expires: dt.date, extend_by: dt.date | None, left: int | None, today: dt.date, language: str) -> str | None:
    if today > expires:
        return ADVICE.notes["expired"].to(language)
    if left == 0:
        return ADVICE.notes["last"].to(language)
    if extend_by is not None and today > extend_by:
        return ADVICE.notes["hurry"].to(language)
    return ADVICE.notes["unknown"].to(language) if left is None else None
