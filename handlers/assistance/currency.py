"""Money of one country in that of another, at the reference rates of a stated day."""

import datetime as dt
from collections.abc import Sequence
from decimal import Context as DecimalContext
from typing import Annotated

from pydantic import ConfigDict

from handlers.amounts import exact
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.exchange import RATES, currency_name
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Money, Source, Value

_SHOWN = DecimalContext(prec=6)
"""Digits of a rate that are shown, as central banks publish them; amounts are converted at the full rate."""


class Conversion(Value):
    """An amount in another currency. `rate`: how much of it one unit of the first currency buys."""

    model_config = ConfigDict(json_schema_extra=titled("Conversion", "Konversi", "Conversione"))

    converted: Annotated[Money, Label("result", id="hasil", it="risultato", role="title")]
    amount: Annotated[Money, Label("amount", id="jumlah", it="importo")]
    rate: Annotated[float, Label("exchange rate", id="kurs", it="cambio")]
    rate_date: Annotated[dt.date, Label("rate of", id="kurs tanggal", it="cambio del")]
    caveat: Annotated[str | None, Label("about the rate", id="tentang kurs", it="sul cambio")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


class ExchangeRate(Value):
    """How much of a currency one unit of the base buys."""

    currency: Annotated[str, Label("currency", id="mata uang", it="valuta", role="title")]
    code: Annotated[str, Label("code", role="hidden")]
    rate: Annotated[float, Label("rate", id="kurs", it="cambio")]


class ExchangeRates(Value):
    """Rates of one unit of a currency."""

    model_config = ConfigDict(json_schema_extra=titled("Exchange rates", "Kurs", "Tassi di cambio"))

    base: Annotated[str, Label("one unit of", id="satu unit", it="un'unità di", role="title")]
    code: Annotated[str, Label("code", role="hidden")]
    rates: Annotated[tuple[ExchangeRate, ...], Label("buys", id="setara dengan", it="vale")]
    rate_date: Annotated[dt.date, Label("rate of", id="kurs tanggal", it="cambio del")]
    caveat: Annotated[str | None, Label("about the rates", id="tentang kurs", it="sui cambi")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


@handler(
    "currency.convert",
    effect="read",
    examples=[
        ("how much is 250 euros in rupiah?", {"amount": 250, "from_currency": "EUR", "to_currency": "IDR"}),
        ("convert 1,200 AUD to USD", {"amount": 1200, "from_currency": "AUD", "to_currency": "USD"}),
        ("5 juta rupiah itu berapa euro ya", {"amount": 5000000, "from_currency": "IDR", "to_currency": "EUR"}),
        ("300 dolar singapura brp rupiah?", {"amount": 300, "from_currency": "SGD", "to_currency": "IDR"}),
        ("quanto fanno 800 franchi svizzeri in euro?", {"amount": 800, "from_currency": "CHF", "to_currency": "EUR"}),
        ("cambiami 90 sterline in rupie", {"amount": 90, "from_currency": "GBP", "to_currency": "IDR"}),
    ],
)
def convert_currency(
    ctx: Context,
    amount: Annotated[float, Label("amount", id="jumlah", it="importo")],
    from_currency: Annotated[str, Label("currency it is in", id="mata uang asal", it="valuta di partenza")],
    to_currency: Annotated[str, Label("currency wanted", id="mata uang tujuan", it="valuta richiesta")],
) -> Conversion:
    """Convert an amount of money between currencies."""
    source, target = RATES.code(from_currency), RATES.code(to_currency)
    return Conversion(
        converted=RATES.convert(exact(amount), source, target),
        amount=Money(amount=amount, currency=source),
        rate=_shown(source, target),
        rate_date=RATES.date,
        caveat=RATES.caveat(ctx.language),
        source=RATES.cited(),
    )


@handler(
    "currency.rates",
    effect="read",
    examples=[
        ("what's the exchange rate of the euro?", {"base": "EUR"}),
        ("usd against idr and sgd today", {"base": "USD", "targets": ["IDR", "SGD"]}),
        ("kurs dolar berapa sekarang?", {"base": "USD"}),
        ("kurs AUD ke rupiah brp kak", {"base": "AUD", "targets": ["IDR"]}),
        ("a quanto sta l'euro sulla rupia?", {"base": "EUR", "targets": ["IDR"]}),
        ("cambio della sterlina con dollaro e franco svizzero", {"base": "GBP", "targets": ["USD", "CHF"]}),
    ],
)
def show_rates(
    ctx: Context,
    base: Annotated[str, Label("currency", id="mata uang", it="valuta")],
    targets: Annotated[
        list[str] | None, Label("currencies to compare with", id="mata uang pembanding", it="valute da confrontare")
    ] = None,
) -> ExchangeRates:
    """Show exchange rates of a currency."""
    code = RATES.code(base)
    return ExchangeRates(
        base=currency_name(code, ctx.language),
        code=code,
        rates=tuple(
            ExchangeRate(currency=currency_name(target, ctx.language), code=target, rate=_shown(code, target))
            for target in _wanted(code, targets)
        ),
        rate_date=RATES.date,
        caveat=RATES.caveat(ctx.language),
        source=RATES.cited(),
    )


def _wanted(base: str, targets: Sequence[str] | None) -> Sequence[str]:
    """The currencies asked for, each once; without any, those that people mostly ask for."""
    if not targets:
        return [code for code in RATES.usual if code != base]
    wanted = [code for code in dict.fromkeys(RATES.code(said) for said in targets) if code != base]
    if not wanted:
        raise InvalidRequest(f"{base} is compared with itself; name another currency, or none for the usual ones.")
    return wanted


def _shown(source: str, target: str) -> float:
    return float(_SHOWN.plus(RATES.rate(source, target)))
