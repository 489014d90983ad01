"""What there is in a seeded world, for the slots of utterances: clients, cases, files, events, memories ..."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column

from handlers.analytics.parquet import Datasets
from handlers.assistance.gazetteer import GAZETTEER
from handlers.backends.local import business_tables as business
from handlers.backends.local import communication_tables as communication
from handlers.backends.local import series, tables
from handlers.backends.local import workspace_tables as workspace
from handlers.backends.local.places import DIRECTORY
from handlers.backends.local.series import Series
from handlers.business.kbli_codes import KBLI
from handlers.communication.whatsapp import WhatsApp
from handlers.rag_memory.rag_documents import Documents
from training_data_gen.sandbox import TENANT, Sandbox
from training_data_gen.slots.setting import Filled, Known, World

ALWAYS, MOSTLY, OFTEN, SOMETIMES = 1.0, 0.8, 0.5, 0.3
"""Shares of the slots that name what is there. What is not there is made beforehand (`grounding.py`), where it can."""


def known(sandbox: Sandbox) -> World:
    """What the slots of each generator can name."""
    return {name: Known([Filled.as_written(said) for said in each], share) for name, share, each in _known(sandbox)}


def _known(sandbox: Sandbox) -> Iterator[tuple[str, float, Sequence[str]]]:
    clients, staff = _column(sandbox, tables.clients.c.name), _column(sandbox, tables.team_members.c.name)
    people = [*clients, *_first_names(clients)]
    yield from ((name, SOMETIMES, people) for name in ("person", "client_name", "contact"))
    yield "contact_email", SOMETIMES, [*people, *_column(sandbox, tables.clients.c.email)]
    yield "staff", OFTEN, [*staff, *_first_names(staff)]
    yield from _numbered(sandbox)
    files = workspace.drive_files
    kinds = {"document": "document_title", "spreadsheet": "spreadsheet_title", "folder": "folder"}
    for kind, generator in kinds.items():
        yield generator, SOMETIMES, _column(sandbox, files.c.name, files.c.kind == kind)
    yield "event_ref", SOMETIMES, _column(sandbox, workspace.calendar_events.c.title)
    yield "task_ref", SOMETIMES, _column(sandbox, business.tasks.c.title)
    yield from _knowledge(sandbox)
    yield from _fixed(sandbox)


def _numbered(sandbox: Sandbox) -> Iterator[tuple[str, float, Sequence[str]]]:
    """Records by their numbers, in some of the ways in which people write those."""
    clients = _column(sandbox, tables.clients.c.name)
    kinds: Sequence[tuple[str, float, Series]] = (
        ("quote_id", MOSTLY, business.QUOTES),
        ("invoice_id", MOSTLY, business.INVOICES),
        ("message_id", MOSTLY, communication.EMAILS),
        ("reminder_ref", SOMETIMES, series.REMINDERS),
    )
    for generator, share, numbers in kinds:
        yield generator, share, [*_forms(_numbers(sandbox, numbers))]
    yield "case_ref", OFTEN, [*_forms(_numbers(sandbox, series.CASES)), *clients]
    comments = _values(sandbox, communication.instagram_comments.c.number)
    yield "comment_id", MOSTLY, [str(number) for number in sorted(comments)]


def _knowledge(sandbox: Sandbox) -> Iterator[tuple[str, float, Sequence[str]]]:
    passages = [point.payload for point in sandbox.vectors.matching("passages", TENANT)]
    facts = [point.payload for point in sandbox.vectors.matching("facts", TENANT)]
    yield "passage_id", ALWAYS, sorted({str(passage["passage"]) for passage in passages})
    yield "document_id", ALWAYS, sorted({str(passage["number"]) for passage in passages})
    yield "collection", OFTEN, sorted(sandbox.wiring.get(Documents).counted(TENANT))
    yield "memory_id", ALWAYS, [*_forms(sorted(str(fact["number"]) for fact in facts))]
    yield "subject", OFTEN, sorted({str(fact["subject_said"]) for fact in facts if fact["subject_said"]})


def _fixed(sandbox: Sandbox) -> Iterator[tuple[str, float, Sequence[str]]]:
    """What is the same in every world."""
    yield "template_name", ALWAYS, [template.name for template in sandbox.wiring.get(WhatsApp).templates(TENANT)]
    yield "dataset", MOSTLY, list(sandbox.wiring.get(Datasets).names(TENANT))
    yield "channel", SOMETIMES, ("assistant", "whatsapp", "email", "instagram", "slack", "telegram")
    yield "handler_name", OFTEN, list(sandbox.workshop.registry)
    yield "kbli_code", MOSTLY, [activity.code for activity in KBLI.codes]
    towns = [place.name.partition(",")[0] for place in GAZETTEER.places]
    yield from (("place", OFTEN, towns), ("address", OFTEN, towns), ("city", OFTEN, towns))
    yield "place_kind", OFTEN, sorted({call for kind in DIRECTORY.kinds.values() for call in kind.calls()})


def _column(sandbox: Sandbox, column: Column[Any], *conditions: sa.ColumnElement[bool]) -> list[str]:
    """The texts of a column of the tenant's, each once."""
    return sorted({str(value) for value in _values(sandbox, column, *conditions) if value})


def _values(sandbox: Sandbox, column: Column[Any], *conditions: sa.ColumnElement[bool]) -> Sequence[Any]:
    query = sa.select(column).where(column.table.c.tenant == TENANT, *conditions)
    with sandbox.database.reading() as connection:
        return connection.execute(query).scalars().all()


def _numbers(sandbox: Sandbox, numbers: Series) -> list[str]:
    return [numbers.written(number) for number in sorted(_values(sandbox, numbers.table.c.number))]


def _forms(numbers: Iterable[str]) -> Iterator[str]:
    """`QUO-3`, three times as often as `quo-3` and `3`."""
    for number in numbers:
        yield from (number, number, number, number.lower())
        if bare := re.search(r"\d+$", number):
            yield bare[0]


def _first_names(names: Sequence[str]) -> list[str]:
    """Those that mean one of the names alone."""
    words = [name.split()[0] for name in names]
    return [word for word in words if words.count(word) == 1 and len(word) > 2]
