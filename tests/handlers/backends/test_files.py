"""The file store: bytes in a folder, rows by tenant."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.files import FILE_BYTES, FileRefused, FileStore, content_type, label


@pytest.fixture
def store(database: Database, tmp_path: Path) -> FileStore:
    return FileStore(database, tmp_path / "files")


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_a_file_is_found_by_its_tenant_alone(store: FileStore) -> None:
    kept = await store.keep("bali", "file_1", "note.txt", chunks(b"hello ", b"world"))

    found = await store.find("bali", "file_1")

    assert found is not None
    assert found[0] == kept
    assert found[1].read_bytes() == b"hello world"
    assert await store.find("montreal", "file_1") is None


async def test_a_name_never_becomes_a_path(store: FileStore, tmp_path: Path) -> None:
    kept = await store.keep("bali", "file_1", "../../outside.txt", chunks(b"hello"))

    assert kept.name == "outside.txt"
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["file_1"]
    assert not (tmp_path.parent / "outside.txt").exists()


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 422), (b"\x7fELF" + bytes(60), 415), (b"#!/bin/sh\n", 415), (b"MZ" + bytes(60), 415)]
)
async def test_what_is_refused_leaves_nothing_behind(
    store: FileStore, tmp_path: Path, content: bytes, status: int
) -> None:
    with pytest.raises(FileRefused) as refused:
        await store.keep("bali", "file_1", "x", chunks(content))

    assert refused.value.status == status
    assert not (tmp_path / "files").exists()


async def test_reading_stops_at_the_limit(store: FileStore) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 2**20
            yield bytes(2**20)

    with pytest.raises(FileRefused) as refused:
        await store.keep("bali", "file_1", "x", endless())

    assert refused.value.status == 413
    assert read == FILE_BYTES + 2**20


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%", "application/pdf"),
        (b"plain words", "text/plain"),
        ("perché no".encode(), "text/plain"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
    ],
)
def test_the_content_tells_the_type(content: bytes, kind: str) -> None:
    assert content_type(content) == kind


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("scan.pdf", "scan.pdf"),
        ("a/b/scan.pdf", "scan.pdf"),
        ("C:\\scans\\scan.pdf", "scan.pdf"),
        ("a\nb\x00\u202ec.pdf", "abc.pdf"),
        ("..", "unnamed"),
        ("folder/", "unnamed"),
        ("", "unnamed"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_label_is_the_printable_last_part_of_a_name(name: str, shown: str) -> None:
    assert label(name) == shown
