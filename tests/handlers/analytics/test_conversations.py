"""analytics.conversations: the assistant's turns and the chats of the house, by channel."""

import datetime as dt
from collections.abc import Sequence

import pytest

from handlers.analytics.conversations import conversation_report
from handlers.backends.local import demo, demo_communication
from handlers.backends.local.database import Database
from handlers.backends.local.traffic import LocalChannelTraffic
from handlers.errors import NotFound
from handlers.ports import Said, TurnFigures
from tests.support.contexts import NOW, context


class QuietJournal:
    """Two conversations of three turns, one of which failed; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dt.datetime]] = []

    def history(self, tenant: str, conversation_id: str, limit: int) -> Sequence[Said]:
        return []

    def search(self, tenant: str, query: str, since: dt.datetime | None, owner: str | None) -> Sequence[Said]:
        return []

    def figures(self, tenant: str, since: dt.datetime, until: dt.datetime) -> TurnFigures:
        self.asked.append((tenant, since))
        return TurnFigures(2, 3, 2, 1, 0, 0, 140.0, (("en", 3),), ())


@pytest.fixture
def traffic(database: Database) -> LocalChannelTraffic:
    demo.seed(database, "bali", NOW)
    demo_communication.seed(database, "bali", NOW)
    return LocalChannelTraffic(database)


def test_every_channel_is_counted_and_the_totals_add_up(traffic: LocalChannelTraffic) -> None:
    journal = QuietJournal()

    told = conversation_report(context(journal), "year", traffic=traffic)

    channels = {one.channel: one for one in told.channels}
    assert {"assistant", "whatsapp", "e-mail", "telegram"} <= set(channels)
    assert told.conversations == sum(one.conversations for one in told.channels)
    assert channels["whatsapp"].received > 0
    assert told.assistant is not None
    assert (told.assistant.turns, told.assistant.failed, told.assistant.median_ms) == (3, 1, 140.0)
    assert journal.asked == [("bali", NOW.replace(month=1, day=1, hour=0))]


@pytest.mark.parametrize("said", ["whatsapp", "WA", " WhatsApp "])
def test_one_channel_alone_leaves_the_assistant_out(traffic: LocalChannelTraffic, said: str) -> None:
    told = conversation_report(context(QuietJournal()), "month", said, traffic=traffic)

    assert [one.channel for one in told.channels] == ["whatsapp"]
    assert told.assistant is None


def test_a_channel_is_called_in_the_persons_language(traffic: LocalChannelTraffic) -> None:
    told = conversation_report(context(QuietJournal(), language="it"), "month", "assistente", traffic=traffic)

    assert [one.channel for one in told.channels] == ["assistente"]


def test_an_unknown_channel_is_told_with_those_there_are(traffic: LocalChannelTraffic) -> None:
    with pytest.raises(NotFound, match="no channel 'fax'; there are: assistant, whatsapp, email"):
        conversation_report(context(QuietJournal()), "month", "fax", traffic=traffic)


def test_the_messages_of_another_tenant_are_not_counted(traffic: LocalChannelTraffic) -> None:
    told = traffic.traffic("java", NOW - dt.timedelta(days=400))

    assert {(one.conversations, one.received, one.sent) for one in told} == {(0, 0, 0)}
