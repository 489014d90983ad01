"""Invoices to clients: issue one, see whether it is paid."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, Protocol

from pydantic import ConfigDict, Field

from handlers.amounts import exact, rounded
from handlers.business.client import Clients, the_client
from handlers.business.letterhead import filed
from handlers.business.paper import HOUSE, WORDS, Paper, PaperLine, day
from handlers.business.services import SERVICES, Currency
from handlers.context import Context
from handlers.errors import HandlerError, InvalidRequest, NotFound
from handlers.exchange import RATES
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Files
from handlers.reference import Translated
from handlers.values import File, Money, Value

LONGEST_DESCRIPTION = 1_000

State = Literal["paid", "open", "overdue"]

STATES: Mapping[State, Translated] = {
    "paid": Translated(en="paid", id="lunas", it="pagata"),
    "open": Translated(en="not paid yet", id="belum dibayar", it="non ancora pagata"),
    "overdue": Translated(en="overdue", id="lewat jatuh tempo", it="scaduta"),
}


class InvoiceRequest(Value):
    """Who owes what. `service`: its code in the price list, where the description names one."""

    client: str = Field(description="The client's number")
    amount: Decimal
    currency: Currency
    description: str | None
    service: str | None
    issued: dt.date
    due: dt.date


class Invoice(Value):
    """An invoice in the records. `number` is what people call it by: INV-1042. `client` is a name."""

    number: str
    client: str
    amount: Money
    description: str | None
    issued: dt.date
    due: dt.date
    paid_on: dt.date | None = None

    def state(self, today: dt.date) -> State:
        """An invoice is overdue from the day after it is due."""
        if self.paid_on is not None:
            return "paid"
        return "overdue" if self.due < today else "open"


class InvoiceStatus(Value):
    """An invoice as it stands today."""

    model_config = ConfigDict(json_schema_extra=titled("Invoice", "Faktur", "Fattura"))

    number: Annotated[str, Label("invoice number", id="nomor faktur", it="numero della fattura", role="title")]
    status: Annotated[str, Label("status", id="status", it="stato")]
    state: Annotated[State, Label("status code", role="hidden")]
    client: Annotated[str, Label("client", id="klien", it="cliente")]
    amount: Annotated[Money, Label("amount", id="jumlah", it="importo")]
    description: Annotated[str | None, Label("for", id="untuk", it="per")]
    issued: Annotated[dt.date, Label("issued on", id="diterbitkan tanggal", it="emessa il")]
    due: Annotated[dt.date, Label("due on", id="jatuh tempo", it="scadenza")]
    paid_on: Annotated[dt.date | None, Label("paid on", id="dibayar tanggal", it="pagata il")]
    days_overdue: Annotated[int | None, Label("days overdue", id="hari terlambat", it="giorni di ritardo")]
    document: Annotated[File, Label("document", id="dokumen", it="documento")]


class Invoices(Protocol):
    """The records of invoices."""

    def add(self, tenant: str, request: InvoiceRequest, key: str) -> Invoice:
        """Record an invoice; a key that was used before gives the invoice that it made."""
        ...

    def by_number(self, tenant: str, said: str) -> Invoice | None:
        """The invoice with this number ('INV-1003', 'invoice 1003', '1003'); None when there is none."""
        ...


@handler(
    "invoice.create",
    effect="write",
    examples=[
        (
            "invoice Anna Kowalska 800 euros for the E23 working KITAS",
            {"client": "Anna Kowalska", "amount": 800, "currency": "EUR", "description": "E23 working KITAS"},
        ),
        ("bill Michael Johnson $450", {"client": "Michael Johnson", "amount": 450, "currency": "USD"}),
        (
            "buatkan tagihan 2,5 juta rupiah ke Budi Santoso utk laporan pajak bulanan",
            {
                "client": "Budi Santoso",
                "amount": 2500000,
                "currency": "IDR",
                "description": "laporan pajak bulanan",
            },
        ),
        (
            "faktur 300 euro buat Rizky Ramadhan, virtual office",
            {"client": "Rizky Ramadhan", "amount": 300, "currency": "EUR", "description": "virtual office"},
        ),
        (
            "emetti una fattura di 650 euro a Sophie Dubois per il KITAS famiglia",
            {"client": "Sophie Dubois", "amount": 650, "currency": "EUR", "description": "KITAS famiglia"},
        ),
        ("fattura 120 euro a Luca Bianchi", {"client": "Luca Bianchi", "amount": 120, "currency": "EUR"}),
    ],
)
def invoice_create(
    ctx: Context[Invoices],
    client: Annotated[str, Label("client's name", id="nama klien", it="nome del cliente")],
    amount: Annotated[float, Label("amount due", id="jumlah tagihan", it="importo dovuto")],
    currency: Annotated[
        Currency | None, Label("currency of the invoice", id="mata uang faktur", it="valuta della fattura")
    ] = None,
    description: Annotated[str | None, Label("what it is for", id="untuk apa", it="per che cosa")] = None,
    due: Annotated[dt.date | None, Label("when it is due", id="jatuh tempo", it="scadenza")] = None,
    *,
    clients: Clients,
    files: Files,
) -> InvoiceStatus:
    """Issue an invoice to a client."""
    today = ctx.now.date()
    wording = " ".join((description or "").split())[:LONGEST_DESCRIPTION] or None
    if due is not None and due < today:
        raise InvalidRequest(f"The invoice would be due on {due}, which has passed; give {today} or a later day.")
    request = InvoiceRequest(
        client=the_client(clients, ctx.tenant, client).number,
        amount=_payable(amount, currency or "EUR"),
        currency=currency or "EUR",
        description=wording,
        service=_service_in(wording),
        issued=today,
        due=due or today + dt.timedelta(days=HOUSE.invoice_days),
    )
    return _status(ctx, files, ctx.port.add(ctx.tenant, request, ctx.idempotency_key))


@handler(
    "invoice.status",
    effect="read",
    examples=[
        ("has INV-1003 been paid?", {"invoice_id": "INV-1003"}),
        ("status of invoice 1010 pls", {"invoice_id": "1010"}),
        ("INV-1005 udah dibayar belum ya?", {"invoice_id": "INV-1005"}),
        ("cek tagihan INV-1012 dong", {"invoice_id": "INV-1012"}),
        ("la fattura INV-1007 è stata saldata?", {"invoice_id": "INV-1007"}),
        ("hanno pagato la INV-1020?", {"invoice_id": "INV-1020"}),
    ],
)
def invoice_status(
    ctx: Context[Invoices],
    invoice_id: Annotated[str, Label("invoice number", id="nomor faktur", it="numero della fattura")],
    *,
    files: Files,
) -> InvoiceStatus:
    """Show whether an invoice is paid."""
    invoice = ctx.port.by_number(ctx.tenant, invoice_id)
    if invoice is None:
        raise NotFound(f"There is no invoice {invoice_id!r}; give its number, such as INV-1003.")
    return _status(ctx, files, invoice)


def _payable(amount: float, currency: Currency) -> Decimal:
    """Rounded to what can be paid in the currency."""
    payable = rounded(exact(amount), Decimal(1) if currency in RATES.whole else Decimal("0.01"))
    if not payable:
        raise InvalidRequest(f"An invoice of {amount} {currency} asks for nothing; give an amount above zero.")
    return payable


def _service_in(description: str | None) -> str | None:
    """The code of the service that a description clearly names; revenue is told by it."""
    try:
        return None if description is None else SERVICES.find(description, "en").code
    except HandlerError:
        return None


def _status(ctx: Context[Invoices], files: Files, invoice: Invoice) -> InvoiceStatus:
    today = ctx.now.date()
    state = invoice.state(today)
    return InvoiceStatus(
        **dict(invoice),
        status=STATES[state].to(ctx.language),
        state=state,
        days_overdue=(today - invoice.due).days if state == "overdue" else None,
        document=filed(files, ctx.tenant, _paper(invoice, ctx.language)),
    )


def _paper(invoice: Invoice, language: str) -> Paper:
    """The invoice as it was issued: whether it is paid by now does not stand on it."""
    return Paper(
        kind="invoice",
        number=invoice.number,
        client=invoice.client,
        facts=(
            (WORDS.issued.to(language), day(invoice.issued, language)),
            (WORDS.due.to(language), day(invoice.due, language)),
        ),
        lines=(PaperLine(text=invoice.description or WORDS.services.to(language), amount=invoice.amount),),
        total=invoice.amount,
        total_label=WORDS.amount_due.to(language),
        remarks=(HOUSE.invoice_terms.to(language),),
        language=language,
    )
