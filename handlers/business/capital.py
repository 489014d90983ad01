"""The least capital of a PT PMA, for the activities that it plans."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict

from handlers.amounts import exact, rupiah
from handlers.business.kbli_codes import KBLI
from handlers.business.services import Currency
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.exchange import RATES
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Provenance, Translated, load
from handlers.values import Money, Source, Value

MOST_CODES = 20


class CountingRule(Value):
    """Codes that are counted in their own way: by fewer `digits`, or with their `land` and buildings."""

    prefixes: tuple[str, ...]
    digits: int
    land: bool = False
    note: Translated


class CapitalRules(Provenance):
    """Amounts in rupiah. `digits`: how much of a code makes a group, where no exception says otherwise."""

    paid_up: int
    investment: int
    digits: int
    exceptions: tuple[CountingRule, ...]
    notes: Mapping[Literal["land", "location", "locked", "reserved", "unknown"], Translated]

    def exception(self, code: str) -> CountingRule | None:
        return next((each for each in self.exceptions if code.startswith(each.prefixes)), None)

    def group(self, code: str) -> str:
        """The digits by which the investment of a code is counted."""
        found = self.exception(code)
        return code[: found.digits if found else self.digits]


CAPITAL = load(Path(__file__).parent / "data/capital.yaml", CapitalRules)


class CapitalCheck(Value):
    """`required`: the investment must be above it. `missing` is absent where it is enough."""

    model_config = ConfigDict(json_schema_extra=titled("Capital of a PT PMA", "Modal PT PMA", "Capitale di una PT PMA"))

    enough: Annotated[bool, Label("enough", id="cukup", it="sufficiente")]
    planned: Annotated[Money, Label("planned investment", id="rencana investasi", it="investimento previsto")]
    in_rupiah: Annotated[Money | None, Label("in rupiah", id="dalam rupiah", it="in rupie")]
    required: Annotated[Money, Label("must be more than", id="harus lebih dari", it="deve superare")]
    missing: Annotated[Money | None, Label("missing at least", id="kurang setidaknya", it="manca almeno")]
    paid_up: Annotated[
        Money, Label("paid-up capital at least", id="modal disetor minimal", it="capitale versato minimo")
    ]
    groups: Annotated[tuple[str, ...], Label("counted by KBLI", id="dihitung per KBLI", it="conteggio per KBLI")]
    notes: Annotated[tuple[str, ...], Label("please note", id="perhatian", it="attenzione")]
    rate: Annotated[float | None, Label("exchange rate", id="kurs", it="cambio")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]
    rate_source: Annotated[Source | None, Label("rate", id="kurs", it="cambio")]


@handler(
    "company.capital_check",
    effect="read",
    examples=[
        ("is 700k euros enough for a PT PMA?", {"amount": 700000, "currency": "EUR"}),
        (
            "does IDR 12 billion cover a pma with kbli 56101 and 55901",
            {"amount": 12000000000, "currency": "IDR", "kbli_codes": ["56101", "55901"]},
        ),
        ("modal 8 miliar rupiah cukup buat PT PMA ga?", {"amount": 8000000000, "currency": "IDR"}),
        (
            "kalo investasi 1 juta dolar, kbli 62199 bisa PMA?",
            {"amount": 1000000, "currency": "USD", "kbli_codes": ["62199"]},
        ),
        ("bastano 500 mila euro per aprire una PT PMA?", {"amount": 500000, "currency": "EUR"}),
        (
            "con 900000 dollari posso fare una PMA per 46314 e 46420?",
            {"amount": 900000, "currency": "USD", "kbli_codes": ["46314", "46420"]},
        ),
    ],
)
def check_capital(
    ctx: Context,
    amount: Annotated[float, Label("planned investment", id="rencana investasi", it="investimento previsto")],
    currency: Annotated[Currency, Label("its currency", id="mata uang", it="valuta")] = "IDR",
    kbli_codes: Annotated[
        list[str] | None, Label("activities planned (KBLI codes)", id="kode KBLI yang direncanakan", it="codici KBLI")
    ] = None,
) -> CapitalCheck:
    """Check whether an investment meets the minimum capital of a PT PMA."""
    planned = exact(amount, "investment")
    codes = _codes(kbli_codes or ())
    groups = tuple(dict.fromkeys(CAPITAL.group(code) for code in codes))
    foreign = currency != "IDR"
    available = planned * RATES.rate(currency, "IDR")
    required = CAPITAL.investment * max(1, len(groups))
    enough = available > required
    return CapitalCheck(
        enough=enough,
        planned=Money(amount=amount, currency=currency),
        in_rupiah=RATES.convert(planned, currency, "IDR") if foreign else None,
        required=rupiah(required),
        missing=None if enough else rupiah(required - int(available)),
        paid_up=rupiah(CAPITAL.paid_up),
        groups=groups,
        notes=tuple(_notes(codes, ctx.language)),
        rate=round(float(RATES.rate(currency, "IDR")), 2) if foreign else None,
        source=CAPITAL.cited(),
        rate_source=RATES.cited() if foreign else None,
    )


def _codes(said: Sequence[str]) -> list[str]:
    """Five-digit codes, each once. Raises InvalidRequest for what is none."""
    if len(said) > MOST_CODES:
        raise InvalidRequest(f"{len(said)} KBLI codes are named; check at most {MOST_CODES} at once.")
    found = [re.fullmatch(r"\s*(?:kbli\s*)?(\d{5})\s*", each, re.IGNORECASE) for each in said]
    if wrong := [each for each, match in zip(said, found, strict=True) if match is None]:
        raise InvalidRequest(f"{wrong} are no KBLI codes; a code has five digits, such as 56101.")
    return list(dict.fromkeys(match[1] for match in found if match))


def _notes(codes: Sequence[str], language: str) -> list[str]:
    """What changes the count for these codes, what stands against them, and what holds for every PT PMA."""
    exceptions = list(dict.fromkeys(found for code in codes if (found := CAPITAL.exception(code))))
    notes = [each.note.to(language) for each in exceptions]
    for code in codes:
        activity = KBLI.by_code(code)
        if activity is None:
            notes.append(CAPITAL.notes["unknown"].to(language).format(code=code))
        elif activity.ownership == "reserved":
            notes.append(CAPITAL.notes["reserved"].to(language).format(code=code))
    if not codes or any(found is None or not found.land for found in map(CAPITAL.exception, codes)):
        notes.append(CAPITAL.notes["land"].to(language))
    return [*notes, CAPITAL.notes["location"].to(language), CAPITAL.notes["locked"].to(language)]
