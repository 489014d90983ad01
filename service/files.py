"""Files that people upload and handlers make: bytes in the data folder, one row each."""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import puremagic
import sqlalchemy as sa
from sqlalchemy import Column, Index, Integer, MetaData, String, Table

from handlers.backends.local.database import Database
from handlers.backends.local.tables import Moment
from schemas.chat import StoredFile

FILE_BYTES = 20 * 2**20
NAME_CHARACTERS = 200

metadata = MetaData()

files = Table(
    "files",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("name", String(NAME_CHARACTERS), nullable=False),
    Column("type", String(127), nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("files_by_tenant", "tenant"),
)

PROGRAMS = (
    "application/x-executable",
    "application/x-msdownload",
    "application/x-sharedlib",
    "application/x-mach-binary",
)


class FileRefused(Exception):
    """The file cannot be kept; `status` is the HTTP status that says so."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class FileStore:
    """Keeps files by tenant. Names are labels only: no path is ever made of them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    async def keep(self, tenant: str, file_id: str, name: str, chunks: AsyncIterator[bytes]) -> StoredFile:
        """Keep what the chunks hold. Raises FileRefused: empty, longer than `FILE_BYTES`, or an executable."""
        content = bytearray()
        async for chunk in chunks:
            content += chunk
            if len(content) > FILE_BYTES:
                raise FileRefused(413, f"the file is larger than {FILE_BYTES // 2**20} MiB")
        return await asyncio.to_thread(self._keep, tenant, file_id, name, bytes(content))

    def _keep(self, tenant: str, file_id: str, name: str, content: bytes) -> StoredFile:
        if not content:
            raise FileRefused(422, "the file is empty")
        kind = content_type(content)
        if kind in PROGRAMS or content[:2] in (b"MZ", b"#!") or content[:4] == b"\x7fELF":
            raise FileRefused(415, f"{name!r} is a program ({kind}); send documents, images, tables or text")
        now = dt.datetime.now(dt.UTC)
        stored = StoredFile(id=file_id, name=label(name), type=kind, size=len(content), created_at=now)
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / file_id).write_bytes(content)
        with self._database.transaction() as connection:
            connection.execute(files.insert().values(tenant=tenant, **stored.model_dump()))
        return stored

    async def find(self, tenant: str, file_id: str) -> tuple[StoredFile, Path] | None:
        """A file of this tenant and where its bytes lie."""
        return await asyncio.to_thread(self._find, tenant, file_id)

    def clear(self, tenant: str) -> None:
        """Remove all files of a tenant."""
        removing = sa.delete(files).where(files.c.tenant == tenant).returning(files.c.id)
        with self._database.transaction() as connection:
            removed = connection.execute(removing).scalars().all()
        for file_id in removed:
            (self._folder / file_id).unlink(missing_ok=True)

    def _find(self, tenant: str, file_id: str) -> tuple[StoredFile, Path] | None:
        query = sa.select(files).where(files.c.id == file_id, files.c.tenant == tenant)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        return StoredFile(**{name: row[name] for name in StoredFile.model_fields}), self._folder / file_id


def label(name: str) -> str:
    """What a file is called: the last part of whatever path a client names, on any system, and printable."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(c for c in last if c.isprintable())[-NAME_CHARACTERS:]
    return plain if plain.strip(". ") else "unnamed"


def content_type(content: bytes) -> str:
    """The media type that the content shows, never the one that a name or a client claims."""
    try:
        found = puremagic.from_string(content, mime=True)  # pyright: ignore[reportUnknownMemberType]
        return found or "application/octet-stream"
    except puremagic.PureError:
        return "text/plain" if _is_text(content) else "application/octet-stream"


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
