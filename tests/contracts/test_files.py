"""What every store of files does."""

from pathlib import Path

import pytest

from handlers.backends.local import files as module
from handlers.backends.local.database import Database
from handlers.backends.local.files import LocalFiles
from handlers.errors import InvalidRequest, NotFound
from handlers.ports import DataDir, Files


@pytest.fixture
def files(database: Database, tmp_path: Path) -> Files:
    return LocalFiles(database, DataDir(tmp_path))


def test_a_file_is_read_as_it_was_kept(files: Files) -> None:
    kept = files.keep("bali", "note.txt", "Perché no?".encode())

    assert (kept.name, kept.type, kept.size, kept.url) == ("note.txt", "text/plain", 11, f"/v1/files/{kept.id}")
    assert files.read("bali", kept.id) == "Perché no?".encode()


def test_a_file_is_found_by_id_and_by_name_with_the_newest_first(files: Files) -> None:
    older = files.keep("bali", "Note.txt", b"one")
    newer = files.keep("bali", "note.txt", b"two")

    assert files.find("bali", older.id) == [older]
    assert files.find("bali", " NOTE.TXT ") == [newer, older]
    assert files.find("bali", "other.txt") == []


def test_one_key_keeps_one_file(files: Files) -> None:
    first = files.keep("bali", "a.txt", b"first", "key-1")

    assert files.keep("bali", "b.txt", b"second", "key-1") == first
    assert files.read("bali", first.id) == b"first"
    assert files.kept("bali", "key-1") == first
    assert files.kept("bali", "key-2") is None


def test_a_tenant_sees_its_own_files(files: Files) -> None:
    kept = files.keep("bali", "a.txt", b"secret", "key-1")

    assert files.find("lombok", "a.txt") == files.find("lombok", kept.id) == []
    assert files.kept("lombok", "key-1") is None
    with pytest.raises(NotFound):
        files.read("lombok", kept.id)


def test_a_name_is_a_label_and_no_path(files: Files, tmp_path: Path) -> None:
    kept = files.keep("bali", "../../escape.txt", b"x")

    assert kept.name == "escape.txt"
    assert [path.name for path in (tmp_path / "files").iterdir()] == [kept.id]


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"#!/bin/sh\n", b"x" * (module.FILE_BYTES + 1)])
def test_what_cannot_be_kept_is_refused(files: Files, content: bytes) -> None:
    with pytest.raises(InvalidRequest):
        files.keep("bali", "file", content)
