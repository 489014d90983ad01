"""PPh 21, the Indonesian income tax of a person."""

from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict

from handlers.amounts import exact, percent, rupiah, share, whole
from handlers.business.tax_rules import TAXES, Status, by_bracket, occupational_cost, taxable_income
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Money, Source, Value


class BracketTax(Value):
    """The tax on the part of the income that lies in one bracket."""

    income: Annotated[Money, Label("income", id="penghasilan", it="reddito", role="title")]
    rate: Annotated[float, Label("rate (%)", id="tarif (%)", it="aliquota (%)")]
    tax: Annotated[Money, Label("tax", id="pajak", it="imposta")]


class IncomeTax(Value):
    """PPh 21 of an employee for a year. `effective_rate`: percent of the gross income."""

    model_config = ConfigDict(json_schema_extra=titled("Income tax (PPh 21)", "PPh 21", "Imposta sul reddito (PPh 21)"))

    tax: Annotated[Money, Label("tax a year", id="pajak setahun", it="imposta annua", role="title")]
    gross: Annotated[Money, Label("gross income", id="penghasilan bruto", it="reddito lordo")]
    status: Annotated[Status, Label("status", id="status", it="stato")]
    occupational_cost: Annotated[Money, Label("occupational cost", id="biaya jabatan", it="spese di lavoro")]
    allowance: Annotated[Money, Label("untaxed income (PTKP)", id="PTKP", it="reddito esente (PTKP)")]
    taxable: Annotated[Money, Label("taxable income", id="penghasilan kena pajak", it="reddito imponibile")]
    brackets: Annotated[tuple[BracketTax, ...], Label("by bracket", id="per lapisan", it="per scaglione")]
    surcharge: Annotated[
        Money | None, Label("surcharge without NPWP", id="tambahan tanpa NPWP", it="maggiorazione senza NPWP")
    ]
    monthly: Annotated[Money, Label("a month on average", id="rata-rata per bulan", it="in media al mese")]
    effective_rate: Annotated[float, Label("effective rate (%)", id="tarif efektif (%)", it="aliquota effettiva (%)")]
    notes: Annotated[tuple[str, ...], Label("please note", id="perhatian", it="attenzione")]
    unverified: Annotated[
        tuple[str, ...], Label("still to be verified", id="masih perlu dipastikan", it="ancora da verificare")
    ]
    sources: Annotated[tuple[Source, ...], Label("sources", role="hidden")]


@handler(
    "tax.income",
    effect="read",
    examples=[
        ("income tax on 180 million a year, single", {"annual_income": 180000000, "status": "TK/0"}),
        (
            "what's the pph 21 for 300 million a year, married with 2 kids",
            {"annual_income": 300000000, "status": "K/2"},
        ),
        ("gaji setahun 120 juta K/1 kena pajak brp?", {"annual_income": 120000000, "status": "K/1"}),
        (
            "pph 21 penghasilan 84 juta setahun, lajang, ga punya npwp",
            {"annual_income": 84000000, "status": "TK/0", "has_npwp": False},
        ),
        ("quante tasse pago su 240 milioni di rupie l'anno?", {"annual_income": 240000000}),
        (
            "imposta su 600 milioni di rupie all'anno, sposato con un figlio",
            {"annual_income": 600000000, "status": "K/1"},
        ),
    ],
)
def income_tax(
    ctx: Context,
    annual_income: Annotated[
        float,
        Label(
            "gross yearly income in rupiah", id="penghasilan bruto setahun (rupiah)", it="reddito lordo annuo (rupie)"
        ),
    ],
    status: Annotated[
        Status | None,
        Label("marital and dependant status", id="status kawin dan tanggungan", it="stato civile e familiari a carico"),
    ] = None,
    has_npwp: Annotated[
        bool | None, Label("whether the person has a tax number", id="punya NPWP", it="se ha l'NPWP")
    ] = None,
) -> IncomeTax:
    """Work out Indonesian personal income tax (PPh 21)."""
    gross, rules, applied = exact(annual_income, "yearly income"), TAXES.income, status or "TK/0"
    parts = (rules.brackets, rules.allowance, rules.occupation, *([rules.surcharge] if has_npwp is False else []))
    taxable = taxable_income(gross, applied)
    brackets = tuple(by_bracket(taxable))
    before = sum(each.tax for each in brackets)
    surcharge = whole(before * rules.surcharge.rate) if has_npwp is False else 0
    tax = before + surcharge
    told = {"employee": True, "assumed": status is None, "with_number": has_npwp is None, "nik": has_npwp is False}
    return IncomeTax(
        tax=rupiah(tax),
        gross=rupiah(gross),
        status=applied,
        occupational_cost=rupiah(occupational_cost(gross)),
        allowance=rupiah(rules.allowance.of(applied)),
        taxable=rupiah(taxable),
        brackets=tuple(BracketTax(income=rupiah(b.income), rate=percent(b.rate), tax=rupiah(b.tax)) for b in brackets),
        surcharge=rupiah(surcharge) if has_npwp is False else None,
        monthly=rupiah(whole(Decimal(tax) / 12)),
        effective_rate=share(tax, gross),
        notes=tuple(note.to(ctx.language) for key, note in rules.notes.items() if told[key]),
        unverified=tuple(part.source for part in parts if part.checked is not True),
        sources=tuple(part.cited() for part in parts),
    )
