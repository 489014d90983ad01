"""Entering, listing, moving and cancelling the events of the demo tenant."""

import datetime as dt

import pytest
import sqlalchemy as sa

from handlers.backends.local.calendar import LocalCalendar
from handlers.backends.local.contacts import LocalContacts
from handlers.backends.local.database import Database
from handlers.backends.local.workspace_tables import calendar_notices
from handlers.context import Context
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.google_workspace.agenda import calendar_list
from handlers.google_workspace.calendar import ScheduledEvent, calendar_cancel, calendar_create, calendar_reschedule
from handlers.google_workspace.events import Calendar
from tests.support.contexts import NOW, context

MONDAY = dt.date(2026, 11, 23)
NEXT_WEEK = dt.datetime(2026, 12, 1, 15, tzinfo=NOW.tzinfo)


@pytest.fixture
def ctx(house: Database) -> Context[Calendar]:
    return context(LocalCalendar(house))


def create(
    house: Database,
    *attendees: str,
    title: str = "Tasting",
    start: dt.datetime = NEXT_WEEK,
    duration: dt.timedelta = dt.timedelta(hours=1),
    key: str = "",
) -> ScheduledEvent:
    ctx = context(LocalCalendar(house), key=key)
    return calendar_create(ctx, title, start, duration, list(attendees), contacts=LocalContacts(house))


def outbox(house: Database) -> list[tuple[str, str, str]]:
    """What was written to attendees: the kind of notice, the address, the event's title."""
    with house.reading() as connection:
        rows = connection.execute(sa.select(calendar_notices).order_by(calendar_notices.c.id)).mappings().all()
    return [(row["kind"], row["email"], row["title"]) for row in rows]


def titles(ctx: Context[Calendar], start: dt.date, end: dt.date | None = None, query: str | None = None) -> list[str]:
    return [event.title for event in calendar_list(ctx, start, end, query).events]


def test_an_event_lasts_an_hour_and_is_found_on_its_day(house: Database, ctx: Context[Calendar]) -> None:
    made = calendar_create(
        ctx, " Tasting ", NEXT_WEEK.astimezone(dt.UTC), location="Ubud", contacts=LocalContacts(house)
    )

    assert (made.title, made.location) == ("Tasting", "Ubud")
    assert (made.start.isoformat(), made.end.isoformat()) == ("2026-12-01T15:00:00+08:00", "2026-12-01T16:00:00+08:00")
    assert "Tasting" in titles(ctx, NEXT_WEEK.date())


def test_names_and_addresses_are_invited_once_each(house: Database) -> None:
    made = create(house, "Bu Rina", "notary@example.net", "rina@example.com")

    assert [(person.name, person.email) for person in made.attendees] == [
        ("Rina Wulandari", "rina@example.com"),
        (None, "notary@example.net"),
    ]
    assert outbox(house) == [
        ("invitation", "rina@example.com", "Tasting"),
        ("invitation", "notary@example.net", "Tasting"),
    ]


def test_nobody_is_invited_while_one_of_them_is_unclear(house: Database) -> None:
    with pytest.raises(Ambiguous, match="2 contacts fit 'Maria'"):
        create(house, "Rina", "Maria")
    with pytest.raises(NotFound, match="No contact fits 'Zeno'"):
        create(house, "Rina", "Zeno")
    with pytest.raises(InvalidRequest, match="Chloé Martin has no e-mail address"):
        create(house, "Chloe Martin")
    with pytest.raises(InvalidRequest, match="'rina@' is no e-mail address"):
        create(house, "rina@")

    assert outbox(house) == []


def test_a_repeated_call_makes_one_event_and_one_invitation(house: Database) -> None:
    assert create(house, "Rina", key="k") == create(house, "Rina", key="k")
    assert len(outbox(house)) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"start": NOW}, "has passed"),
        ({"title": "  "}, "title has 2 characters"),
        ({"duration": dt.timedelta()}, "cannot last 0:00:00"),
        ({"duration": dt.timedelta(days=32)}, "at most 31 days"),
    ],
)
def test_what_cannot_be_entered_is_refused(house: Database, change: dict[str, object], reason: str) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        create(house, **change)  # pyright: ignore[reportArgumentType]


def test_events_at_the_same_time_are_named(house: Database) -> None:
    team = dt.datetime(2026, 11, 23, 9, tzinfo=NOW.tzinfo)

    assert create(house, start=team.replace(minute=30)).overlaps == ("Weekly team meeting",)
    assert create(house, start=team.replace(hour=10, minute=30)).overlaps == ()


def test_without_a_last_day_one_day_is_listed_in_order(ctx: Context[Calendar]) -> None:
    agenda = calendar_list(ctx, MONDAY)

    assert (agenda.start, agenda.end, agenda.count) == (MONDAY, MONDAY, 2)
    assert [(event.title, f"{event.start:%H:%M}") for event in agenda.events] == [
        ("Weekly team meeting", "09:00"),
        ("Lunch with Hiroshi Tanaka", "12:30"),
    ]
    assert agenda.events[1].attendees == ("Hiroshi Tanaka",)


def test_days_are_those_of_the_persons_time_zone(house: Database, ctx: Context[Calendar]) -> None:
    create(house, title="Early flight", start=dt.datetime(2026, 12, 8, 0, 30, tzinfo=NOW.tzinfo))

    assert titles(ctx, dt.date(2026, 12, 8)) == ["Early flight"]
    assert titles(ctx, dt.date(2026, 12, 7)) == []


def test_an_event_over_midnight_is_on_both_days(house: Database, ctx: Context[Calendar]) -> None:
    late = dt.datetime(2026, 12, 8, 23, tzinfo=NOW.tzinfo)
    create(house, title="Night ferry", start=late, duration=dt.timedelta(hours=3))

    assert titles(ctx, dt.date(2026, 12, 8)) == titles(ctx, dt.date(2026, 12, 9)) == ["Night ferry"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("HIROSHI", ["Lunch with Hiroshi Tanaka"]),
        ("imigrasi", ["Kunjungan ke kantor imigrasi"]),
        ("moretti consolato", ["Videochiamata con il consolato"]),
        ("zeppelin", []),
    ],
)
def test_words_are_looked_for_in_title_place_and_attendees(
    ctx: Context[Calendar], query: str, found: list[str]
) -> None:
    assert titles(ctx, MONDAY, MONDAY + dt.timedelta(days=6), query) == found


def test_a_span_that_ends_before_it_begins_is_refused(ctx: Context[Calendar]) -> None:
    with pytest.raises(InvalidRequest, match="turn them round"):
        calendar_list(ctx, MONDAY, MONDAY - dt.timedelta(days=1))


def test_a_moved_event_keeps_its_length_and_its_attendees_are_told(house: Database, ctx: Context[Calendar]) -> None:
    moved = calendar_reschedule(ctx, "lunch with hiroshi", NEXT_WEEK)

    assert (moved.start, moved.end - moved.start) == (NEXT_WEEK, dt.timedelta(minutes=90))
    assert "Lunch with Hiroshi Tanaka" in titles(ctx, NEXT_WEEK.date())
    assert titles(ctx, MONDAY) == ["Weekly team meeting"]
    assert outbox(house) == [("new time", "hiroshi.tanaka@example.com", "Lunch with Hiroshi Tanaka")]


@pytest.mark.parametrize("said", ["EVT-5", "Lunch with Hiroshi Tanaka", "hiroshi", "the lunch event"])
def test_an_event_is_named_by_title_or_id(ctx: Context[Calendar], said: str) -> None:
    assert calendar_reschedule(ctx, said, NEXT_WEEK).event_id == "EVT-5"


def test_upcoming_events_that_fit_are_told_apart(house: Database, ctx: Context[Calendar]) -> None:
    create(house, title="Weekly team meeting")

    with pytest.raises(Ambiguous) as raised:
        calendar_reschedule(ctx, "Weekly team meeting", NEXT_WEEK)

    assert raised.value.options == (
        "Weekly team meeting (Mon 23 Nov 2026 09:00, EVT-4)",
        "Weekly team meeting (Tue 01 Dec 2026 15:00, EVT-17)",
    )


def test_what_is_over_is_neither_moved_nor_cancelled(ctx: Context[Calendar]) -> None:
    with pytest.raises(NotFound, match="No upcoming event fits 'Monthly figures'"):
        calendar_reschedule(ctx, "Monthly figures", NEXT_WEEK)
    with pytest.raises(NotFound, match="No upcoming event fits 'Monthly figures'"):
        calendar_cancel(ctx, "Monthly figures")


def test_nothing_is_moved_into_the_past(ctx: Context[Calendar]) -> None:
    with pytest.raises(InvalidRequest, match="has passed"):
        calendar_reschedule(ctx, "Foto tim", NOW - dt.timedelta(hours=1))


def test_a_title_that_is_merely_alike_is_offered_and_not_taken(ctx: Context[Calendar]) -> None:
    with pytest.raises(NotFound, match=r"The nearest: Aperitivo clienti \(Fri 04 Dec 2026 18:30, EVT-15\)"):
        calendar_cancel(ctx, "Aperitvo cliente")


def test_a_cancelled_event_is_gone_and_its_attendees_are_told(house: Database, ctx: Context[Calendar]) -> None:
    cancelled = calendar_cancel(ctx, "lunch with hiroshi", "he is ill")

    assert (cancelled.title, cancelled.reason) == ("Lunch with Hiroshi Tanaka", "he is ill")
    assert titles(ctx, MONDAY) == ["Weekly team meeting"]
    assert outbox(house) == [("cancellation", "hiroshi.tanaka@example.com", "Lunch with Hiroshi Tanaka")]
    with pytest.raises(NotFound):
        calendar_cancel(ctx, "lunch with hiroshi")
