"""SMS, Slack, Telegram and Instagram: who gets a message, and what is refused."""

import pytest

from handlers.backends.local.contacts import LocalContacts
from handlers.backends.local.database import Database
from handlers.backends.local.instagram import LocalInstagram
from handlers.backends.local.slack import LocalSlack
from handlers.backends.local.sms import LocalSms
from handlers.backends.local.telegram import LocalTelegram
from handlers.communication.instagram import instagram_message, instagram_reply_comment
from handlers.communication.messages import LONGEST
from handlers.communication.slack import slack_post
from handlers.communication.sms import SentSms, sms_send
from handlers.communication.telegram import telegram_send
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from tests.support.contexts import NOW, context


def sms(database: Database, to: str, text: str = "halo") -> SentSms:
    return sms_send(context(LocalSms(database)), to, text, contacts=LocalContacts(database))


@pytest.mark.parametrize(
    ("said", "name", "number"),
    [
        ("Liam O'Brien", "Liam O'Brien", "+61491570156"),
        ("0812 3331 0006", "Dewi Lestari", "+6281233310006"),
        ("+61 412 000 111", "+61412000111", "+61412000111"),
    ],
)
def test_an_sms_goes_to_the_one_who_is_meant(house: Database, said: str, name: str, number: str) -> None:
    sent = sms(house, said)

    assert (sent.to, sent.number) == (name, number)
    assert [message.text for message in LocalSms(house).history("bali", number, 9)] == ["halo"]


def test_an_sms_to_one_of_two_is_asked_about(house: Database) -> None:
    with pytest.raises(Ambiguous):
        sms(house, "Maria")
    with pytest.raises(InvalidRequest, match="José Almeida has no phone number"):
        sms(house, "José Almeida")


@pytest.mark.parametrize("said", ["visa-team", "#visa-team", "Visa Team", "visa_team"])
def test_a_slack_channel_goes_by_its_name_however_it_is_written(house: Database, said: str) -> None:
    posted = slack_post(context(LocalSlack(house)), said, "RPTKA is through")

    assert (posted.channel, posted.posted_at) == ("#visa-team", NOW)
    assert LocalSlack(house).history("bali", "visa-team", 1)[0].text == "RPTKA is through"


def test_a_slack_channel_that_is_not_there_is_told_with_those_that_are(house: Database) -> None:
    with pytest.raises(
        NotFound, match="no Slack channel '#beach'; there are: #announcements, #company-setup"
    ) as raised:
        slack_post(context(LocalSlack(house)), "#beach", "hi")

    assert "#general" in raised.value.options


@pytest.mark.parametrize(
    ("said", "to", "chat"),
    [
        ("Bali Zero Team", "Bali Zero Team", "Bali Zero Team"),
        ("kurir dokumen", "Kurir Dokumen", "Kurir Dokumen"),
        ("@Notaris_Kirana", "Notaris Ida Ayu Kirana (@notaris_kirana)", "@notaris_kirana"),
        ("wayan_sopir", "Wayan Sopir (@wayan_sopir)", "@wayan_sopir"),
        ("Olena", "Olena Shevchenko (@olena_shev)", "@olena_shev"),
        ("@surfcamp99", "@surfcamp99", "@surfcamp99"),  # nobody we have a chat with yet
        ("surf_camp", "@surf_camp", "@surf_camp"),
    ],
)
def test_a_telegram_chat_goes_by_name_or_user_name(house: Database, said: str, to: str, chat: str) -> None:
    assert telegram_send(context(LocalTelegram(house)), said, "besok jam 10").to == to
    assert LocalTelegram(house).history("bali", chat, 1)[0].text == "besok jam 10"


def test_a_telegram_chat_that_nobody_knows_is_not_found(house: Database) -> None:
    with pytest.raises(NotFound, match="No Telegram chat fits 'Surf Camp'"):
        telegram_send(context(LocalTelegram(house)), "Surf Camp", "hi")
    with pytest.raises(Ambiguous):
        telegram_send(context(LocalTelegram(house)), "Bali", "hi")
    with pytest.raises(InvalidRequest, match="'@x y' is no Telegram user name"):
        telegram_send(context(LocalTelegram(house)), "@x y", "hi")


@pytest.mark.parametrize("said", ["@wander.kate", "wander.kate", " @Wander.Kate "])
def test_an_instagram_message_goes_to_a_user_name(house: Database, said: str) -> None:
    assert instagram_message(context(LocalInstagram(house)), said, "yes, we do").to == "@wander.kate"

    chat = LocalInstagram(house).history("bali", "wander.kate", 9)
    assert [(message.direction, message.text) for message in chat] == [
        ("in", "Do you also do visa extensions?"),
        ("out", "yes, we do"),
    ]


@pytest.mark.parametrize("said", ["", "@", "Maria Rossi", "kate..w", ".kate", "k" * 31, "kate!"])
def test_what_is_no_instagram_user_name_is_refused(house: Database, said: str) -> None:
    with pytest.raises(InvalidRequest, match="is no Instagram user name"):
        instagram_message(context(LocalInstagram(house)), said, "hi")


def test_a_reply_stands_under_the_comment(house: Database) -> None:
    posted = instagram_reply_comment(context(LocalInstagram(house)), "18004408", "Di Canggu kak!")

    assert (posted.to, posted.posted_at) == ("@rudi.surya", NOW)
    replies = LocalInstagram(house).replies("bali", "18004408")
    assert [(reply.comment_id, reply.post, reply.text) for reply in replies] == [
        (posted.reply_id, "Kantor baru kami di Canggu!", "Di Canggu kak!")
    ]


def test_a_comment_that_is_not_there_is_not_found(house: Database) -> None:
    with pytest.raises(NotFound, match="no Instagram comment '17999'"):
        instagram_reply_comment(context(LocalInstagram(house)), "17999", "hi")


@pytest.mark.parametrize("length", [0, LONGEST["SMS"] + 1])
def test_a_text_that_an_sms_does_not_hold_is_refused(house: Database, length: int) -> None:
    with pytest.raises(InvalidRequest, match=f"The message has {length} characters; SMS takes 1 to 1600"):
        sms(house, "Liam O'Brien", "x" * length)
