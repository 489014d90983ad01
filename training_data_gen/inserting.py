"""Rows that no handler makes, put into the twins' own tables: a colleague, a channel, a mail that came in."""

import datetime as dt
import random
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa

from handlers.backends.local import communication_tables as communication
from handlers.backends.local import drive_store, tables
from handlers.backends.local import workspace_tables as workspace
from handlers.backends.local.demo_files import pdf
from handlers.backends.local.series import TEAM, WHATSAPP_MESSAGES, Series
from handlers.errors import HandlerError
from handlers.google_workspace.files import KINDS, Kind, NewFile
from handlers.ports import Files
from training_data_gen.sandbox import TENANT, Sandbox
from training_data_gen.simulated import picture
from training_data_gen.slots import GENERATORS
from training_data_gen.slots.setting import Setting

SUBJECTS = ("visa", "tax", "contracts", "company", "translations")
IMAGES = (".png", ".jpg", ".jpeg", ".heic", ".webp", ".gif")
YESTERDAY = dt.timedelta(days=1)
ROWS = 12


def renumber(sandbox: Sandbox, series: Series, said: str) -> bool:
    """Give one of the records the number that was said; False where it is no number of the series."""
    number = series.read(said)
    return number is not None and _renumbered(sandbox, series, number)


def _renumbered(sandbox: Sandbox, series: Series, number: int) -> bool:
    table = series.table
    with sandbox.database.transaction() as connection:
        mine = sa.select(table.c.id).where(table.c.tenant == TENANT).order_by(table.c.id)
        ids = connection.execute(mine).scalars().all()
        if not ids:
            return False
        changing = sa.update(table).where(table.c.id == ids[number % len(ids)]).values(number=number)
        connection.execute(changing)
    return True


def member(sandbox: Sandbox, said: str) -> bool:
    """A colleague of this name."""
    name = said.title() if said.islower() else said
    subject = SUBJECTS[len(said) % len(SUBJECTS)]
    return _add(sandbox, TEAM, name=name, role=f"{subject} consultant", subjects=[subject], email=_address(name))


def slack_channel(sandbox: Sandbox, said: str) -> bool:
    return _add(sandbox, communication.CHATS, platform="slack", name=f"#{said.lstrip('#')}")


def telegram_chat(sandbox: Sandbox, said: str) -> bool:
    user_name = said if said.startswith("@") else None
    return _add(sandbox, communication.CHATS, platform="telegram", name=said.lstrip("@"), user_name=user_name)


def chat_with(sandbox: Sandbox, name: str) -> bool:
    """A person of the records wrote on WhatsApp and was answered."""
    with sandbox.database.reading() as connection:
        known = sa.select(tables.clients.c.phone).where(tables.clients.c.name == name)
        phone = connection.execute(known).scalar()
    if phone is None:
        return False
    for direction, hours in (("in", 30), ("out", 28), ("in", 5)):
        text = _text(sandbox, "message", f"{name}/{hours}")
        at = sandbox.now - dt.timedelta(hours=hours)
        _add(sandbox, WHATSAPP_MESSAGES, direction=direction, phone=phone, text=text, at=at)
    return True


def mail(sandbox: Sandbox, query: str, sender: str | None) -> bool:
    """A mail that came in yesterday, about what is sought."""
    name = sender or _text(sandbox, "person", query)
    address = name if "@" in name else _address(name)
    row = {
        "direction": "in",
        "sender": {"name": None if "@" in name else name.title(), "address": address},
        "recipients": [{"name": "Bali Zero", "address": "office@example.com"}],
        "cc": [],
        "subject": query[:1].upper() + query[1:],
        "body": _text(sandbox, "email_body", query),
        "at": sandbox.now - YESTERDAY,
    }
    return _add(sandbox, communication.EMAILS, **row, thread=0)


def upload(sandbox: Sandbox, said: str) -> bool:
    """A file among those that people uploaded, with what its ending promises."""
    if said.startswith("http"):
        return False
    ending = PurePath(said.lower()).suffix
    text = _text(sandbox, "passage", said)
    content = picture(said) if ending in IMAGES else pdf(text.split(". ")) if ending == ".pdf" else text.encode()
    files: Files = sandbox.wiring.get(Files)
    try:
        files.keep(TENANT, said, content, key=f"made/{said}")
    except HandlerError:
        return False
    return True


def file(sandbox: Sandbox, name: str, kind: Kind, folder: str | None = None) -> bool:
    """A file of the Drive, with some content where its kind has any."""
    content = "" if kind == "image" else _text(sandbox, "passage", name)
    if kind == "folder":
        return bool(_folder(sandbox, name))
    parent = None if folder is None else _folder(sandbox, folder)
    with sandbox.database.transaction() as connection:
        new = NewFile(name=name, content=content, folder_id=parent, at=sandbox.now - YESTERDAY)
        row, _ = drive_store.add(connection, TENANT, new, kind, "")
        if kind == "spreadsheet":
            cells = [drive_store.piece_of(row, **each) for each in _rows(sandbox, name)]
            connection.execute(sa.insert(workspace.sheet_rows), cells)
        elif content:
            connection.execute(sa.insert(workspace.paragraphs).values(drive_store.piece_of(row, text=content)))
    return True


def searched_file(sandbox: Sandbox, query: str, kind: str, folder: str | None) -> bool:
    """A file whose name is what is sought, a document where its kind is none of the Drive's."""
    known: Mapping[str, Kind] = {kind: kind for kind in KINDS}
    return file(sandbox, query[:1].upper() + query[1:], known.get(kind, "document"), folder)


def fact_about(subject: str, key: str) -> str:
    return f"{subject}: {_drawn('note', key)}"


def passage_for(key: str) -> str:
    return _drawn("passage", key)


def _folder(sandbox: Sandbox, name: str) -> str:
    """The id of the folder that is called so, made where it is not there."""
    files = workspace.drive_files.c
    named = (files.tenant == TENANT, files.kind == "folder", sa.func.lower(files.name) == name.lower())
    with sandbox.database.transaction() as connection:
        number = connection.execute(sa.select(files.number).where(*named)).scalar()
        if number is None:
            new = NewFile(name=name, content="", folder_id=None, at=sandbox.now - YESTERDAY)
            number = drive_store.add(connection, TENANT, new, "folder", "")[0]["number"]
    return workspace.DRIVE_FILES.written(number)


def _rows(sandbox: Sandbox, name: str) -> list[dict[str, Any]]:
    """A table with a head; row 0 keeps the sheet."""
    head = [_text(sandbox, "headers", f"{name}/head")]
    cells = [head[0].split(", "), *(_text(sandbox, "cells", f"{name}/{row}").split(", ") for row in range(ROWS))]
    return [{"sheet": "Sheet1", "position": 0, "row": row, "cells": each} for row, each in enumerate([[], *cells])]


def _add(sandbox: Sandbox, series: Series, **row: Any) -> bool:
    with sandbox.database.transaction() as connection:
        number = series.next(connection, TENANT)
        if "thread" in row:
            row["thread"] = number
        connection.execute(sa.insert(series.table).values(tenant=TENANT, number=number, **row))
    return True


def _text(sandbox: Sandbox, generator: str, key: str) -> str:
    return _drawn(generator, f"{sandbox.now:%Y%m%d}/{key}")


def _drawn(generator: str, key: str) -> str:
    """A made-up text; the same key gives the same one."""
    rng = random.Random(f"{generator}/{key}")  # noqa: S311 (data, not a secret)
    now = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
    return GENERATORS[generator](Setting(rng, rng.choice(("en", "id", "it")), now)).surface


def _address(name: str) -> str:
    return ".".join("".join(c for c in word if c.isalnum()) for word in name.lower().split()) + "@example.com"
