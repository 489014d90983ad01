"""What the journal and the bus tell handlers about conversations."""

import datetime as dt

import orjson
import pytest

from handlers.backends.local.database import Database
from handlers.ports import Notice
from schemas.turn import AnswerMade, Event, Principal, TurnFinished, TurnReceived, TurnStatus
from service.engine.conversations import BusBroadcasts, JournalConversations
from service.engine.in_process import InProcessBus
from service.engine.journal_store import DIRECT, EventRow, JournalStore, TurnRow
from tests.support.contexts import NOW


class Journal:
    """Writes turns as the engine does: a message, an answer, an end."""

    def __init__(self, database: Database) -> None:
        self.store = JournalStore(database)
        self._turns = 0

    def turn(
        self,
        message: str,
        answer: str = "done",
        *,
        at: dt.datetime = NOW,
        conversation: str = "c-1",
        tenant: str = "bali",
        principal: str = "ayu",
        status: TurnStatus = TurnStatus.COMPLETED,
    ) -> str:
        self._turns += 1
        turn_id = f"t-{self._turns}"
        received = TurnReceived(
            turn_id=turn_id,
            number=1,
            at=at,
            message=message,
            conversation_id=conversation,
            persona="zantara",
            now=at,
            timezone="Asia/Makassar",
            language="en",
            principal=Principal(id=principal),
            tenant=tenant,
            registry="r",
        )
        answered = AnswerMade(turn_id=turn_id, number=2, at=at + dt.timedelta(milliseconds=200), text=answer)
        ended = TurnFinished(turn_id=turn_id, number=3, at=at + dt.timedelta(milliseconds=250), status=status)
        row = TurnRow(turn_id, tenant, principal, conversation, status, at)
        self.store.write([row], [_row(event) for event in (received, answered, ended)], {})
        return turn_id


def _row(event: Event) -> EventRow:
    return EventRow(event.turn_id, event.number, event.type, event.model_dump_json().encode(), b"")


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


@pytest.fixture
def conversations(journal: Journal) -> JournalConversations:
    return JournalConversations(journal.store)


def test_history_is_what_was_said_in_order(journal: Journal, conversations: JournalConversations) -> None:
    journal.turn("hello", "hi", at=NOW - dt.timedelta(minutes=2))
    journal.turn("how much is a KITAS?", "EUR 800", at=NOW - dt.timedelta(minutes=1))
    journal.turn("elsewhere", conversation="c-2")
    journal.turn("of another house", tenant="java")

    told = [(said.person, said.text) for said in conversations.history("bali", "c-1", 10)]

    assert told == [(True, "hello"), (False, "hi"), (True, "how much is a KITAS?"), (False, "EUR 800")]
    assert [said.text for said in conversations.history("bali", "c-1", 1)] == ["EUR 800"]


def test_an_erased_conversation_says_nothing(journal: Journal, conversations: JournalConversations) -> None:
    journal.turn("secret")
    journal.store.erase_conversation("bali", "c-1")

    assert conversations.history("bali", "c-1", 10) == []
    assert conversations.search("bali", "secret", None, None) == []


def test_a_search_finds_messages_with_most_of_the_words_the_newest_first(
    journal: Journal, conversations: JournalConversations
) -> None:
    journal.turn("the villa in Ubud", at=NOW - dt.timedelta(days=2))
    journal.turn("a villa in Canggu", at=NOW - dt.timedelta(days=1))
    journal.turn("the weather")
    journal.turn("the villa in Ubud by name", conversation=DIRECT)

    found = [said.text for said in conversations.search("bali", "villa Ubud", None, None)]

    assert found == ["the villa in Ubud", "a villa in Canggu"]


def test_a_search_keeps_to_the_tenant_the_owner_and_the_time(
    journal: Journal, conversations: JournalConversations
) -> None:
    journal.turn("visa for Marco", at=NOW - dt.timedelta(days=40))
    journal.turn("visa for Anna", principal="marco")
    journal.turn("visa for Budi", tenant="java")

    assert [said.text for said in conversations.search("bali", "visa", None, "ayu")] == ["visa for Marco"]
    recent = conversations.search("bali", "visa", NOW - dt.timedelta(days=30), None)
    assert [said.text for said in recent] == ["visa for Anna"]


def test_figures_count_turns_by_how_they_ended_and_by_day(
    journal: Journal, conversations: JournalConversations
) -> None:
    # 23:30 in UTC is the next morning in Bali.
    late = dt.datetime(2026, 11, 18, 23, 30, tzinfo=dt.UTC)
    journal.turn("a", at=late)
    journal.turn("b", at=NOW - dt.timedelta(hours=1), status=TurnStatus.FAILED)
    journal.turn("c", at=NOW - dt.timedelta(hours=1), conversation="c-2")
    journal.turn("d", at=NOW - dt.timedelta(hours=1), conversation=DIRECT)
    journal.turn("before", at=NOW - dt.timedelta(days=9))

    told = conversations.figures("bali", NOW - dt.timedelta(days=7), NOW)

    assert (told.conversations, told.turns, told.completed, told.failed) == (2, 3, 2, 1)
    assert told.median_ms == 250
    assert list(told.languages) == [("en", 3)]
    assert [(day.day, day.turns, day.failed) for day in told.days] == [
        (dt.date(2026, 11, 19), 1, 0),
        (dt.date(2026, 11, 21), 2, 1),
    ]


def test_a_span_without_turns_has_no_duration(conversations: JournalConversations) -> None:
    assert conversations.figures("bali", NOW - dt.timedelta(days=7), NOW).median_ms is None


async def test_a_notice_reaches_those_who_listen_to_the_tenant_and_counts_them() -> None:
    bus = InProcessBus()
    async with bus.subscribe("tenant:bali") as first, bus.subscribe("tenant:bali"), bus.subscribe("tenant:java"):
        reached = await BusBroadcasts(bus, bus.listeners).send("bali", Notice("we are back", "staff", "ayu", NOW))
        message = orjson.loads(await anext(first) or b"null")

    assert reached == 2
    assert message == {
        "type": "notice",
        "text": "we are back",
        "channel": "staff",
        "from": "ayu",
        "at": NOW.isoformat(),
    }


async def test_a_bus_that_cannot_count_says_so() -> None:
    assert await BusBroadcasts(InProcessBus()).send("bali", Notice("hello", None, "ayu", NOW)) is None
