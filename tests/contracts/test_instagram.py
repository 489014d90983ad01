"""What every Instagram account does with comments: the twin's, on SQLite and on PostgreSQL."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.backends.local import demo, demo_communication
from handlers.backends.local.database import Database
from handlers.backends.local.instagram import LocalInstagram
from handlers.communication.instagram import CommentReply, Instagram
from tests.support.contexts import NOW

COMMENT = "18004401"


@pytest.fixture
def instagram(database: Database) -> Instagram:
    """An account whose posts have comments."""
    demo.seed(database, "bali", NOW)
    demo_communication.seed(database, "bali", NOW)
    return LocalInstagram(database)


def reply(text: str = "From 65 euros", minutes: int = 0) -> CommentReply:
    return CommentReply(comment_id=COMMENT, text=text, at=NOW + dt.timedelta(minutes=minutes))


def test_a_comment_is_read_with_its_post(instagram: Instagram) -> None:
    comment = instagram.comment("bali", COMMENT)

    assert comment is not None
    assert (comment.author, comment.text) == ("wander.kate", "How much is it?")
    assert comment.post.startswith("Business visa in a week?")


@pytest.mark.parametrize("comment_id", ["17999", "", "the first one"])
def test_a_comment_that_is_not_there_is_none(instagram: Instagram, comment_id: str) -> None:
    assert instagram.comment("bali", comment_id) is None


def test_replies_stand_under_their_comment_with_the_newest_last(instagram: Instagram) -> None:
    posted = [instagram.reply("bali", reply(f"minute {minute}", minute), "") for minute in (2, 1)]

    assert list(instagram.replies("bali", COMMENT)) == posted[::-1]
    assert list(instagram.replies("bali", "18004402")) == []
    assert instagram.comment("bali", posted[0].comment_id) == posted[0]


def test_one_key_replies_once_also_when_many_ask_at_once(instagram: Instagram) -> None:
    with ThreadPoolExecutor(8) as threads:
        posted = list(threads.map(lambda _: instagram.reply("bali", reply(), "key-1"), range(8)))

    assert {comment.comment_id for comment in posted} == {posted[0].comment_id}
    assert len(instagram.replies("bali", COMMENT)) == 1


def test_a_tenant_sees_its_own_comments_only(instagram: Instagram) -> None:
    assert instagram.comment("lombok", COMMENT) is None
