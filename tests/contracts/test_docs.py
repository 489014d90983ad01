"""What every store of documents does; they are files of the Drive beside it."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.docs import LocalDocs
from handlers.backends.local.drive import LocalDrive
from handlers.errors import NotFound
from handlers.google_workspace.docs import Docs
from handlers.google_workspace.files import Drive, NewFile
from tests.support.contexts import NOW

LATER = NOW + dt.timedelta(hours=1)


@dataclass(frozen=True)
class House:
    docs: Docs
    drive: Drive


@pytest.fixture(params=[(LocalDocs, LocalDrive)])
def house(request: pytest.FixtureRequest, database: Database) -> House:
    docs, drive = request.param
    return House(docs(database), drive(database))


def notes(content: str = "") -> NewFile:
    return NewFile(name="Notes", content=content, folder_id=None, at=NOW)


def test_a_document_is_a_file_with_its_text(house: House) -> None:
    made = house.docs.create("bali", notes("first line"), "")

    assert made.kind == "document"
    assert house.drive.named("bali", "notes", "document").fitting == (made,)
    assert house.docs.read("bali", made.file_id) == house.drive.text("bali", made.file_id) == "first line"


def test_texts_are_added_in_their_order_and_change_the_file(house: House) -> None:
    made = house.docs.create("bali", notes(), "")
    assert house.docs.read("bali", made.file_id) == ""

    for text in ("one", "two"):
        house.docs.append("bali", made.file_id, text, LATER, "")

    assert house.docs.read("bali", made.file_id) == "one\n\ntwo"
    assert [file.changed for file in house.drive.named("bali", "notes", None).fitting] == [LATER]


def test_one_key_makes_one_document_and_adds_one_text(house: House) -> None:
    made = [house.docs.create("bali", notes("a"), "key-1") for _ in range(2)]
    assert made[0] == made[1]

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: house.docs.append("bali", made[0].file_id, "b", LATER, "key-2"), range(4)))

    assert house.docs.read("bali", made[0].file_id) == "a\n\nb"


def test_a_tenant_reads_and_writes_its_own(house: House) -> None:
    made = house.docs.create("bali", notes("a"), "")

    with pytest.raises(NotFound):
        house.docs.read("lombok", made.file_id)
    with pytest.raises(NotFound):
        house.docs.append("lombok", made.file_id, "b", LATER, "")
