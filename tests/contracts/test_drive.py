"""What every Drive does, whoever keeps the files: begun empty, filled through the port alone."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.drive import LocalDrive
from handlers.errors import NotFound
from handlers.google_workspace.files import Drive, FileSearch, NewFile, Permission
from tests.support.contexts import NOW


@pytest.fixture(params=[LocalDrive])
def drive(request: pytest.FixtureRequest, database: Database) -> Drive:
    return request.param(database)


def note(name: str, content: str = "", minutes: int = 0) -> NewFile:
    return NewFile(name=name, content=content, folder_id=None, at=NOW + dt.timedelta(minutes=minutes))


def search(drive: Drive, query: str, limit: int = 10) -> list[str]:
    return [file.name for file in drive.search("bali", FileSearch(query=query, limit=limit))]


def test_a_saved_file_is_described_found_and_read(drive: Drive) -> None:
    saved = drive.upload("bali", note("lease.txt", "The rent is due on the fifth."), "")

    assert (saved.name, saved.kind, saved.folder, saved.changed, saved.permissions) == (
        "lease.txt",
        "text",
        None,
        NOW,
        (),
    )
    assert drive.search("bali", FileSearch(query="rent due", limit=10)) == [saved]
    assert drive.named("bali", "lease", None).fitting == (saved,)
    assert drive.named("bali", saved.file_id, None).fitting == (saved,)
    assert drive.text("bali", saved.file_id) == "The rent is due on the fifth."


def test_one_key_saves_one_file_also_when_many_ask_at_once(drive: Drive) -> None:
    with ThreadPoolExecutor(4) as threads:
        saved = list(threads.map(lambda _: drive.upload("bali", note("a.txt", "x"), "key-1"), range(4)))

    assert len({file.file_id for file in saved}) == 1
    assert search(drive, "a") == ["a.txt"]


def test_accents_and_case_do_not_matter(drive: Drive) -> None:
    drive.upload("bali", note("Perché.txt", "È GRATUITA"), "")

    assert search(drive, "perche gratuita") == ["Perché.txt"]


def test_a_number_after_a_single_letter_is_a_word_of_its_own(drive: Drive) -> None:
    drive.upload("bali", note("rent.txt", "sale a 2500 euro"), "")

    assert search(drive, "2500") == ["rent.txt"]


def test_names_go_before_contents_and_then_the_latest_change(drive: Drive) -> None:
    drive.upload("bali", note("old.txt", "visa", minutes=1), "")
    drive.upload("bali", note("new.txt", "visa", minutes=2), "")
    drive.upload("bali", note("visa.txt", "", minutes=0), "")

    assert search(drive, "visa") == ["visa.txt", "new.txt", "old.txt"]
    assert search(drive, "visa", limit=1) == ["visa.txt"]


def test_at_least_half_of_the_words_must_be_there(drive: Drive) -> None:
    drive.upload("bali", note("lease.txt", "rent"), "")

    assert search(drive, "lease rent villa ubud") == ["lease.txt"]
    assert search(drive, "lease pool villa ubud") == []
    assert search(drive, "?!") == []


def test_access_is_given_changed_and_kept(drive: Drive) -> None:
    file = drive.upload("bali", note("lease.txt"), "")

    drive.share("bali", file.file_id, Permission(email="a@example.com", role="reader"))
    drive.share("bali", file.file_id, Permission(email="b@example.com", role="writer"))
    shared = drive.share("bali", file.file_id, Permission(email="a@example.com", role="commenter"))

    assert {each.email: each.role for each in shared.permissions} == {
        "a@example.com": "commenter",
        "b@example.com": "writer",
    }
    assert drive.named("bali", "lease.txt", None).fitting == (shared,)


def test_a_tenant_sees_its_own(drive: Drive) -> None:
    file = drive.upload("bali", note("lease.txt", "rent"), "")

    assert drive.search("lombok", FileSearch(query="rent", limit=10)) == []
    assert drive.named("lombok", "lease.txt", None).fitting == ()
    with pytest.raises(NotFound):
        drive.text("lombok", file.file_id)
    with pytest.raises(NotFound):
        drive.share("lombok", file.file_id, Permission(email="a@example.com", role="reader"))
