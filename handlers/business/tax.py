"""Indonesian taxes on income, sales and company profits."""

from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict

from handlers.amounts import exact, rupiah, whole
from handlers.business.tax_rules import (
    TAXES,
    Status,
    by_bracket,
    corporate_tax,
    occupational_cost,
    taxable_income,
    vat,
)
from handlers.context import Context
from handlers.errors import InvalidRequest
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


class ValueAddedTax(Value):
    """VAT on an amount or inside it. `base`: what the rate is applied to; since 2025 it is 11/12 of the price."""

    model_config = ConfigDict(json_schema_extra=titled("VAT (PPN)", "PPN", "IVA (PPN)"))

    tax: Annotated[Money, Label("VAT", id="PPN", it="IVA", role="title")]
    net: Annotated[Money, Label("without VAT", id="tanpa PPN", it="senza IVA")]
    total: Annotated[Money, Label("with VAT", id="dengan PPN", it="con IVA")]
    base: Annotated[Money, Label("tax base", id="dasar pengenaan pajak", it="base imponibile")]
    rate: Annotated[float, Label("rate (%)", id="tarif (%)", it="aliquota (%)")]
    effective_rate: Annotated[float, Label("effective rate (%)", id="tarif efektif (%)", it="aliquota effettiva (%)")]
    year: Annotated[int, Label("year", role="hidden")]
    note: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


class CorporateTax(Value):
    """Tax on a company's profit of a year. `effective_rate`: percent of the profit."""

    model_config = ConfigDict(
        json_schema_extra=titled("Corporate income tax", "PPh badan", "Imposta sul reddito delle società")
    )

    tax: Annotated[Money, Label("tax a year", id="pajak setahun", it="imposta annua", role="title")]
    taxable: Annotated[Money, Label("taxable profit", id="laba kena pajak", it="utile imponibile")]
    reduced: Annotated[
        Money | None, Label("taxed at half the rate", id="dikenai setengah tarif", it="tassato a metà aliquota")
    ]
    rate: Annotated[float, Label("rate (%)", id="tarif (%)", it="aliquota (%)")]
    saved: Annotated[Money | None, Label("saved by the reduction", id="hemat karena fasilitas", it="risparmio")]
    effective_rate: Annotated[float, Label("effective rate (%)", id="tarif efektif (%)", it="aliquota effettiva (%)")]
    notes: Annotated[tuple[str, ...], Label("please note", id="perhatian", it="attenzione")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


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
        brackets=tuple(BracketTax(income=rupiah(b.income), rate=_percent(b.rate), tax=rupiah(b.tax)) for b in brackets),
        surcharge=rupiah(surcharge) if has_npwp is False else None,
        monthly=rupiah(whole(Decimal(tax) / 12)),
        effective_rate=_effective(tax, gross),
        notes=tuple(note.to(ctx.language) for key, note in rules.notes.items() if told[key]),
        unverified=tuple(part.source for part in parts if part.checked is not True),
        sources=tuple(part.cited() for part in parts),
    )


@handler(
    "tax.vat",
    effect="read",
    examples=[
        ("vat on 20 million rupiah?", {"amount": 20000000}),
        ("how much ppn is inside 5,550,000 rupiah", {"amount": 5550000, "inclusive": True}),
        ("ppn dari 15 juta berapa ya?", {"amount": 15000000}),
        ("harga 2.220.000 udah termasuk ppn, ppn nya brp", {"amount": 2220000, "inclusive": True}),
        ("quant'è l'IVA su 8 milioni di rupie?", {"amount": 8000000}),
        ("IVA su 30 milioni di rupie nel 2024", {"amount": 30000000, "year": 2024}),
    ],
)
def value_added_tax(
    ctx: Context,
    amount: Annotated[float, Label("amount in rupiah", id="jumlah (rupiah)", it="importo (rupie)")],
    inclusive: Annotated[
        bool, Label("whether the amount includes VAT", id="sudah termasuk PPN", it="se l'IVA è compresa")
    ] = False,
    year: Annotated[int | None, Label("tax year", id="tahun pajak", it="anno fiscale")] = None,
) -> ValueAddedTax:
    """Work out Indonesian VAT (PPN) on an amount."""
    taxed = ctx.now.year if year is None else year
    rule = TAXES.vat.of(taxed)
    worked = vat(exact(amount), rule, inclusive=inclusive)
    return ValueAddedTax(
        tax=rupiah(worked.tax),
        net=rupiah(worked.net),
        total=rupiah(worked.net + worked.tax),
        base=rupiah(worked.base),
        rate=_percent(rule.rate),
        effective_rate=float(rule.effective * 100),
        year=taxed,
        note=rule.note and rule.note.to(ctx.language),
        source=rule.cited(),
    )


@handler(
    "tax.corporate",
    effect="read",
    examples=[
        ("corporate tax on 2 billion profit", {"profit": 2000000000}),
        (
            "what tax does a company pay on 900 million profit with 12 billion turnover?",
            {"profit": 900000000, "turnover": 12000000000},
        ),
        ("laba 400 juta omzet 3 miliar pph badannya brp?", {"profit": 400000000, "turnover": 3000000000}),
        ("pajak perusahaan kalo untung 5 miliar berapa", {"profit": 5000000000}),
        ("quante tasse paga la società su un utile di 700 milioni di rupie?", {"profit": 700000000}),
        (
            "imposta sulle società: utile 3 miliardi, fatturato 30 miliardi di rupie",
            {"profit": 3000000000, "turnover": 30000000000},
        ),
    ],
)
def company_tax(
    ctx: Context,
    profit: Annotated[
        float, Label("taxable profit in rupiah", id="laba kena pajak (rupiah)", it="utile imponibile (rupie)")
    ],
    turnover: Annotated[
        float | None, Label("yearly turnover in rupiah", id="omzet setahun (rupiah)", it="fatturato annuo (rupie)")
    ] = None,
) -> CorporateTax:
    """Work out Indonesian corporate income tax."""
    gained, rules = exact(max(profit, 0), "profit"), TAXES.corporate
    turned_over = None if turnover is None else exact(turnover, "turnover")
    if turned_over is not None and gained > turned_over:
        raise InvalidRequest(f"the profit {gained:,} is above the turnover {turned_over:,}; check the two figures")
    worked = corporate_tax(gained, turned_over)
    saved = whole(worked.taxable * rules.rate) - worked.tax
    small = turned_over is not None and turned_over <= rules.reduced_turnover
    large = turned_over is not None and turned_over > rules.most_turnover
    told = {"unknown": turnover is None, "final": small, "loss": profit < 0, "large": large}
    return CorporateTax(
        tax=rupiah(worked.tax),
        taxable=rupiah(worked.taxable),
        reduced=rupiah(worked.reduced) if worked.reduced else None,
        rate=_percent(rules.rate),
        saved=rupiah(saved) if saved else None,
        effective_rate=_effective(worked.tax, gained),
        notes=tuple(note.to(ctx.language) for key, note in rules.notes.items() if told[key]),
        source=rules.cited(),
    )


def _percent(rate: Decimal) -> float:
    return float(rate * 100)


def _effective(tax: int, of: Decimal) -> float:
    """Percent, to two places; of nothing, none."""
    return round(float(100 * tax / of), 2) if of else 0.0
