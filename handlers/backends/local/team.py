"""The team and its assignments, in SQL."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from handlers.assistance.team import AssignmentRequest, Team, TeamMember
from handlers.backend import backend
from handlers.backends.local.business_tables import ASSIGNMENTS, assignments
from handlers.backends.local.database import Database
from handlers.backends.local.names import best
from handlers.backends.local.series import CASES, CLIENTS, TEAM
from handlers.backends.local.tables import cases, team_members


@backend(Team, honours_keys=True)
class LocalTeam:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def members(self, tenant: str) -> Sequence[TeamMember]:
        query = sa.select(team_members).where(team_members.c.tenant == tenant).order_by(team_members.c.number)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [TeamMember.model_validate({**row, "number": TEAM.written(row["number"])}) for row in rows]

    def named(self, tenant: str, said: str) -> Sequence[TeamMember]:
        return best(said, self.members(tenant), lambda member: member.name)

    def assign(self, tenant: str, request: AssignmentRequest, key: str) -> None:
        with self._database.transaction() as connection:
            number = ASSIGNMENTS.next(connection, tenant)
            if ASSIGNMENTS.made_with(connection, tenant, key) is not None:
                return
            member_id = TEAM.id_of(connection, tenant, request.member)
            case_ids = [CASES.id_of(connection, tenant, case) for case in request.cases]
            row = {
                "tenant": tenant,
                "member_id": member_id,
                "client_id": CLIENTS.id_of(connection, tenant, request.client),
                "by": request.by,
                "at": request.at,
            }
            # One row for the client as such, one for each case; the key stands on the first.
            for index, case_id in enumerate([*([None] if request.as_such else []), *case_ids]):
                if index:
                    number = ASSIGNMENTS.next(connection, tenant)
                own = {"number": number, "case_id": case_id, "idempotency_key": (key or None) if index == 0 else None}
                connection.execute(sa.insert(assignments).values(**row, **own))
            _hand_over(connection, tenant, case_ids, member_id)


def _hand_over(connection: Connection, tenant: str, case_ids: Sequence[int], member_id: int) -> None:
    mine = sa.and_(cases.c.tenant == tenant, cases.c.id.in_(case_ids))
    connection.execute(sa.update(cases).where(mine).values(responsible_id=member_id))
