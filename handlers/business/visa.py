"""Visas: what they ask for, and what overstaying them costs."""

from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict

from handlers.business import nationality as passports
from handlers.business.visas import VISAS, Visa
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Provenance, Translated, load
from handlers.values import Money, Source, Value


class OverstayRule(Provenance):
    """What a day costs, in rupiah, and the day after which there is removal instead of a fine."""

    per_day: int
    most_days: int
    fined: Translated
    removed: Translated


OVERSTAY = load(Path(__file__).parent / "data/overstay.yaml", OverstayRule)


class OverstayFine(Value):
    """`fine` is absent where the law knows none any more: beyond 60 days, with deportation and a ban instead."""

    model_config = ConfigDict(json_schema_extra=titled("Overstay fine", "Denda overstay", "Multa per overstay"))

    days: Annotated[int, Label("days overstayed", id="hari overstay", it="giorni di overstay")]
    fine: Annotated[Money | None, Label("fine", id="denda", it="multa")]
    per_day: Annotated[Money, Label("rate a day", id="tarif per hari", it="tariffa al giorno")]
    consequence: Annotated[str, Label("consequence", id="akibat", it="conseguenza")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


class PassportRule(Value):
    """What a nationality changes. `eligible` is absent where our list does not tell."""

    model_config = ConfigDict(json_schema_extra=titled("Passport", "Paspor", "Passaporto"))

    country: Annotated[str, Label("passport", id="paspor", it="passaporto", role="title")]
    eligible: Annotated[bool | None, Label("may apply", id="boleh mengajukan", it="può richiederlo")]
    note: Annotated[str | None, Label("note", id="catatan", it="nota")]


class VisaRequirements(Value):
    """What a visa allows and asks for. Days count from entry; what is absent is not known."""

    model_config = ConfigDict(json_schema_extra=titled("Visa requirements", "Persyaratan visa", "Requisiti del visto"))

    name: Annotated[str, Label("visa", id="visa", it="visto", role="title")]
    code: Annotated[str, Label("index", id="indeks", it="indice")]
    stay_days: Annotated[int, Label("stay in days", id="masa tinggal (hari)", it="permanenza in giorni")]
    extensions: Annotated[int | None, Label("extensions", id="jumlah perpanjangan", it="proroghe")]
    extension_days: Annotated[
        int | None, Label("days an extension adds", id="hari per perpanjangan", it="giorni per proroga")
    ]
    longest_days: Annotated[
        int | None, Label("longest stay in days", id="masa tinggal terlama (hari)", it="permanenza massima in giorni")
    ]
    guarantor: Annotated[bool, Label("guarantor needed", id="perlu penjamin", it="serve un garante")]
    documents: Annotated[tuple[str, ...], Label("documents", id="dokumen", it="documenti")]
    conditions: Annotated[tuple[str, ...], Label("conditions", id="ketentuan", it="condizioni")]
    passport: Annotated[PassportRule | None, Label("for this passport", id="untuk paspor ini", it="con il passaporto")]
    checked: Annotated[bool, Label("checked", role="hidden")]
    caveat: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


@handler(
    "visa.overstay_fine",
    effect="read",
    examples=[
        ("how much is the fine for 10 days overstay?", {"days": 10}),
        ("overstayed 2 weeks, what do i pay at the airport", {"days": 14}),
        ("denda overstay 3 hari berapa ya", {"days": 3}),
        ("kak visa aku lewat 65 hari, kena berapa?", {"days": 65}),
        ("quanto pago di multa per 5 giorni di overstay?", {"days": 5}),
        ("visto scaduto da 20 giorni, che multa c'è", {"days": 20}),
    ],
)
def overstay_fine(
    ctx: Context, days: Annotated[int, Label("days overstayed", id="jumlah hari overstay", it="giorni di overstay")]
) -> OverstayFine:
    """Work out the fine for overstaying in Indonesia."""
    if days <= 0:
        raise InvalidRequest(f"{days} days are no overstay; give the number of days beyond the permit, at least 1.")
    fined = days <= OVERSTAY.most_days
    return OverstayFine(
        days=days,
        fine=Money(amount=days * OVERSTAY.per_day, currency="IDR") if fined else None,
        per_day=Money(amount=OVERSTAY.per_day, currency="IDR"),
        consequence=(OVERSTAY.fined if fined else OVERSTAY.removed).to(ctx.language),
        source=OVERSTAY.cited(),
    )


@handler(
    "visa.requirements",
    effect="read",
    examples=[
        ("what do i need for a KITAS E23", {"visa": "KITAS E23"}),
        (
            "digital nomad visa requirements? i'm canadian",
            {"visa": "digital nomad visa", "nationality": "canadian"},
        ),
        ("berkas visa C18 apa aja ya", {"visa": "C18"}),
        ("syarat VOA buat orang Rusia gimana", {"visa": "VOA", "nationality": "orang Rusia"}),
        ("che documenti servono per il visto turistico?", {"visa": "visto turistico"}),
        ("requisiti KITAS investitore, passaporto italiano", {"visa": "KITAS investitore", "nationality": "italiano"}),
    ],
)
def visa_requirements(
    ctx: Context,
    visa: Annotated[str, Label("visa name or code", id="nama atau kode visa", it="nome o codice del visto")],
    nationality: Annotated[str | None, Label("passport", id="paspor", it="passaporto")] = None,
) -> VisaRequirements:
    """Documents and conditions that a visa asks for."""
    found = VISAS.find(visa, ctx.language)
    return VisaRequirements(
        name=found.name.to(ctx.language),
        code=found.code,
        stay_days=found.stay_days,
        extensions=found.extensions,
        extension_days=found.extension_days,
        longest_days=found.longest_days,
        guarantor=found.guarantor,
        documents=VISAS.documents_of(found, ctx.language),
        conditions=VISAS.conditions_of(found, ctx.language),
        passport=None if nationality is None else passport_rule(found, passports.country(nationality), ctx.language),
        checked=found.checked is True,
        caveat=found.caveat(ctx.language),
        source=found.cited(),
    )


def passport_rule(visa: Visa, country: str, language: str) -> PassportRule:
    """What the passport of a country (ISO 3166) changes for a visa."""
    granted = {grant for grant, listed in passports.DATA.lists.items() if country in listed.countries}
    eligible: bool | None = visa.open_to == "everyone" or visa.open_to in granted
    note = None
    if not eligible and visa.open_to == "on_arrival":
        # The list grows by decree: what it lacks may have been added since.
        eligible, note = None, passports.DATA.notes["unlisted"]
    elif not eligible:
        note = passports.DATA.notes["closed"]
    elif "calling_visa" in granted:
        note = passports.DATA.notes["calling_visa"]
    elif "visa_free" in granted and visa.kind in ("on_arrival", "single_entry"):
        note = passports.DATA.notes["visa_free"]
    name = passports.country_name(country, language)
    return PassportRule(country=name, eligible=eligible, note=note and note.to(language))
