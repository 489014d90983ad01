"""What Bali Zero's services cost."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict

from handlers.business.services import RATES, SERVICES, Currency
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Checked
from handlers.values import Money, Source, Value


class ServicePrice(Value):
    """`price` is in the currency that was asked for; after a conversion the other fields say from what, and how.

    `rate`: how much of the asked currency one unit of the listed one buys.
    """

    model_config = ConfigDict(json_schema_extra=titled("Price", "Harga", "Prezzo"))

    service: Annotated[str, Label("service", id="layanan", it="servizio", role="title")]
    code: Annotated[str, Label("service code", role="hidden")]
    price: Annotated[Money, Label("price", id="harga", it="prezzo")]
    listed: Annotated[Money | None, Label("list price", id="harga daftar", it="prezzo di listino")] = None
    rate: Annotated[float | None, Label("exchange rate", id="kurs", it="cambio")] = None
    rate_date: Annotated[dt.date | None, Label("rate of", id="kurs tanggal", it="cambio del")] = None
    rate_caveat: Annotated[str | None, Label("about the rate", id="tentang kurs", it="sul cambio")] = None
    checked: Annotated[Checked, Label("checked", role="hidden")]
    caveat: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")] = None
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]


@handler(
    "bali.zero.pricing",
    effect="read",
    examples=[
        ("how much is the E23?", {"service": "E23"}),
        ("price of a PT PMA set-up in dollars", {"service": "PT PMA set-up", "currency": "USD"}),
        ("KITAS kerja berapa kak", {"service": "KITAS kerja"}),
        ("bikin PT PMA kena brp rupiah?", {"service": "PT PMA", "currency": "IDR"}),
        ("quanto costa il visto business?", {"service": "visto business"}),
        ("prezzo del KITAS investitore in euro", {"service": "KITAS investitore", "currency": "EUR"}),
    ],
)
def service_price(
    ctx: Context,
    service: Annotated[
        str, Label("service name or code", id="nama atau kode layanan", it="nome o codice del servizio")
    ],
    currency: Annotated[Currency | None, Label("currency of the price", id="mata uang", it="valuta")] = None,
) -> ServicePrice:
    """Price of a Bali Zero service, such as a KITAS, a visa or a company set-up."""
    found = SERVICES.find(service, ctx.language)
    price = ServicePrice(
        service=found.name.to(ctx.language),
        code=found.code,
        price=found.money,
        checked=found.checked,
        caveat=found.caveat(ctx.language),
        source=found.cited(),
    )
    if currency in (None, found.currency):
        return price
    conversion = {
        "price": RATES.convert(found.price, found.currency, currency),
        "listed": found.money,
        "rate": float(RATES.rate(found.currency, currency)),
        "rate_date": RATES.date,
        "rate_caveat": RATES.caveat(ctx.language),
    }
    return price.model_copy(update=conversion)
