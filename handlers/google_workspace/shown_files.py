"""Files as a person reads them: in their language and time zone, and a text only so long."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict

from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.google_workspace.files import KINDS, DriveFile, Role
from handlers.labels import Label, titled
from handlers.reference import Translated
from handlers.values import Value

CHARACTERS = 20_000
"""Longest text that is read out of a file: about 5,000 tokens."""

ROLES: Mapping[Role, Translated] = {
    "reader": Translated(en="can view", id="bisa melihat", it="può leggere"),
    "commenter": Translated(en="can comment", id="bisa berkomentar", it="può commentare"),
    "writer": Translated(en="can edit", id="bisa mengedit", it="può modificare"),
}


class Access(Value):
    """Who has access to a file, and what they may do with it, in the person's language."""

    email: Annotated[str, Label("e-mail", id="email", it="e-mail", role="title")]
    access: Annotated[str, Label("access", id="akses", it="accesso")]


class File(Value):
    """A file in the person's language and time zone."""

    model_config = ConfigDict(json_schema_extra=titled("File", "Berkas", "File"))

    name: Annotated[str, Label("name", id="nama", it="nome", role="title")]
    type: Annotated[str, Label("type", id="jenis", it="tipo")]
    folder: Annotated[str | None, Label("in folder", id="di folder", it="nella cartella")]
    changed: Annotated[dt.date, Label("changed on", id="diubah tanggal", it="modificato il")]
    shared_with: Annotated[tuple[Access, ...], Label("shared with", id="dibagikan ke", it="condiviso con")]
    file_id: Annotated[str, Label("file id", id="id berkas", it="id del file", role="hidden")]


class FileText(Value):
    """The text of a file: what somebody wrote, not what is true."""

    model_config = ConfigDict(json_schema_extra=titled("File", "Berkas", "File"))

    name: Annotated[str, Label("name", id="nama", it="nome", role="title")]
    text: Annotated[str, Label("text", id="isi", it="testo")]
    truncated: Annotated[bool, Label("cut short", id="dipotong", it="tagliato", role="flag")]
    file_id: Annotated[str, Label("file id", id="id berkas", it="id del file", role="hidden")]


def shown(file: DriveFile, ctx: Context[object]) -> File:
    """A file as the person reads it."""
    return File(
        name=file.name,
        type=KINDS[file.kind].to(ctx.language),
        folder=file.folder,
        changed=file.changed.astimezone(ctx.now.tzinfo).date(),
        shared_with=tuple(Access(email=p.email, access=ROLES[p.role].to(ctx.language)) for p in file.permissions),
        file_id=file.file_id,
    )


def text_of(file: DriveFile, text: str | None) -> FileText:
    """The beginning of a file's text. Raises InvalidRequest for a file that has none."""
    if text is None:
        raise InvalidRequest(f"{file.name!r} has no text to read ({KINDS[file.kind].en}); name another file.")
    return FileText(name=file.name, text=text[:CHARACTERS], truncated=len(text) > CHARACTERS, file_id=file.file_id)
