"""The files of the house: what they are, where they are kept, and which one a person means."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from handlers.choice import Matches, the_match
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.reference import Translated
from handlers.values import Value

Kind = Literal["document", "spreadsheet", "presentation", "pdf", "image", "folder", "text"]
Role = Literal["reader", "commenter", "writer"]

KINDS: Mapping[Kind, Translated] = {
    "document": Translated(en="document", id="dokumen", it="documento"),
    "spreadsheet": Translated(en="spreadsheet", id="spreadsheet", it="foglio di calcolo"),
    "presentation": Translated(en="presentation", id="presentasi", it="presentazione"),
    "pdf": Translated(en="PDF", id="PDF", it="PDF"),
    "image": Translated(en="image", id="gambar", it="immagine"),
    "folder": Translated(en="folder", id="folder", it="cartella"),
    "text": Translated(en="text file", id="berkas teks", it="file di testo"),
}

LONGEST_NAME = 200
LONGEST_TEXT = 1_000_000
"""Characters; source: Google Docs Editors Help, 'Files you can store in Google Drive': documents up to 1.02 million."""


class Permission(Value):
    """What a person may do with a file; `email` is in lower case."""

    email: str
    role: Role


class DriveFile(Value):
    """A file or folder. `folder` is the path of the folder that it lies in, such as 'Clients/Rossi'; None at the top.

    `changed` is aware. `permissions` are those given beside the house's own.
    """

    file_id: str
    name: str
    kind: Kind
    folder: str | None
    changed: dt.datetime
    permissions: tuple[Permission, ...] = ()


class NewFile(Value):
    """A file to be made, at a moment (aware); without `folder_id` at the top."""

    name: str
    content: str
    folder_id: str | None
    at: dt.datetime


class FileSearch(Value):
    """What to look for. `folder_id`: only below this folder, at any depth."""

    query: str
    kind: Kind | None = None
    folder_id: str | None = None
    limit: int


class Drive(Protocol):
    """Where the house keeps its files."""

    def search(self, tenant: str, wanted: FileSearch) -> Sequence[DriveFile]:
        """Files whose name or content has the words, in any case and without accents; best first."""
        ...

    def named(self, tenant: str, said: str, kind: Kind | None) -> Matches[DriveFile]:
        """What a name or id means, among the files of one kind or of all."""
        ...

    def text(self, tenant: str, file_id: str) -> str | None:
        """The text of a file: a spreadsheet as CSV, a presentation as its titles; None for what has no text."""
        ...

    def upload(self, tenant: str, file: NewFile, key: str) -> DriveFile:
        """Save a text file; a key that was used before gives the file that it made."""
        ...

    def share(self, tenant: str, file_id: str, permission: Permission) -> DriveFile:
        """Give a person access, or change what they have."""
        ...


def the_file(ctx: Context[object], drive: Drive, said: str, kind: Kind | None = None) -> DriveFile:
    """The file that a person means, of one kind or of any.

    Raises NotFound with the nearest names, Ambiguous, and InvalidRequest where only a file of another kind fits.
    """
    noun = "file" if kind is None else KINDS[kind].en
    matches = drive.named(ctx.tenant, said, kind)
    if kind is not None and not matches.fitting:
        others = drive.named(ctx.tenant, said, None).fitting
        if len(others) == 1:
            kind_found = KINDS[others[0].kind].en
            raise InvalidRequest(
                f"{others[0].name!r} is no {noun} but another kind of file ({kind_found}); name a {noun}."
            )
    return the_match(matches, said, noun, told_apart)


def told_apart(file: DriveFile) -> str:
    """A file as one of several options: 'Lease.pdf (PDF, in Clients/Rossi, FILE-12)'."""
    place = file.folder and f"in {file.folder}"
    marks = (KINDS[file.kind].en, place, file.file_id)
    return f"{file.name} ({', '.join(mark for mark in marks if mark)})"


def new_file(ctx: Context[object], drive: Drive, name: str, content: str, folder: str | None) -> NewFile:
    """A file as a person asked for it. Raises InvalidRequest, and what `the_file` raises for the folder."""
    title = " ".join(name.split())
    if not 0 < len(title) <= LONGEST_NAME:
        raise InvalidRequest(f"The name {title[:50]!r} has {len(title)} characters; give one of 1 to {LONGEST_NAME}.")
    if len(content) > LONGEST_TEXT:
        raise InvalidRequest(f"The text has {len(content)} characters; at most {LONGEST_TEXT} fit in one file.")
    folder_id = None if folder is None else the_file(ctx, drive, folder, "folder").file_id
    return NewFile(name=title, content=content, folder_id=folder_id, at=ctx.now)
