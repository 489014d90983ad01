"""Price quotes for clients: draw one up, show it again."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.business.client import Clients, the_client
from handlers.business.letterhead import filed
from handlers.business.paper import HOUSE, WORDS, Paper, PaperLine, day
from handlers.business.services import SERVICES, Currency, Service
from handlers.context import Context
from handlers.errors import InvalidRequest, NotFound
from handlers.exchange import RATES
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Files
from handlers.values import File, Money, Value

MOST_SERVICES = 50


class QuoteLine(Value):
    """A service and its price in the quote's currency. `caveat`: what to know of a price that is not settled."""

    service: Annotated[str, Label("service", id="layanan", it="servizio", role="title")]
    code: Annotated[str, Label("service code", role="hidden")]
    price: Annotated[Money, Label("price", id="harga", it="prezzo")]
    caveat: Annotated[str | None, Label("please note", id="perhatian", it="attenzione")] = None


class QuoteRequest(Value):
    """What is quoted to whom. `rate_date`: the day of the exchange rates, where a price was converted."""

    client: str = Field(description="The client's number")
    lines: tuple[QuoteLine, ...]
    total: Money
    rate_date: dt.date | None
    issued: dt.date
    valid_until: dt.date


class Quote(Value):
    """A quote in the records. `number` is what people call it by: QUO-12. Prices come from the price list."""

    model_config = ConfigDict(json_schema_extra=titled("Quote", "Penawaran", "Preventivo"))

    number: Annotated[str, Label("quote number", id="nomor penawaran", it="numero del preventivo", role="title")]
    client: Annotated[str, Label("client", id="klien", it="cliente")]
    lines: Annotated[tuple[QuoteLine, ...], Label("services", id="layanan", it="servizi")]
    total: Annotated[Money, Label("total", id="total", it="totale")]
    issued: Annotated[dt.date, Label("date", id="tanggal", it="data")]
    valid_until: Annotated[dt.date, Label("valid until", id="berlaku sampai", it="valido fino al")]
    rate_date: Annotated[dt.date | None, Label("exchange rates of", id="kurs tanggal", it="cambi del")] = None
    document: Annotated[File | None, Label("document", id="dokumen", it="documento")] = None


class Quotes(Protocol):
    """The records of quotes."""

    def add(self, tenant: str, request: QuoteRequest, key: str) -> Quote:
        """Record a quote; a key that was used before gives the quote that it made."""
        ...

    def by_number(self, tenant: str, said: str) -> Quote | None:
        """The quote with this number ('QUO-3', 'quote 3', '3'); None when there is none, or it is no number."""
        ...


@handler(
    "quote.create",
    effect="write",
    examples=[
        (
            "quote Maria Rossi for an E23 KITAS and an NPWP",
            {"client": "Maria Rossi", "services": ["E23 KITAS", "NPWP"]},
        ),
        (
            "draft a quote for James Walker, business visa, in dollars",
            {"client": "James Walker", "services": ["business visa"], "currency": "USD"},
        ),
        ("bikinin penawaran buat Dewi Lestari: daftar merek", {"client": "Dewi Lestari", "services": ["daftar merek"]}),
        (
            "tolong buat quotation PT PMA utk Chen Wei dalam rupiah ya",
            {"client": "Chen Wei", "services": ["PT PMA"], "currency": "IDR"},
        ),
        (
            "prepara un preventivo per Luca Bianchi: KITAS investitore e ufficio virtuale",
            {"client": "Luca Bianchi", "services": ["KITAS investitore", "ufficio virtuale"]},
        ),
        (
            "fai un preventivo a Giulia Ferrari per il rinnovo del KITAS, in euro",
            {"client": "Giulia Ferrari", "services": ["rinnovo del KITAS"], "currency": "EUR"},
        ),
    ],
)
def quote_create(
    ctx: Context[Quotes],
    client: Annotated[str, Label("client's name", id="nama klien", it="nome del cliente")],
    services: Annotated[
        list[str], Label("services quoted", id="layanan yang ditawarkan", it="servizi da preventivare")
    ],
    currency: Annotated[
        Currency | None, Label("currency of the quote", id="mata uang penawaran", it="valuta del preventivo")
    ] = None,
    *,
    clients: Clients,
    files: Files,
) -> Quote:
    """Draw up a price quote for a client."""
    if not 0 < len(services) <= MOST_SERVICES:
        raise InvalidRequest(f"{len(services)} services were given; a quote takes 1 to {MOST_SERVICES}.")
    quoted = [SERVICES.find(service, ctx.language) for service in services]
    number = the_client(clients, ctx.tenant, client).number
    request = priced(number, quoted, currency or "EUR", ctx.language, ctx.now.date())
    return _documented(ctx, files, ctx.port.add(ctx.tenant, request, ctx.idempotency_key))


@handler(
    "quote.get",
    effect="read",
    examples=[
        ("show me quote QUO-1", {"quote_id": "QUO-1"}),
        ("what did we quote in QUO-3?", {"quote_id": "QUO-3"}),
        ("liat penawaran QUO-2 dong", {"quote_id": "QUO-2"}),
        ("penawaran no 4 isinya apa aja?", {"quote_id": "4"}),
        ("mi apri il preventivo QUO-5?", {"quote_id": "QUO-5"}),
        ("quanto abbiamo chiesto nel preventivo QUO-6", {"quote_id": "QUO-6"}),
    ],
)
def quote_get(
    ctx: Context[Quotes],
    quote_id: Annotated[str, Label("quote number", id="nomor penawaran", it="numero del preventivo")],
    *,
    files: Files,
) -> Quote:
    """Show a price quote."""
    quote = ctx.port.by_number(ctx.tenant, quote_id)
    if quote is None:
        raise NotFound(f"There is no quote {quote_id!r}; give its number, such as QUO-3.")
    return _documented(ctx, files, quote)


def priced(client: str, services: Sequence[Service], currency: Currency, language: str, today: dt.date) -> QuoteRequest:
    """A quote for the client with this number, at the list prices and the dated exchange rates."""
    lines = tuple(
        QuoteLine(
            service=service.name.to(language),
            code=service.code,
            price=RATES.convert(service.price, service.currency, currency),
            caveat=service.caveat(language),
        )
        for service in services
    )
    return QuoteRequest(
        client=client,
        lines=lines,
        total=_total(lines, currency),
        rate_date=RATES.date if any(service.currency != currency for service in services) else None,
        issued=today,
        valid_until=today + dt.timedelta(days=HOUSE.quote_days),
    )


def _total(lines: Sequence[QuoteLine], currency: Currency) -> Money:
    return Money(amount=float(sum(Decimal(str(line.price.amount)) for line in lines)), currency=currency)


def _documented(ctx: Context[Quotes], files: Files, quote: Quote) -> Quote:
    document = filed(files, ctx.tenant, _paper(quote, ctx.language))
    return quote.model_copy(update={"document": document})


def _paper(quote: Quote, language: str) -> Paper:
    rate = quote.rate_date and WORDS.rate.to(language).format(day=day(quote.rate_date, language))
    return Paper(
        kind="quote",
        number=quote.number,
        client=quote.client,
        facts=(
            (WORDS.issued.to(language), day(quote.issued, language)),
            (WORDS.valid_until.to(language), day(quote.valid_until, language)),
        ),
        lines=tuple(PaperLine(text=line.service, amount=line.price, remark=line.caveat) for line in quote.lines),
        total=quote.total,
        total_label=WORDS.total.to(language),
        remarks=tuple(filter(None, (rate, HOUSE.quote_terms.to(language)))),
        language=language,
    )
