"""The records of cases, in SQL."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.series import CASES, CLIENTS
from handlers.backends.local.tables import case_notes, cases, clients, team_members
from handlers.business.cases import Case, CaseChange, CaseNote, CaseRequest, Cases

_CASES = (
    sa.select(
        cases,
        clients.c.name.label("client"),
        clients.c.number.label("client_number"),
        team_members.c.name.label("responsible"),
    )
    .join(clients, cases.c.client_id == clients.c.id)
    .outerjoin(team_members, cases.c.responsible_id == team_members.c.id)
    .order_by(cases.c.changed.desc(), cases.c.number)
)


@backend(Cases, honours_keys=True)
class LocalCases:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_number(self, tenant: str, said: str) -> Case | None:
        number = CASES.read(said)
        if number is None:
            return None
        with self._database.reading() as connection:
            return next(iter(_where(connection, tenant, cases.c.number == number)), None)

    def of_client(self, tenant: str, client_number: str) -> Sequence[Case]:
        with self._database.reading() as connection:
            return _where(connection, tenant, clients.c.number == CLIENTS.read(client_number))

    def open(self, tenant: str, request: CaseRequest, key: str) -> Case:
        with self._database.transaction() as connection:
            row, new = CASES.insert_once(connection, tenant, key, lambda: _columns(connection, tenant, request))
            if new:
                _add_note(connection, tenant, row["id"], request.note, key)
            return _where(connection, tenant, cases.c.number == row["number"])[0]

    def change(self, tenant: str, number: str, change: CaseChange, key: str) -> Case:
        stage = {} if change.stage is None else {"stage": change.stage}
        named = sa.and_(cases.c.tenant == tenant, cases.c.number == CASES.read(number))
        with self._database.transaction() as connection:
            # First: it keeps two who change the same case apart.
            update = sa.update(cases).where(named).values(changed=change.at, **stage).returning(cases.c.id)
            case_id = connection.execute(update).scalar_one()
            _add_note(connection, tenant, case_id, change.note, key)
            return _where(connection, tenant, named)[0]


def _columns(connection: Connection, tenant: str, request: CaseRequest) -> dict[str, Any]:
    return {
        "client_id": CLIENTS.id_of(connection, tenant, request.client),
        "service": request.service,
        "stage": "documents",
        "opened": request.at.date(),
        "changed": request.at,
    }


def _add_note(connection: Connection, tenant: str, case_id: int, note: CaseNote | None, key: str) -> None:
    """Add a note, unless its key was used before."""
    if note is None:
        return
    used = sa.select(case_notes.c.id).where(case_notes.c.tenant == tenant, case_notes.c.idempotency_key == key)
    if not key or connection.execute(used).first() is None:
        row = {**note.model_dump(), "tenant": tenant, "case_id": case_id, "idempotency_key": key or None}
        connection.execute(sa.insert(case_notes).values(**row))


def _where(connection: Connection, tenant: str, condition: sa.ColumnElement[bool]) -> list[Case]:
    rows = connection.execute(_CASES.where(cases.c.tenant == tenant, condition)).mappings().all()
    ids = [row["id"] for row in rows]
    noted = sa.select(case_notes).where(case_notes.c.tenant == tenant, case_notes.c.case_id.in_(ids))
    notes = connection.execute(noted.order_by(case_notes.c.day.desc(), case_notes.c.id.desc())).mappings().all()
    return [
        Case.model_validate(
            {
                **row,
                "number": CASES.written(row["number"]),
                "client_number": CLIENTS.written(row["client_number"]),
                "notes": tuple(CaseNote.model_validate(note) for note in notes if note["case_id"] == row["id"]),
            }
        )
        for row in rows
    ]
