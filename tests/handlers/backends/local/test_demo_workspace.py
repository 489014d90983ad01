"""The demo tenant's files and calendar."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from handlers.backends.local.calendar import LocalCalendar
from handlers.backends.local.database import Database
from handlers.backends.local.demo_workspace import seed
from handlers.backends.local.drive import LocalDrive
from handlers.google_workspace.files import FileSearch
from tests.support.contexts import NOW

MONTH = dt.timedelta(days=30)


def test_it_is_seeded_once_however_many_start(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        seeded = list(threads.map(lambda _: seed(database, "bali", NOW), range(4)))

    assert sorted(seeded) == [False, False, False, True]
    assert len(LocalCalendar(database).between("bali", NOW - MONTH, NOW + MONTH)) == 16


def test_events_lie_around_the_day_of_seeding_whenever_that_is(sqlite: Database) -> None:
    later = NOW + dt.timedelta(days=400)
    seed(sqlite, "bali", later)

    events = LocalCalendar(sqlite).between("bali", later - MONTH, later + MONTH)

    assert len(events) == 16
    assert sum(event.end <= later for event in events) == 2


def test_the_same_day_gives_the_same_workspace(sqlite: Database) -> None:
    for tenant in ("bali", "lombok"):
        seed(sqlite, tenant, NOW)
    wanted = FileSearch(query="rossi", limit=50)
    drive, calendar = LocalDrive(sqlite), LocalCalendar(sqlite)

    assert drive.search("bali", wanted) == drive.search("lombok", wanted) != []
    assert calendar.between("bali", NOW, NOW + MONTH) == calendar.between("lombok", NOW, NOW + MONTH)
