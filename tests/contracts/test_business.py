"""What every store of the business's records does, on SQLite and on PostgreSQL."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from handlers.analytics.figures import Span
from handlers.assistance.task import TaskRequest
from handlers.assistance.team import AssignmentRequest
from handlers.backends.local import demo_business
from handlers.backends.local.database import Database
from handlers.business.cases import CaseChange, CaseNote, CaseRequest
from handlers.business.invoice import InvoiceRequest
from handlers.business.quote import priced
from handlers.business.services import SERVICES
from handlers.values import Money
from tests.support.contexts import NOW
from tests.support.office import Office, open_office

TODAY = NOW.date()
YEAR = Span.of("year", NOW)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database, tmp_path)


def billed(amount: str, currency: str = "EUR", description: str | None = "E23 KITAS") -> InvoiceRequest:
    return InvoiceRequest(
        client="CL-0001",
        amount=Decimal(amount),
        currency=currency,
        description=description,
        service="kitas-work",
        issued=TODAY,
        due=TODAY + dt.timedelta(days=14),
    )


def test_a_quote_is_kept_line_by_line(office: Office) -> None:
    request = priced("CL-0001", SERVICES.services[:3], "USD", "it", TODAY)
    made = office.quotes.add("bali", request, "")

    assert office.quotes.by_number("bali", made.number) == office.quotes.by_number("bali", "preventivo 7") == made
    assert (made.client, made.lines, made.total) == ("Maria Rossi", request.lines, request.total)


@pytest.mark.parametrize("said", ["QUO-99", "INV-1", "Maria", "", "9" * 30])
def test_what_is_no_quote_or_invoice_of_the_tenant_is_none(office: Office, said: str) -> None:
    assert office.quotes.by_number("bali", said) is None
    assert office.invoices.by_number("bali", said) is None


@pytest.mark.parametrize("amount", ["0.01", "33.33", "999999999999999", "1000000.10"])
def test_an_amount_comes_back_to_the_cent(office: Office, amount: str) -> None:
    made = office.invoices.add("bali", billed(amount), "")

    assert made.amount == Money(amount=float(amount), currency="EUR")
    assert office.invoices.by_number("bali", made.number) == made


def test_one_key_makes_one_record_also_when_many_ask_at_once(office: Office) -> None:
    quote = priced("CL-0001", SERVICES.services[:1], "EUR", "en", TODAY)
    case = CaseRequest(client="CL-0001", service="Tourist visa", note=None, at=NOW)
    task = TaskRequest(title="buy paper", assignee="TM-3", due=None, priority="low", created=NOW)
    makers = (
        lambda: office.quotes.add("bali", quote, "k").number,
        lambda: office.invoices.add("bali", billed("5"), "k").number,
        lambda: office.cases.open("bali", case, "k").number,
        lambda: office.tasks.add("bali", task, "k").number,
    )
    for make in makers:
        with ThreadPoolExecutor(4) as threads:
            assert len(set(threads.map(lambda _, make=make: make(), range(4)))) == 1


def test_another_tenant_sees_nothing_of_it(office: Office) -> None:
    assert office.quotes.by_number("lombok", "QUO-1") is None
    assert office.invoices.by_number("lombok", "INV-1001") is None
    assert office.tasks.all("lombok", None) == []
    assert office.tasks.find("lombok", "Chase the notary").fitting == ()
    assert office.team.members("lombok") == office.team.named("lombok", "Rina") == []
    assert office.reminders.pending("lombok", "ayu") == []
    assert not office.reminders.cancel("lombok", "REM-1")
    assert office.figures.count("lombok", "new_clients", YEAR) == 0
    assert office.figures.revenue("lombok", YEAR) == office.figures.money("lombok", "invoiced", YEAR) == []
    assert set(office.figures.funnel("lombok", YEAR).values()) == {0}


def test_a_case_opens_and_moves_on(office: Office) -> None:
    note = CaseNote(day=TODAY, text="in a hurry", author="ayu")
    opened = office.cases.open("bali", CaseRequest(client="CL-0021", service="Tourist visa", note=note, at=NOW), "k")
    later = NOW + dt.timedelta(hours=1)

    changed = office.cases.change("bali", opened.number, CaseChange(stage="submitted", note=note, at=later), "k2")
    again = office.cases.change("bali", opened.number, CaseChange(stage="submitted", note=note, at=later), "k2")

    assert (opened.stage, opened.responsible, opened.notes, opened.changed) == ("documents", None, (note,), NOW)
    assert (changed.stage, changed.notes, changed.changed) == ("submitted", (note, note), later)
    assert again == changed


def test_a_task_is_found_first_among_those_to_be_done(office: Office) -> None:
    request = TaskRequest(title="Order paper", assignee=None, due=None, priority="normal", created=NOW)
    office.tasks.add("bali", request, "")

    assert [task.number for task in office.tasks.find("bali", "order").fitting] == ["TASK-13"]
    assert [task.number for task in office.tasks.find("bali", "business cards").fitting] == ["TASK-10"]


def test_a_task_is_done_once(office: Office) -> None:
    done = office.tasks.complete("bali", "TASK-1", NOW)

    assert (done.done_at, done.status(TODAY)) == (NOW, "done")
    assert office.tasks.complete("bali", "TASK-1", NOW + dt.timedelta(days=1)) == done


def test_an_assignment_hands_over_the_cases_once_per_key(office: Office) -> None:
    request = AssignmentRequest(
        member="TM-5", client="CL-0003", as_such=True, cases=("CASE-1003", "CASE-1004"), by="ayu", at=NOW
    )
    office.team.assign("bali", request, "k")
    office.team.assign("bali", request.model_copy(update={"member": "TM-6"}), "k")

    assert {case.responsible for case in office.cases.of_client("bali", "CL-0003")} == {"Francesca Moretti"}
    assert office.clients.find("bali", "CL-0003")[0].responsible == "Francesca Moretti"
    assert office.clients.find("bali", "CL-0004")[0].responsible is None


def test_of_many_who_cancel_a_reminder_one_does(office: Office) -> None:
    with ThreadPoolExecutor(4) as threads:
        cancelled = list(threads.map(lambda _: office.reminders.cancel("bali", "REM-1"), range(4)))

    assert sorted(cancelled) == [False, False, False, True]
    assert office.reminders.next_at() == NOW.replace(hour=10, minute=30) + dt.timedelta(days=2)


def test_sums_are_exact_and_apart_by_currency(office: Office) -> None:
    today = Span.of("today", NOW + dt.timedelta(days=1))
    for amount, currency in (("0.10", "EUR"), ("0.20", "EUR"), ("1500000", "IDR")):
        office.invoices.add("bali", billed(amount, currency).model_copy(update={"issued": today.until.date()}), "")

    assert office.figures.money("bali", "invoiced", today) == [
        Money(amount=0.3, currency="EUR"),
        Money(amount=1_500_000, currency="IDR"),
    ]
    euros, rupiah = sorted(office.figures.revenue("bali", today), key=lambda row: row.currency)
    assert (euros.service, euros.invoices, euros.invoiced, euros.paid) == ("kitas-work", 2, Decimal("0.30"), 0)
    assert (rupiah.invoices, rupiah.invoiced) == (1, 1_500_000)


def test_a_span_begins_and_ends_where_the_person_is(office: Office) -> None:
    midnight = NOW.replace(hour=0) + dt.timedelta(days=1)
    office.tasks.complete("bali", "TASK-1", midnight - dt.timedelta(seconds=1))
    office.tasks.complete("bali", "TASK-2", midnight)
    tomorrow = Span.of("today", midnight + dt.timedelta(hours=2))

    assert office.figures.count("bali", "tasks_done", tomorrow) == 1


def test_names_like_the_one_that_was_said_are_near(office: Office) -> None:
    assert [client.name for client in office.clients.near("bali", "Bianco")] == ["Luca Bianchi"]
    assert office.clients.near("bali", "Zx") == []


def test_the_demo_business_is_seeded_once(office: Office, database: Database) -> None:
    before = office.figures.count("bali", "invoices", replace(YEAR, since=YEAR.since - dt.timedelta(days=400)))

    assert before == 34
    assert not demo_business.seed(database, "bali", NOW)
    assert [len(office.tasks.all("bali", None)), len(office.tasks.all("bali", "TM-3"))] == [12, 2]
