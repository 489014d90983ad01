"""The team's tasks, in SQL."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from handlers.assistance.task import TaskRecord, TaskRequest, Tasks
from handlers.backend import backend
from handlers.backends.local.business_tables import TASKS, tasks
from handlers.backends.local.database import Database
from handlers.backends.local.series import TEAM
from handlers.backends.local.tables import team_members
from handlers.backends.local.titles import matching
from handlers.choice import Matches


@backend(Tasks, honours_keys=True)
class LocalTasks:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, tenant: str, request: TaskRequest, key: str) -> TaskRecord:
        with self._database.transaction() as connection:
            row, _ = TASKS.insert_once(connection, tenant, key, lambda: _columns(connection, tenant, request))
            return _task(connection.execute(_numbered(tenant, row["number"])).mappings().one())

    def all(self, tenant: str, assignee: str | None) -> Sequence[TaskRecord]:
        wanted = _tasks(tenant)
        if assignee is not None:
            wanted = wanted.where(team_members.c.number == TEAM.read(assignee))
        with self._database.reading() as connection:
            return [_task(row) for row in connection.execute(wanted.order_by(tasks.c.number)).mappings()]

    def find(self, tenant: str, said: str) -> Matches[TaskRecord]:
        everything = self.all(tenant, None)
        number = TASKS.read(said)
        if number is not None:
            return Matches(tuple(task for task in everything if task.number == TASKS.written(number)))
        to_do = _titled(said, [task for task in everything if task.done_at is None])
        if to_do.fitting:
            return to_do
        done = _titled(said, [task for task in everything if task.done_at is not None])
        return done if done.fitting else to_do

    def complete(self, tenant: str, number: str, at: dt.datetime) -> TaskRecord:
        named = sa.and_(tasks.c.tenant == tenant, tasks.c.number == TASKS.read(number))
        with self._database.transaction() as connection:
            connection.execute(sa.update(tasks).where(named, tasks.c.done_at.is_(None)).values(done_at=at))
            return _task(connection.execute(_tasks(tenant).where(named)).mappings().one())


def _columns(connection: Connection, tenant: str, request: TaskRequest) -> dict[str, Any]:
    assignee_id = request.assignee and TEAM.id_of(connection, tenant, request.assignee)
    return {**request.model_dump(exclude={"assignee"}), "assignee_id": assignee_id}


def _titled(said: str, some: Sequence[TaskRecord]) -> Matches[TaskRecord]:
    return matching(said, some, lambda task: task.title, lambda task: task.number)


def _tasks(tenant: str) -> sa.Select[Any]:
    chosen = sa.select(tasks, team_members.c.name.label("assignee"))
    return chosen.outerjoin(team_members, tasks.c.assignee_id == team_members.c.id).where(tasks.c.tenant == tenant)


def _numbered(tenant: str, number: int) -> sa.Select[Any]:
    return _tasks(tenant).where(tasks.c.number == number)


def _task(row: RowMapping) -> TaskRecord:
    return TaskRecord.model_validate({**row, "number": TASKS.written(row["number"])})
