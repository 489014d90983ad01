"""PPh badan, the Indonesian tax on company profits."""

from typing import Annotated

from pydantic import ConfigDict

from handlers.amounts import exact, percent, rupiah, share, whole
from handlers.business.tax_rules import TAXES, corporate_tax
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Money, Source, Value


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
        raise InvalidRequest(f"The profit {gained:,} is above the turnover {turned_over:,}; check the two figures.")
    worked = corporate_tax(gained, turned_over)
    saved = whole(worked.taxable * rules.rate) - worked.tax
    small = turned_over is not None and turned_over <= rules.reduced_turnover
    large = turned_over is not None and turned_over > rules.most_turnover
    told = {"unknown": turnover is None, "final": small, "loss": profit < 0, "large": large}
    return CorporateTax(
        tax=rupiah(worked.tax),
        taxable=rupiah(worked.taxable),
        reduced=rupiah(worked.reduced) if worked.reduced else None,
        rate=percent(rules.rate),
        saved=rupiah(saved) if saved else None,
        effective_rate=share(worked.tax, gained),
        notes=tuple(note.to(ctx.language) for key, note in rules.notes.items() if told[key]),
        source=rules.cited(),
    )
