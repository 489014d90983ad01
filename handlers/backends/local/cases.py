"""The records of cases, in SQL."""

from collections.abc import Sequence

import sqlalchemy as sa

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.series import CASES, CLIENTS
from handlers.backends.local.tables import case_notes, cases, clients, team_members
from handlers.business.case import Case, CaseNote, Cases

_CASES = (
    sa.select(cases, clients.c.name.label("client"), team_members.c.name.label("responsible"))
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
        return next(iter(self._where(tenant, cases.c.number == number)), None)

    def of_client(self, tenant: str, client_number: str) -> Sequence[Case]:
        return self._where(tenant, clients.c.number == CLIENTS.read(client_number))

    def _where(self, tenant: str, condition: sa.ColumnElement[bool]) -> list[Case]:
        with self._database.reading() as connection:
            rows = connection.execute(_CASES.where(cases.c.tenant == tenant, condition)).mappings().all()
            ids = [row["id"] for row in rows]
            noted = sa.select(case_notes).where(case_notes.c.tenant == tenant, case_notes.c.case_id.in_(ids))
            notes = connection.execute(noted.order_by(case_notes.c.day.desc(), case_notes.c.id.desc())).mappings().all()
        return [
            Case.model_validate(
                {
                    **row,
                    "number": CASES.written(row["number"]),
                    "notes": tuple(CaseNote.model_validate(note) for note in notes if note["case_id"] == row["id"]),
                }
            )
            for row in rows
        ]
