"""conversation.*: looking back, searching, taking a conversation away."""

import csv
import datetime as dt
import io
import json
from dataclasses import replace

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.files import LocalFiles
from handlers.context import Context
from handlers.ports import Conversations, DataDir, Said
from handlers.rag_memory.conversation import Format, export, history, search
from schemas.turn import Principal
from tests.handlers.rag_memory.conftest import ToldConversations
from tests.support.contexts import NOW, context

AT = dt.datetime(2026, 11, 21, 1, 30, tzinfo=dt.UTC)


def said(text: str, *, person: bool = True, turn: str = "t-1", conversation: str = "c-1") -> Said:
    return Said(conversation, turn, person, text, AT)


@pytest.fixture
def talk() -> ToldConversations:
    return ToldConversations(
        said("berapa harga KITAS?"),
        said("EUR 800", person=False),
        said("something else", conversation="c-2"),
        said("what did we talk about?", turn="now"),
    )


@pytest.fixture
def files(sqlite: Database, tmp_path) -> LocalFiles:
    return LocalFiles(sqlite, DataDir(tmp_path))


def at_turn(port: Conversations, turn_id: str, **more: object) -> Context[Conversations]:
    return replace(context(port), turn_id=turn_id, **more)


def test_history_is_this_conversation_before_this_turn(talk: ToldConversations) -> None:
    found = history(at_turn(talk, "now"))

    assert [(message.by, message.text) for message in found.messages] == [
        ("you", "berapa harga KITAS?"),
        ("assistant", "EUR 800"),
    ]
    assert found.messages[0].at.isoformat() == "2026-11-21T09:30:00+08:00"


def test_no_more_messages_than_asked_for(talk: ToldConversations) -> None:
    assert [message.text for message in history(at_turn(talk, "now"), 1).messages] == ["EUR 800"]


def test_outside_a_conversation_there_is_no_history(talk: ToldConversations) -> None:
    assert history(at_turn(talk, "now", conversation_id=None)).count == 0


def test_a_search_leaves_out_the_turn_that_asks(talk: ToldConversations) -> None:
    assert search(at_turn(talk, "now"), "what did we talk about?").found == 0
    assert search(at_turn(talk, "now"), "KITAS").messages[0].text == "berapa harga KITAS?"


def test_since_is_the_start_of_a_day_where_the_person_is(talk: ToldConversations) -> None:
    assert search(context(talk), "KITAS", NOW.date()).found == 1
    assert search(context(talk), "KITAS", NOW.date() + dt.timedelta(days=1)).found == 0


def test_an_end_client_searches_their_own_conversations_only(talk: ToldConversations) -> None:
    search(at_turn(talk, "now", principal=Principal(id="marco", kind="client")), "KITAS")
    search(context(talk), "KITAS")

    assert talk.owners == ["marco", None]


@pytest.mark.parametrize(
    ("form", "type", "ending"),
    [("json", "application/json", "json"), ("markdown", "text/plain", "md"), ("csv", "text/plain", "csv")],
)
def test_an_export_can_be_downloaded(
    talk: ToldConversations, files: LocalFiles, form: Format, type: str, ending: str
) -> None:
    made = export(at_turn(talk, "now"), form, files=files)

    assert (made.file.name, made.messages) == (f"conversation-c-1.{ending}", 2)
    assert "EUR 800" in files.read("bali", made.file.id).decode()


def test_json_tells_who_said_what_when(talk: ToldConversations, files: LocalFiles) -> None:
    content = json.loads(files.read("bali", export(at_turn(talk, "now"), "json", files=files).file.id))

    assert content["conversation_id"] == "c-1"
    assert [(row["role"], row["text"]) for row in content["messages"]] == [
        ("user", "berapa harga KITAS?"),
        ("assistant", "EUR 800"),
    ]


def test_a_spreadsheet_runs_nothing_that_was_said(files: LocalFiles) -> None:
    talk = ToldConversations(said('=HYPERLINK("http://evil.example.com")'))

    content = files.read("bali", export(context(talk), "csv", files=files).file.id).decode()

    assert list(csv.reader(io.StringIO(content)))[1][2].startswith("'=")
