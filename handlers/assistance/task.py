"""The team's tasks: add one, list them, tick one off."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Protocol

from pydantic import ConfigDict

from handlers.assistance.team import Team, the_member
from handlers.choice import Matches, the_match
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.reference import Translated
from handlers.values import Value

LONGEST_TITLE = 500

Priority = Literal["low", "normal", "high", "urgent"]
Status = Literal["open", "done", "overdue"]

PRIORITIES: Mapping[Priority, Translated] = {
    "urgent": Translated(en="urgent", id="mendesak", it="urgente"),
    "high": Translated(en="high", id="tinggi", it="alta"),
    "normal": Translated(en="normal", id="biasa", it="normale"),
    "low": Translated(en="low", id="rendah", it="bassa"),
}
"""The most urgent first."""

STATUSES: Mapping[Status, Translated] = {
    "open": Translated(en="open", id="belum selesai", it="da fare"),
    "overdue": Translated(en="overdue", id="terlambat", it="in ritardo"),
    "done": Translated(en="done", id="selesai", it="fatto"),
}


class TaskRequest(Value):
    """What is to be done. `assignee` is a team member's record number; `created` is aware."""

    title: str
    assignee: str | None
    due: dt.date | None
    priority: Priority
    created: dt.datetime


class TaskRecord(Value):
    """A task in the records. `number` is what people call it by: TASK-12. `assignee` is a name; `done_at` is aware."""

    number: str
    title: str
    assignee: str | None
    due: dt.date | None
    priority: Priority
    done_at: dt.datetime | None = None

    def status(self, today: dt.date) -> Status:
        """A task is overdue from the day after it is due, until it is done."""
        if self.done_at is not None:
            return "done"
        return "overdue" if self.due is not None and self.due < today else "open"


class Task(Value):
    """A task as it stands today, in the person's language."""

    model_config = ConfigDict(json_schema_extra=titled("Task", "Tugas", "Attività"))

    title: Annotated[str, Label("what", id="apa", it="cosa", role="title")]
    number: Annotated[str, Label("task number", id="nomor tugas", it="numero attività")]
    status: Annotated[str, Label("status", id="status", it="stato")]
    assignee: Annotated[str | None, Label("who", id="siapa", it="chi")]
    due: Annotated[dt.date | None, Label("due on", id="tenggat", it="scadenza")]
    priority: Annotated[str, Label("priority", id="prioritas", it="priorità")]
    done_on: Annotated[dt.date | None, Label("done on", id="selesai tanggal", it="fatta il")]


class TaskList(Value):
    """Tasks: what is due first comes first, then the more urgent; those done, the latest first."""

    model_config = ConfigDict(json_schema_extra=titled("Tasks", "Tugas", "Attività"))

    count: Annotated[int, Label("number of tasks", id="jumlah tugas", it="numero di attività")]
    tasks: Annotated[tuple[Task, ...], Label("tasks", id="tugas", it="attività")]


class Tasks(Protocol):
    """The team's list."""

    def add(self, tenant: str, request: TaskRequest, key: str) -> TaskRecord:
        """Add a task; a key that was used before gives the task that it made."""
        ...

    def all(self, tenant: str, assignee: str | None) -> Sequence[TaskRecord]:
        """Every task, done or not; those of one member, by record number, where one is given."""
        ...

    def find(self, tenant: str, said: str) -> Matches[TaskRecord]:
        """Those with this number ('TASK-12', 'task 12', '12') or a title that fits: those to be done before others."""
        ...

    def complete(self, tenant: str, number: str, at: dt.datetime) -> TaskRecord:
        """Tick a task off; one that was done before keeps its time."""
        ...


@handler(
    "task.create",
    effect="write",
    examples=[
        (
            "task for Rina: file the LKPM by 10 Dec 2026, urgent",
            {"title": "file the LKPM", "assignee": "Rina", "due": "2026-12-10", "priority": "urgent"},
        ),
        ("add to the list: order business cards", {"title": "order business cards"}),
        ("bikin tugas buat Agus, ambil paspor di imigrasi", {"title": "ambil paspor di imigrasi", "assignee": "Agus"}),
        (
            "tambahin tugas cek kontrak sewa, prioritas rendah",
            {"title": "cek kontrak sewa", "priority": "low"},
        ),
        (
            "crea un'attività per Francesca: richiamare la signora Rossi entro il 3 dicembre 2026",
            {"title": "richiamare la signora Rossi", "assignee": "Francesca", "due": "2026-12-03"},
        ),
        ("metti in lista: comprare la carta, priorità alta", {"title": "comprare la carta", "priority": "high"}),
    ],
)
def task_create(
    ctx: Context[Tasks],
    title: Annotated[str, Label("what to do", id="apa yang harus dilakukan", it="cosa fare")],
    assignee: Annotated[str | None, Label("who does it", id="siapa yang mengerjakan", it="chi la fa")] = None,
    due: Annotated[dt.date | None, Label("when it is due", id="tenggat", it="scadenza")] = None,
    priority: Annotated[Priority | None, Label("urgency", id="prioritas", it="priorità")] = None,
    *,
    team: Team,
) -> Task:
    """Add a task to the team's list."""
    wanted = " ".join(title.split())
    if not 0 < len(wanted) <= LONGEST_TITLE:
        raise InvalidRequest(f"The task's title has {len(wanted)} characters; give one of 1 to {LONGEST_TITLE}.")
    if due is not None and due < ctx.now.date():
        raise InvalidRequest(f"The task would be due on {due}, which has passed; give today or a later day.")
    request = TaskRequest(
        title=wanted,
        assignee=assignee and the_member(team, ctx.tenant, assignee).number,
        due=due,
        priority=priority or "normal",
        created=ctx.now,
    )
    return _task(ctx, ctx.port.add(ctx.tenant, request, ctx.idempotency_key))


@handler(
    "task.list",
    effect="read",
    examples=[
        ("what's on the team's to-do list?", {}),
        ("which tasks are overdue", {"status": "overdue"}),
        ("tugasnya Rina apa aja?", {"assignee": "Rina"}),
        ("tugas yg udah kelar apa aja", {"status": "done"}),
        ("cosa deve fare ancora Ketut?", {"assignee": "Ketut", "status": "open"}),
        ("attività in ritardo?", {"status": "overdue"}),
    ],
)
def task_list(
    ctx: Context[Tasks],
    assignee: Annotated[str | None, Label("whose tasks", id="tugas siapa", it="di chi")] = None,
    status: Annotated[Status | None, Label("which tasks", id="tugas yang mana", it="quali attività")] = None,
    *,
    team: Team,
) -> TaskList:
    """List the team's tasks, those still to be done unless another kind is asked for."""
    member = assignee and the_member(team, ctx.tenant, assignee).number
    today = ctx.now.date()
    wanted = {"done": ("done",), "overdue": ("overdue",)}.get(status or "open", ("open", "overdue"))
    found = [task for task in ctx.port.all(ctx.tenant, member) if task.status(today) in wanted]
    return TaskList(count=len(found), tasks=tuple(_task(ctx, task) for task in sorted(found, key=_urgency)))


@handler(
    "task.complete",
    effect="write",
    examples=[
        ("TASK-2 is done", {"task": "TASK-2"}),
        ("tick off the task 'renew the domain name'", {"task": "renew the domain name"}),
        ("tugas TASK-5 udah beres", {"task": "TASK-5"}),
        ("tugas scan the lease agreement udah kelar ya", {"task": "scan the lease agreement"}),
        ("segna fatta l'attività TASK-3", {"task": "TASK-3"}),
        ("fatto: chase the notary", {"task": "chase the notary"}),
    ],
)
def task_complete(
    ctx: Context[Tasks],
    task: Annotated[
        str, Label("task title or number", id="judul atau nomor tugas", it="titolo o numero dell'attività")
    ],
) -> Task:
    """Mark a task as done."""
    found = the_match(ctx.port.find(ctx.tenant, task), task, "task", lambda one: f"{one.title} ({one.number})")
    return _task(ctx, ctx.port.complete(ctx.tenant, found.number, ctx.now))


def _urgency(task: TaskRecord) -> tuple[float, dt.date, int]:
    done = -task.done_at.timestamp() if task.done_at else 0.0
    return done, task.due or dt.date.max, list(PRIORITIES).index(task.priority)


def _task(ctx: Context[Tasks], task: TaskRecord) -> Task:
    return Task(
        **task.model_dump(include={"title", "number", "assignee", "due"}),
        status=STATUSES[task.status(ctx.now.date())].to(ctx.language),
        priority=PRIORITIES[task.priority].to(ctx.language),
        done_on=task.done_at and task.done_at.astimezone(ctx.now.tzinfo).date(),
    )
