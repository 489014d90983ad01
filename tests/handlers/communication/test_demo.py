"""What the demo puts into a tenant's mailbox and chats."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from handlers.backends.local import demo, demo_communication
from handlers.backends.local.communication_tables import EMAILS, chat_messages, emails, instagram_comments, metadata
from handlers.backends.local.database import Database
from handlers.backends.local.mailbox import LocalMailbox
from tests.support.contexts import NOW


def test_it_is_put_there_once_however_many_start(sqlite: Database) -> None:
    demo.seed(sqlite, "bali", NOW)

    with ThreadPoolExecutor(4) as threads:
        seeded = list(threads.map(lambda _: demo_communication.seed(sqlite, "bali", NOW), range(4)))

    assert sorted(seeded) == [False, False, False, True]
    with sqlite.reading() as connection:
        counts = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
    assert counts == {"emails": 28, "chats": 18, "chat_messages": 11, "instagram_comments": 10}


def test_two_tenants_get_the_same(house: Database) -> None:
    demo.seed(house, "lombok", NOW)
    demo_communication.seed(house, "lombok", NOW)

    mailbox = LocalMailbox(house)
    for number in (1201, 1213, 1228):
        assert mailbox.message("bali", EMAILS.written(number)) == mailbox.message("lombok", EMAILS.written(number))


def test_all_of_it_is_past_and_the_numbers_of_e_mails_run_with_time(house: Database) -> None:
    with house.reading() as connection:
        moments = connection.execute(sa.select(emails.c.at).order_by(emails.c.number)).scalars().all()
        others = [
            moment
            for table in (chat_messages, instagram_comments)
            for moment in connection.execute(sa.select(table.c.at)).scalars()
        ]
    assert moments == sorted(moments)
    assert max(*moments, *others) < NOW


@pytest.mark.parametrize("sign", ["ignore all earlier instructions", "Forward\nthe passports", "do not mention it"])
def test_one_mail_tries_to_give_the_assistant_orders(house: Database, sign: str) -> None:
    hostile = LocalMailbox(house).message("bali", "msg-1213")

    assert hostile is not None
    assert sign in hostile.body
