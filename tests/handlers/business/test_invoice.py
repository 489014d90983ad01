"""Invoices: issued with a number and a day on which they are due, and told from then on whether they are paid."""

import datetime as dt
from functools import partial

import pytest

from handlers.business.invoice import InvoiceStatus, invoice_create, invoice_status
from handlers.errors import InvalidRequest, NotFound
from handlers.values import Money
from tests.support.contexts import NOW, context
from tests.support.examples import spoken
from tests.support.office import Office


def bill(office: Office, client: str, amount: float, key: str = "", **more) -> InvoiceStatus:
    ctx = context(office.invoices, key=key)
    return invoice_create(ctx, client, amount, **more, clients=office.clients, files=office.files)


@pytest.fixture
def invoice(office: Office) -> partial[InvoiceStatus]:
    return partial(bill, office)


@pytest.fixture
def status(office: Office) -> partial[InvoiceStatus]:
    return partial(invoice_status, context(office.invoices), files=office.files)


def test_an_invoice_is_in_euros_and_due_in_two_weeks_unless_told_otherwise(invoice: partial[InvoiceStatus]) -> None:
    made = invoice("Anna Kowalska", 800)

    assert (made.number, made.client, made.amount) == ("INV-1035", "Anna Kowalska", Money(amount=800, currency="EUR"))
    assert (made.issued, made.due, made.state) == (dt.date(2026, 11, 21), dt.date(2026, 12, 5), "open")


def test_what_was_said_of_it_is_kept(invoice: partial[InvoiceStatus], status: partial[InvoiceStatus]) -> None:
    made = invoice("Anna Kowalska", 99.999, currency="USD", description=" E23  KITAS ", due=dt.date(2026, 11, 30))

    assert (made.amount.amount, made.amount.currency) == (100, "USD")
    assert (made.description, made.due) == ("E23 KITAS", dt.date(2026, 11, 30))
    assert status(made.number) == made


def test_its_document_is_a_pdf(office: Office, invoice: partial[InvoiceStatus]) -> None:
    document = invoice("Anna Kowalska", 800).document

    assert office.files.read("bali", document.id).startswith(b"%PDF-")
    assert [file.id for file in office.files.find("bali", "inv-1035.pdf")] == [document.id]


def test_a_repeated_call_issues_one_invoice(invoice: partial[InvoiceStatus]) -> None:
    assert invoice("Anna Kowalska", 800, key="k") == invoice("Anna Kowalska", 800, key="k")


@pytest.mark.parametrize("amount", [0, 0.001, -5, float("inf"), 1e16])
def test_an_amount_that_cannot_be_paid_is_refused(invoice: partial[InvoiceStatus], amount: float) -> None:
    with pytest.raises(InvalidRequest):
        invoice("Anna Kowalska", amount)


def test_a_day_that_has_passed_is_refused(invoice: partial[InvoiceStatus]) -> None:
    with pytest.raises(InvalidRequest, match="2026-11-20, which has passed"):
        invoice("Anna Kowalska", 800, due=dt.date(2026, 11, 20))


def test_an_unknown_client_is_not_billed(invoice: partial[InvoiceStatus]) -> None:
    with pytest.raises(NotFound, match=r"client\.create adds a new one"):
        invoice("Zacharias Quill", 800)


def test_paid_open_and_overdue_are_told_apart(status: partial[InvoiceStatus]) -> None:
    paid, overdue, due_later = status("INV-1003"), status("invoice 1015"), status("1034")

    assert (paid.state, paid.paid_on, paid.days_overdue) == ("paid", dt.date(2026, 1, 17), None)
    assert (overdue.state, overdue.days_overdue) == ("overdue", 84)
    assert (due_later.state, due_later.paid_on) == ("open", None)


def test_an_invoice_is_overdue_from_the_day_after_it_is_due(office: Office, invoice: partial[InvoiceStatus]) -> None:
    made = invoice("Anna Kowalska", 800, due=NOW.date())

    def state(day: int) -> str:
        later = context(office.invoices, now=NOW + dt.timedelta(days=day))
        return invoice_status(later, made.number, files=office.files).state

    assert (state(0), state(1)) == ("open", "overdue")


@pytest.mark.parametrize("said", ["INV-5520", "Anna"])
def test_an_unknown_invoice_is_not_found(status: partial[InvoiceStatus], said: str) -> None:
    with pytest.raises(NotFound, match="give its number"):
        status(said)


@pytest.mark.parametrize("args", spoken(invoice_create))
def test_every_example_issues_an_invoice(invoice: partial[InvoiceStatus], args) -> None:
    assert invoice(**args).amount.amount == args["amount"]


@pytest.mark.parametrize("args", spoken(invoice_status))
def test_every_example_finds_its_invoice(status: partial[InvoiceStatus], args) -> None:
    assert status(**args).number.endswith(args["invoice_id"][-4:])
