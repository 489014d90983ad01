"""What every calendar does, whoever keeps it: begun empty, filled through the port alone."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from handlers.backends.local.calendar import LocalCalendar
from handlers.backends.local.database import Database
from handlers.backends.local.workspace_tables import calendar_notices
from handlers.errors import NotFound
from handlers.google_workspace.events import Attendee, Calendar, NewEvent
from tests.support.contexts import NOW

HOUR = dt.timedelta(hours=1)
GUESTS = (Attendee(name="Rina", email="rina@example.com"), Attendee(email="x@example.org"))


@pytest.fixture(params=[LocalCalendar])
def calendar(request: pytest.FixtureRequest, database: Database) -> Calendar:
    return request.param(database)


def meeting(title: str = "Tasting", hours: int = 24, guests: tuple[Attendee, ...] = ()) -> NewEvent:
    start = NOW + hours * HOUR
    return NewEvent(title=title, start=start, end=start + HOUR, location=None, attendees=guests, at=NOW)


def titles(calendar: Calendar, start: dt.datetime, end: dt.datetime) -> list[str]:
    return [event.title for event in calendar.between("bali", start, end)]


def test_an_event_is_kept_whole(calendar: Calendar) -> None:
    wanted = meeting(guests=GUESTS).model_copy(update={"location": "Ubud"})
    made = calendar.create("bali", wanted, "")

    assert made.model_dump(exclude={"event_id"}) == wanted.model_dump(exclude={"at"})
    assert calendar.between("bali", NOW, NOW + 48 * HOUR) == [made]


def test_one_key_makes_one_event_also_when_many_ask_at_once(calendar: Calendar) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: calendar.create("bali", meeting(), "key-1"), range(4)))

    assert len({event.event_id for event in made}) == 1
    assert titles(calendar, NOW, NOW + 48 * HOUR) == ["Tasting"]


def test_a_span_holds_the_events_of_which_a_part_lies_in_it(calendar: Calendar) -> None:
    for title, hours in (("second", 3), ("first", 1), ("third", 5)):
        calendar.create("bali", meeting(title, hours), "")

    assert titles(calendar, NOW, NOW + 9 * HOUR) == ["first", "second", "third"]
    assert titles(calendar, NOW + 3.5 * HOUR, NOW + 5.5 * HOUR) == ["second", "third"]
    assert titles(calendar, NOW + 2 * HOUR, NOW + 3 * HOUR) == []


def test_upcoming_are_those_that_have_not_ended(calendar: Calendar) -> None:
    past, running, ahead = (calendar.create("bali", meeting("Tasting", hours), "") for hours in (1, 2, 5))
    now = NOW + 2.5 * HOUR

    assert calendar.upcoming("bali", "tasting", now).fitting == (running, ahead)
    assert calendar.upcoming("bali", ahead.event_id, now).fitting == (ahead,)
    assert calendar.upcoming("bali", past.event_id, now).fitting == ()
    assert calendar.upcoming("bali", "tastings", now).near == (running, ahead)


def test_a_moved_event_is_as_long_as_before(calendar: Calendar) -> None:
    made = calendar.create("bali", meeting(), "")
    moved = calendar.move("bali", made.event_id, NOW + 72 * HOUR, NOW)

    assert moved == made.model_copy(update={"start": NOW + 72 * HOUR, "end": NOW + 73 * HOUR})
    assert calendar.between("bali", NOW, NOW + 99 * HOUR) == [moved]


def test_a_cancelled_event_is_gone(calendar: Calendar) -> None:
    made = calendar.create("bali", meeting(), "")
    calendar.cancel("bali", made.event_id, None, NOW)

    assert titles(calendar, NOW, NOW + 48 * HOUR) == []
    with pytest.raises(NotFound, match="cancelled"):
        calendar.cancel("bali", made.event_id, None, NOW)
    with pytest.raises(NotFound, match="cancelled"):
        calendar.move("bali", made.event_id, NOW + HOUR, NOW)


def test_a_tenant_sees_its_own(calendar: Calendar) -> None:
    made = calendar.create("bali", meeting(), "")

    assert calendar.between("lombok", NOW, NOW + 48 * HOUR) == []
    assert calendar.upcoming("lombok", "Tasting", NOW).fitting == ()
    with pytest.raises(NotFound):
        calendar.cancel("lombok", made.event_id, None, NOW)


def test_the_twin_keeps_what_it_would_have_written_to_whom(database: Database) -> None:
    twin = LocalCalendar(database)
    made = twin.create("bali", meeting(guests=GUESTS), "key-1")
    twin.create("bali", meeting(guests=GUESTS), "key-1")
    for _ in range(2):
        twin.move("bali", made.event_id, NOW + 72 * HOUR, NOW)
    twin.cancel("bali", made.event_id, "rain", NOW)

    with database.reading() as connection:
        rows = connection.execute(sa.select(calendar_notices).order_by(calendar_notices.c.id)).mappings().all()
    assert [(row["kind"], row["email"]) for row in rows] == [
        (kind, guest.email) for kind in ("invitation", "new time", "cancellation") for guest in GUESTS
    ]
    assert [(row["start"], row["reason"]) for row in rows[-1:]] == [(NOW + 72 * HOUR, "rain")]
