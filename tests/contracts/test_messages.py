"""What every chat channel does: the twins', on SQLite and on PostgreSQL. A vendor's backend joins `CHANNELS`."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.instagram import LocalInstagram
from handlers.backends.local.slack import LocalSlack
from handlers.backends.local.sms import LocalSms
from handlers.backends.local.telegram import LocalTelegram
from handlers.backends.local.whatsapp import LocalWhatsApp
from handlers.communication.messages import ChatMessage, OutgoingText
from handlers.communication.whatsapp import OutgoingTemplate
from tests.support.contexts import NOW

Send = Callable[[str, OutgoingText, str], str]


@dataclass(frozen=True)
class Channel:
    """How a channel sends and what it has kept: (tenant, message, key) -> id, (tenant, chat, limit) -> messages."""

    send: Send
    history: Callable[[str, str, int], Sequence[ChatMessage]]


def whatsapp(database: Database) -> Channel:
    twin = LocalWhatsApp(database)
    return Channel(twin.send, twin.history)


def whatsapp_templates(database: Database) -> Channel:
    twin = LocalWhatsApp(database)

    def send(tenant: str, message: OutgoingText, key: str) -> str:
        template = OutgoingTemplate(
            chat=message.chat, text=message.text, at=message.at, template="welcome", language="en", variables=("Luca",)
        )
        return twin.send_template(tenant, template, key)

    return Channel(send, twin.history)


def slack(database: Database) -> Channel:
    twin = LocalSlack(database)
    return Channel(twin.post, twin.history)


CHANNELS: Mapping[str, Callable[[Database], Channel]] = {
    "instagram": lambda database: Channel(LocalInstagram(database).send, LocalInstagram(database).history),
    "slack": slack,
    "sms": lambda database: Channel(LocalSms(database).send, LocalSms(database).history),
    "telegram": lambda database: Channel(LocalTelegram(database).send, LocalTelegram(database).history),
    "whatsapp": whatsapp,
    "whatsapp templates": whatsapp_templates,
}

CHAT = "+6281233310006"


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest, database: Database) -> Channel:
    return CHANNELS[request.param](database)


def text(said: str, minutes: int = 0) -> OutgoingText:
    return OutgoingText(chat=CHAT, text=said, at=NOW + dt.timedelta(minutes=minutes))


def test_what_is_sent_is_kept_as_it_was(channel: Channel) -> None:
    message_id = channel.send("bali", text("besok kantor tutup 🙏"), "")

    kept = channel.history("bali", CHAT, 10)
    assert [(each.message_id, each.direction, each.text, each.at) for each in kept] == [
        (message_id, "out", "besok kantor tutup 🙏", NOW)
    ]


def test_one_key_sends_one_message_also_when_many_ask_at_once(channel: Channel) -> None:
    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(lambda _: channel.send("bali", text("halo"), "key-1"), range(8)))

    assert len(set(ids)) == 1
    assert len(channel.history("bali", CHAT, 10)) == 1
    assert channel.send("bali", text("halo"), "key-2") != ids[0]


def test_messages_without_a_key_are_no_repeats(channel: Channel) -> None:
    assert channel.send("bali", text("halo"), "") != channel.send("bali", text("halo"), "")


def test_the_latest_are_read_with_the_newest_last(channel: Channel) -> None:
    for minute in (1, 3, 2):
        channel.send("bali", text(f"minute {minute}", minute), "")

    assert [each.text for each in channel.history("bali", CHAT, 2)] == ["minute 2", "minute 3"]


def test_a_tenant_reads_its_own_messages_only(channel: Channel) -> None:
    channel.send("bali", text("halo"), "key-1")
    channel.send("lombok", text("hello"), "key-1")

    assert [each.text for each in channel.history("bali", CHAT, 10)] == ["halo"]
    assert [each.text for each in channel.history("lombok", CHAT, 10)] == ["hello"]


def test_channels_do_not_read_each_others_messages(database: Database) -> None:
    CHANNELS["sms"](database).send("bali", text("halo"), "")

    assert CHANNELS["telegram"](database).history("bali", CHAT, 10) == []
