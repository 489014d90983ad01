"""What Bali Zero offers, and what it costs."""

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict

from handlers.business.services import SERVICES, Category, Currency
from handlers.context import Context
from handlers.exchange import RATES
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import CAVEATS, Checked
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


class OfferedService(Value):
    """A service and its list price. `sample`: the price was made up until the house gives its own."""

    name: Annotated[str, Label("service", id="layanan", it="servizio", role="title")]
    code: Annotated[str, Label("service code", role="hidden")]
    category: Annotated[Category, Label("category", role="hidden")]
    price: Annotated[Money, Label("price", id="harga", it="prezzo")]
    sample: Annotated[bool, Label("sample price", id="harga contoh", it="prezzo di esempio", role="flag")]


class ServiceList(Value):
    """What the house offers, in the order of its price list."""

    model_config = ConfigDict(json_schema_extra=titled("Our services", "Layanan kami", "I nostri servizi"))

    services: Annotated[tuple[OfferedService, ...], Label("services", id="layanan", it="servizi")]
    caveat: Annotated[str | None, Label("sample prices", id="harga contoh", it="prezzi di esempio")]
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


@handler(
    "bali.zero.services",
    effect="read",
    examples=[
        ("what services do you guys offer?", {}),
        ("list your legal services", {"category": "legal"}),
        ("any visas you can sort out for me", {"category": "visa"}),
        ("layanan pajaknya ada apa aja kak?", {"category": "tax"}),
        ("bisa bantu apa aja sih di sini", {}),
        ("che servizi fate per le società?", {"category": "company"}),
        ("quali pratiche immobiliari seguite", {"category": "property"}),
    ],
)
def list_services(
    ctx: Context,
    category: Annotated[Category | None, Label("kind of service", id="jenis layanan", it="tipo di servizio")] = None,
) -> ServiceList:
    """List the services that Bali Zero offers."""
    listed = [service for service in SERVICES.services if category in (None, service.category)]
    offered = tuple(
        OfferedService(
            name=service.name.to(ctx.language),
            code=service.code,
            category=service.category,
            price=service.money,
            sample=service.checked == "sample",
        )
        for service in listed
    )
    sampled = any(service.sample for service in offered)
    return ServiceList(
        services=offered,
        caveat=CAVEATS["sample"].to(ctx.language) if sampled else None,
        source=Source(name="Bali Zero price list", date=max(service.date for service in listed)),
    )
