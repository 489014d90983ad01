"""PPN, the Indonesian value added tax."""

from typing import Annotated

from pydantic import ConfigDict

from handlers.amounts import exact, percent, rupiah
from handlers.business.tax_rules import TAXES, vat
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Money, Source, Value


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
        rate=percent(rule.rate),
        effective_rate=float(rule.effective * 100),
        year=taxed,
        note="; ".join(filter(None, (rule.note and rule.note.to(ctx.language), rule.caveat(ctx.language)))) or None,
        source=rule.cited(),
    )
