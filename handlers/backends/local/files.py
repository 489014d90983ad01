"""Files that people upload and handlers make: bytes in the data folder, one row each."""

import asyncio
import datetime as dt
import re
import secrets
from collections.abc import AsyncIterator, Sequence
from hashlib import sha256
from pathlib import Path

import puremagic
import sqlalchemy as sa
from sqlalchemy import Column, Index, Integer, MetaData, RowMapping, String, Table

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.tables import Moment
from handlers.errors import InvalidRequest, NotFound
from handlers.ports import DataDir, Files
from handlers.values import File
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
    """Keeps files by tenant. Names are labels only: no path is ever made of them. Thread-safe."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    async def keep(self, tenant: str, file_id: str, name: str, chunks: AsyncIterator[bytes]) -> StoredFile:
        """Keep what the chunks hold. Raises FileRefused: empty, longer than `FILE_BYTES`, or an executable."""
        content = bytearray()
        async for chunk in chunks:
            content += chunk
            if len(content) > FILE_BYTES:
                raise FileRefused(413, _too_large())
        return await asyncio.to_thread(self.keep_whole, tenant, file_id, name, bytes(content))

    def keep_whole(self, tenant: str, file_id: str, name: str, content: bytes) -> StoredFile:
        """Keep a file under an id; one that is there already stays as it is. Raises FileRefused."""
        kind = _checked_type(name, content)
        now = dt.datetime.now(dt.UTC)
        stored = StoredFile(id=file_id, name=label(name), type=kind, size=len(content), created_at=now)
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._database.transaction() as connection:
            present = connection.execute(sa.select(files).where(files.c.id == file_id)).mappings().one_or_none()
            if present is not None:
                return _stored(present)
            (self._folder / file_id).write_bytes(content)
            connection.execute(files.insert().values(tenant=tenant, **stored.model_dump()))
        return stored

    async def find(self, tenant: str, file_id: str) -> tuple[StoredFile, Path] | None:
        """A file of this tenant and where its bytes lie."""
        return await asyncio.to_thread(self.find_one, tenant, file_id)

    def find_one(self, tenant: str, file_id: str) -> tuple[StoredFile, Path] | None:
        found = self.where(tenant, files.c.id == file_id)
        return (found[0], self._folder / file_id) if found else None

    def clear(self, tenant: str) -> None:
        """Remove all files of a tenant."""
        removing = sa.delete(files).where(files.c.tenant == tenant).returning(files.c.id)
        with self._database.transaction() as connection:
            removed = connection.execute(removing).scalars().all()
        for file_id in removed:
            (self._folder / file_id).unlink(missing_ok=True)

    def where(self, tenant: str, condition: sa.ColumnElement[bool]) -> list[StoredFile]:
        """A tenant's files, the newest first."""
        query = sa.select(files).where(files.c.tenant == tenant, condition)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(files.c.created_at.desc(), files.c.id)).mappings().all()
        return [_stored(row) for row in rows]


@backend(Files, honours_keys=True)
class LocalFiles:
    """The service's files as handlers reach them. Thread-safe."""

    def __init__(self, database: Database, data_dir: DataDir) -> None:
        self._store = FileStore(database, data_dir / "files")

    def keep(self, tenant: str, name: str, content: bytes, key: str = "") -> File:
        file_id = _id_of(tenant, key) if key else f"file_{secrets.token_hex(16)}"
        try:
            return _file(self._store.keep_whole(tenant, file_id, name, content))
        except FileRefused as refused:
            raise InvalidRequest(refused.detail) from refused

    def kept(self, tenant: str, key: str) -> File | None:
        found = self._store.find_one(tenant, _id_of(tenant, key))
        return None if found is None else _file(found[0])

    def find(self, tenant: str, said: str) -> Sequence[File]:
        wanted = said.strip()
        named = sa.or_(files.c.id == wanted, sa.func.lower(files.c.name) == wanted.lower())
        return [_file(stored) for stored in self._store.where(tenant, named)]

    def read(self, tenant: str, file_id: str) -> bytes:
        found = self._store.find_one(tenant, file_id)
        if found is None:
            raise NotFound(f"There is no file {file_id!r}; upload it first, or give another id.")
        return found[1].read_bytes()


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


def _checked_type(name: str, content: bytes) -> str:
    if not content:
        raise FileRefused(422, "the file is empty")
    if len(content) > FILE_BYTES:
        raise FileRefused(413, _too_large())
    kind = content_type(content)
    if kind in PROGRAMS or content[:2] in (b"MZ", b"#!") or content[:4] == b"\x7fELF":
        raise FileRefused(415, f"{name!r} is a program ({kind}); send documents, images, tables or text")
    return kind


def _too_large() -> str:
    return f"the file is larger than {FILE_BYTES // 2**20} MiB"


def _id_of(tenant: str, key: str) -> str:
    """The same id for the same key."""
    return "file_" + sha256(f"{tenant}\0{key}".encode()).hexdigest()[:32]


def _stored(row: RowMapping) -> StoredFile:
    return StoredFile(**{name: row[name] for name in StoredFile.model_fields})


def _file(stored: StoredFile) -> File:
    return File(**stored.model_dump(exclude={"created_at"}), url=f"/v1/files/{stored.id}")


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
