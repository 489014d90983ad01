"""The demo tenant's files and calendar, out of `data/workspace.yaml`."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from handlers.backends.local import drive_store as store
from handlers.backends.local import workspace_tables as tables
from handlers.backends.local.database import Database
from handlers.backends.local.drive_store import Row
from handlers.backends.local.series import claim
from handlers.backends.local.sheets import insert_row
from handlers.backends.local.workspace_tables import CALENDAR_EVENTS, DRIVE_FILES, calendar_events
from handlers.demo import demo_seed
from handlers.google_workspace.events import Attendee
from handlers.google_workspace.files import Kind, NewFile, Permission
from handlers.reference import load
from handlers.values import Value


class KnownSheet(Value):
    name: str
    rows: tuple[tuple[str, ...], ...]


class KnownFile(Value):
    """`folder` is the path of a folder that stands earlier in the file."""

    name: str
    kind: Kind
    folder: str | None = None
    days: int
    text: str = ""
    sheets: tuple[KnownSheet, ...] = ()
    slides: tuple[str, ...] = ()
    shared: tuple[Permission, ...] = ()


class KnownEvent(Value):
    title: str
    days: int
    time: dt.time
    minutes: int
    location: str | None = None
    attendees: tuple[Attendee, ...]


class Workspace(Value):
    """The file's content. `days` of files count back from the day of seeding, those of events forward."""

    files: tuple[KnownFile, ...]
    events: tuple[KnownEvent, ...]


@demo_seed(order=20)
def seed(database: Database, tenant: str, now: dt.datetime) -> bool:
    """Fill a tenant's Drive and calendar once, at whatever moment; whether it was done now. `now` is aware."""
    workspace = load(Path(__file__).parent / "data/workspace.yaml", Workspace)
    with database.transaction() as connection:
        if not claim(connection, tenant, "demo_workspace"):
            return False
        folders: dict[str, str] = {}
        for known in workspace.files:
            file = _add_file(connection, tenant, known, folders, now)
            if known.kind == "folder":
                path = "/".join(filter(None, (known.folder, known.name)))
                folders[path] = DRIVE_FILES.written(file["number"])
        for event in workspace.events:
            _add_event(connection, tenant, event, now)
    return True


def _add_file(connection: Connection, tenant: str, known: KnownFile, folders: dict[str, str], now: dt.datetime) -> Row:
    new = NewFile(
        name=known.name,
        content="\n".join(_texts(known)),
        folder_id=folders[known.folder] if known.folder else None,
        at=now - dt.timedelta(days=known.days),
    )
    file, _ = store.add(connection, tenant, new, known.kind, "")
    if known.text:
        connection.execute(sa.insert(tables.paragraphs).values(store.piece_of(file, text=known.text.strip())))
    for position, sheet in enumerate(known.sheets):
        insert_row(connection, file, (sheet.name, position, 0), ())
        for row, cells in enumerate(sheet.rows, start=1):
            insert_row(connection, file, (sheet.name, position, row), cells)
    for position, title in enumerate(known.slides):
        connection.execute(sa.insert(tables.slides).values(store.piece_of(file, position=position, title=title)))
    for permission in known.shared:
        given = store.piece_of(file, **permission.model_dump())
        connection.execute(sa.insert(tables.drive_permissions).values(given))
    return file


def _texts(known: KnownFile) -> Iterator[str]:
    """All that a search looks through, beside the name."""
    yield known.text
    yield from known.slides
    for sheet in known.sheets:
        yield sheet.name
        yield from (cell for row in sheet.rows for cell in row)


def _add_event(connection: Connection, tenant: str, event: KnownEvent, now: dt.datetime) -> None:
    day = now.date() + dt.timedelta(days=event.days)
    start = dt.datetime.combine(day, event.time, now.tzinfo)
    row = {
        "tenant": tenant,
        "number": CALENDAR_EVENTS.next(connection, tenant),
        "title": event.title,
        "start": start,
        "end": start + dt.timedelta(minutes=event.minutes),
        "location": event.location,
        "attendees": [person.model_dump() for person in event.attendees],
    }
    connection.execute(sa.insert(calendar_events).values(**row))
