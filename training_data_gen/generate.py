"""Generates a data set: tasks -> records made in worlds -> those that are like no other and in no evaluation file."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from pydantic import BaseModel

from handlers.registry import Registry
from schemas.trajectory import Trajectory
from scout.render import template_hash
from training_data_gen.drafts import Sort, Task
from training_data_gen.errors import DataError
from training_data_gen.jsonl import replacing
from training_data_gen.leakage import Seen, queries
from training_data_gen.making import Made
from training_data_gen.quotas import CALLING, Wanted, tasks, wanted
from training_data_gen.trajectories import MIX
from training_data_gen.workers import Batch, equipment, made

RECORDS, MANIFEST = "trajectories.jsonl", "manifest.json"

BATCH = 150
"""Tasks of one world: building it takes as long as ten of them."""

ROUNDS = 6
"""How often what is still lacking is ordered anew; in the last ones as single messages."""
PLAIN_ROUNDS = 2

REASONS = 5
"""Examples of why a stage refused, in the manifest."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. against: JSONL files of annotated queries, of which nothing may be in the data."""

    per_handler: int
    seed: int = 0
    workers: int = 1
    mix: Mapping[Sort, float] = field(default_factory=lambda: dict(MIX))
    against: Sequence[Path] = ()
    handlers: Sequence[str] = ()
    """Those that the records are about; all where none is named."""


class StageReport(BaseModel):
    """`dropped`: attempts that a stage refused. A task is tried several times, so that more are refused than lost."""

    dropped: int = 0
    reasons: list[str] = []


class Manifest(BaseModel):
    """What a data set was made of, and what it holds. `lacking`: records that could not be made, by sort and handler.

    Of each handler `handlers` counts the records that are about it and call it.
    """

    registry: str
    template: str | None
    seed: int
    per_handler: int
    mix: dict[str, float]
    against: list[str]
    records: int
    kinds: dict[str, int]
    sorts: dict[str, int]
    languages: dict[str, int]
    handlers: dict[str, int]
    stages: dict[str, StageReport]
    attempts_lost: dict[str, int]
    lacking: dict[str, int]


STAGES = ("draft", "format", "schema", "execution", "references", "language", "near_duplicate", "leakage")


class Generation:
    """One run. Memory holds a signature for each record, never the records."""

    def __init__(self, order: Order, progress: Callable[[int, int], None]) -> None:
        self._order = order
        self._progress = progress
        self._seen = Seen()
        self._forbidden = Seen()
        self._stages = {stage: StageReport() for stage in STAGES}
        self._kinds: Counter[str] = Counter()
        self._sorts: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._handlers: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._batches = count()
        self._numbers = count(1)

    def records(self, open_now: Wanted) -> Iterator[Trajectory]:
        """Yields records until nothing is lacking, or the rounds are over; counts `open_now` down."""
        for path in self._order.against:
            for query in queries(path):
                self._forbidden.add(query)
        total = open_now.total()
        for number in range(ROUNDS):
            if not open_now:
                return
            if number >= ROUNDS - PLAIN_ROUNDS:
                _make_plain(open_now)
            for made_ones in made(self._ordered(open_now), self._order.workers):
                for one in made_ones:
                    if (record := self._accepted(one)) is not None:
                        open_now[one.task.sort, one.task.handler] -= 1
                        yield record
                self._progress(total - open_now.total(), total)
            for key in [key for key, left in open_now.items() if left <= 0]:
                del open_now[key]

    def _ordered(self, open_now: Wanted) -> Iterator[Batch]:
        """The tasks of a round in batches, mixed, so that each world sees all sorts."""
        todo = list(tasks(open_now, self._numbers))
        random.Random(self._order.seed).shuffle(todo)  # noqa: S311 (data, not a secret)
        for group in _groups(todo):
            yield Batch(next(self._batches), self._order.seed, group)

    def _accepted(self, one: Made) -> Trajectory | None:
        for stage, number in one.dropped.items():
            self._refuse(stage, one.reasons[stage], one.task, number)
        record = one.record
        if record is None:
            return None
        said = "\n".join(turn.message for turn in record.turns)
        if self._seen.like(said):
            self._refuse("near_duplicate", said, one.task)
            return None
        leaked = next((turn.message for turn in record.turns if self._forbidden.like(turn.message)), None)
        if leaked is not None:
            self._refuse("leakage", leaked, one.task)
            return None
        self._seen.add(said)
        self._count(one.task, record)
        return record

    def _refuse(self, stage: str, why: str, task: Task, number: int = 1) -> None:
        report = self._stages[stage]
        report.dropped += number
        self._lost[task.handler] += number
        if len(report.reasons) < REASONS:
            report.reasons.append(f"{task.sort} {task.handler}: {why}")

    def _count(self, task: Task, record: Trajectory) -> None:
        self._kinds[record.kind] += 1
        self._sorts[task.sort] += 1
        self._languages[record.language] += 1
        if task.sort in CALLING:
            self._handlers[task.handler] += 1

    def manifest(self, registry: Registry, lacking: Wanted) -> Manifest:
        """After the last record."""
        return Manifest(
            registry=registry.digest,
            template=template_hash(),
            seed=self._order.seed,
            per_handler=self._order.per_handler,
            mix={**self._order.mix},
            against=[path.name for path in self._order.against],
            records=self._kinds.total(),
            kinds=dict(sorted(self._kinds.items())),
            sorts=dict(sorted(self._sorts.items())),
            languages=dict(sorted(self._languages.items())),
            handlers=dict(sorted(self._handlers.items())),
            stages=self._stages,
            attempts_lost=dict(self._lost.most_common()),
            lacking={f"{sort} {handler}": number for (sort, handler), number in sorted(lacking.items())},
        )


def generate(order: Order, out: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> Manifest:
    """Write `trajectories.jsonl` and `manifest.json` into `out`. `progress` is told records done and wanted.

    Raises DataError for a mix that cannot be, an unknown handler, or a file of queries that cannot be read.
    """
    using = equipment()
    registry = using.workshop.registry
    if unknown := [name for name in order.handlers if name not in registry]:
        raise DataError(f"there is no handler {', '.join(unknown)}; `zantara handlers list` names them")
    about = order.handlers or list(registry)
    able: Mapping[Sort, Sequence[str]] = {
        "missing": [name for name in using.author.askable if name in about],
        "error_recovery": [name for name in using.author.recoverable if name in about],
    }
    open_now = wanted(order.per_handler, order.mix, about, able)
    generation = Generation(order, progress)
    with replacing(out / RECORDS) as file:
        for record in generation.records(open_now):
            file.write(record.model_dump_json().encode() + b"\n")
    manifest = generation.manifest(registry, open_now)
    (out / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
    return manifest


def _groups(todo: Sequence[Task]) -> Iterator[Sequence[Task]]:
    yield from (todo[start : start + BATCH] for start in range(0, len(todo), BATCH))


def _make_plain(open_now: Wanted) -> None:
    """What was lacking of any sort that calls its handler becomes single messages."""
    for sort, handler in list(open_now):
        if sort in CALLING and sort != "single":
            open_now["single", handler] += open_now.pop((sort, handler))
