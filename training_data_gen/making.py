"""One task -> one verified record: written, run, mended where something is not there, checked; else tried anew."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field, replace

from schemas.plan import PlannedCall
from schemas.tools import CallError
from schemas.trajectory import Trajectory
from training_data_gen.drafts import Draft, Task
from training_data_gen.grounding import ground
from training_data_gen.running import run
from training_data_gen.sandbox import Sandbox
from training_data_gen.slots.setting import Scene, World
from training_data_gen.trajectories import Author
from training_data_gen.verify import Checks

ATTEMPTS = 16
MENDINGS = 4
"""How often a conversation is run, each time with more of what it missed put into the world."""

MASKED = 0.10
"""Share of the records in which handlers have names that tell nothing."""

MINUTES = 13 * 60
"""Messages are written within so many minutes from the world's first hour on."""

Fault = tuple[str, str]
"""A stage, and why it refused."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a task. `dropped`: how many attempts each stage refused; `reasons`: its first one."""

    task: Task
    record: Trajectory | None = None
    dropped: Counter[str] = field(default_factory=Counter[str])
    reasons: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes records in one world."""

    sandbox: Sandbox
    world: World
    author: Author
    checks: Checks
    seed: int

    async def make(self, task: Task) -> Made:
        """Try until a record passes every stage, a few times at most."""
        made = Made(task)
        for attempt in range(ATTEMPTS):
            rng = random.Random(f"{self.seed}/{task.sort}/{task.number}/{attempt}")  # noqa: S311 (data, not a secret)
            record, fault = await self._attempt(task, rng)
            if record is not None and fault is None:
                return replace(made, record=_masked(record, rng))
            stage, why = fault or ("draft", "nothing can be written")
            made.dropped[stage] += 1
            made.reasons.setdefault(stage, why)
        return made

    async def _attempt(self, task: Task, rng: random.Random) -> tuple[Trajectory | None, Fault | None]:
        now = self.sandbox.now + dt.timedelta(minutes=rng.randrange(MINUTES))
        draft = self.author.draft(task, Scene(now, self.world), rng)
        if draft is None:
            return None, None
        record = await self._run(draft)
        return record, self.checks.fault(draft, record)

    async def _run(self, draft: Draft) -> Trajectory:
        """Run a conversation, again and again while something that it missed can be put into the world."""
        missed: list[tuple[PlannedCall, CallError]] = []
        for _ in range(MENDINGS - 1):
            record = await self._run_once(draft, missed)
            found = _missed(draft, record)
            if not found or any(each in missed for each in found):
                return record
            missed += found
        return await self._run_once(draft, missed)

    async def _run_once(self, draft: Draft, missed: list[tuple[PlannedCall, CallError]]) -> Trajectory:
        self.sandbox.restore()
        for call, error in missed:
            await ground(call, error, self.sandbox)
        return await run(draft, self.sandbox)


def _missed(draft: Draft, record: Trajectory) -> list[tuple[PlannedCall, CallError]]:
    """The calls that failed and were not to."""
    return [
        (call, result.error)
        for drafted, turn in zip(draft.turns, record.turns, strict=False)
        if not drafted.fails
        for step in turn.steps
        for call, result in zip(step.calls, step.results, strict=True)
        if result.error is not None
    ]


def _masked(record: Trajectory, rng: random.Random) -> Trajectory:
    """With other names for its handlers, in some records: then only descriptions tell what they do."""
    if rng.random() >= MASKED:
        return record
    steps = [step for turn in record.turns for step in turn.steps]
    handlers = sorted({each.handler for step in steps for each in (*step.calls, *step.missing)})
    return record.model_copy(update={"masked_names": {name: f"tool.f{rng.getrandbits(24):06x}" for name in handlers}})
