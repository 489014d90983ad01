"""An embedded world in which plans are executed: the demo tenant on its twins, run by the engine that serves."""

import asyncio
import datetime as dt
import inspect
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handlers.backends.local.database import Database
from handlers.backends.local.vectors import VectorStore
from handlers.definitions import Handler
from handlers.ports import (
    Broadcasts,
    Conversations,
    DataDir,
    Encoder,
    SystemHealth,
    UsageLog,
)
from handlers.registry import Registry
from schemas.persona import Persona
from schemas.plan import Plan
from schemas.prompt import Prompt, TextDelta
from schemas.turn import Principal, Turn, TurnStatus, Usage
from scout.mini.answer import compose
from service.engine.calls import Decision
from service.engine.conversations import BusBroadcasts, JournalConversations
from service.engine.dispatch import BoundBackend, Caller, Dispatcher, Execution
from service.engine.in_process import InProcessBus, InProcessCache
from service.engine.journal import Journal
from service.engine.journal_store import JournalStore
from service.engine.state import TurnState, fold
from service.engine.turn import Plugins
from service.engine.turns import Opening, Turns
from service.engine.usage import JournalUsageLog
from service.engine.wiring import Wiring
from service.engine.workers import Workers
from training_data_gen.simulated import DECLARATIONS, SandboxHealth
from training_data_gen.snapshots import KeptDatabase, KeptVectors

TENANT = "bali"
TIMEZONE = "Asia/Makassar"
STAFF = Principal(id="operator", kind="staff", scopes=("*",))
TICK = dt.timedelta(milliseconds=3)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the worlds of a process share."""

    registry: Registry
    personas: Mapping[str, Persona]
    encoder: Encoder


class DictatedModel:
    """A `Model` that makes the plans it is told, one a step, and then writes the embedded answer."""

    name = "dictated"

    def __init__(self) -> None:
        self.plans: Sequence[Plan] = ()

    async def step(self, prompt: Prompt) -> AsyncIterator[TextDelta | Plan | Usage]:
        made = len(prompt.steps)
        if made < len(self.plans):
            yield self.plans[made]
            return
        for piece in compose(prompt):
            yield TextDelta(piece)


@dataclass(frozen=True, slots=True)
class Dictated:
    """What is made of a message. `decision` is the person's word on every call that waits for one."""

    plans: Sequence[Plan]
    decision: str = "approve"


class Sandbox:
    """A world that begins at `now`. Everything in it is deterministic, so that the same plans give the same results."""

    def __init__(self, workshop: Workshop, folder: Path, now: dt.datetime) -> None:
        self.workshop = workshop
        self.now = now
        self._closing = ExitStack()
        self.database = KeptDatabase(f"sqlite:///{folder / 'sandbox.db'}")
        self._closing.callback(self.database.close)
        self.vectors = KeptVectors()
        self._closing.callback(self.vectors.close)
        self._workers = InlineWorkers()
        self._model = DictatedModel()
        self._time = now
        bus = InProcessBus()
        self._journal = Journal(JournalStore(self.database), bus, self._clock)
        self.wiring = Wiring((*DECLARATIONS, *workshop.registry.backends), self._resources(folder, bus))
        self._ports = self.wiring.bind(workshop.registry)
        self._turns = Turns(self._journal, self._plugins(), workshop.personas, lambda _: self._model)

    def _resources(self, folder: Path, bus: InProcessBus) -> dict[Any, Any]:
        store = self._journal.store
        return {
            Database: self.database,
            VectorStore: self.vectors,
            Encoder: self.workshop.encoder,
            DataDir: DataDir(folder),
            UsageLog: JournalUsageLog(store),
            Conversations: JournalConversations(store),
            Broadcasts: BusBroadcasts(bus, bus.listeners),
            SystemHealth: SandboxHealth(self.now, len(self.workshop.registry)),
        }

    def seed(self) -> None:
        """Fill the demo tenant."""
        given = {"tenant": TENANT, "now": self.now, "today": self.now.date(), "owner": STAFF.id}
        for seed in self.workshop.registry.seeds:
            self.wiring.call(seed.function, **given)

    def keep(self) -> None:
        """What is there now is what `restore` goes back to."""
        self.database.keep()
        self.vectors.keep()

    def restore(self) -> None:
        """As it was when it was kept, with nothing in any cache."""
        self.database.restore()
        self.vectors.restore()
        self.turn_clock(self.now)
        self._turns.plugins = self._plugins()

    def _plugins(self) -> Plugins:
        return Plugins(self.workshop.registry, SteadyDispatcher(self._ports, self._workers))

    def turn_clock(self, now: dt.datetime) -> None:
        """What happens from now on has happened then."""
        self._time = now

    def _clock(self) -> dt.datetime:
        self._time += TICK
        return self._time

    async def say(self, dictated: Dictated, turn_id: str, opening: Opening) -> TurnState:
        """Run one turn to its end."""
        self._model.plans = dictated.plans
        self._turns.begin(opening, turn_id)
        turn = await self._turns.outcome(TENANT, turn_id)
        while turn.status is TurnStatus.WAITING:
            turn = await self._decide(turn, dictated.decision)
        return fold(await self._journal.events(turn_id))

    async def _decide(self, turn: Turn, word: str) -> Turn:
        for asked in turn.approvals:
            await self._turns.decide(TENANT, turn.turn_id, Decision(asked.call_id, word, STAFF.id, None))
        return await self._turns.outcome(TENANT, turn.turn_id)

    async def call(self, handler: str, args: Mapping[str, Any], key: str) -> Execution:
        """One call beside the turns: how something comes to be there before it is spoken of."""
        caller = Caller(self.now, TENANT, STAFF, "en", "zantara", None, None, "c1", key)
        return await self._turns.plugins.dispatcher.execute(self.workshop.registry[handler], args, caller)

    async def close(self) -> None:
        await self._journal.close()
        self._closing.close()


class SteadyDispatcher(Dispatcher):
    """Calls run one after the other in the order of the plan, and their durations depend on the call alone: else the
    numbers that records get, and the figures of the journal, would differ from run to run."""

    def __init__(self, ports: Mapping[type, BoundBackend], workers: Workers) -> None:
        super().__init__(ports, InProcessCache(), Unlimited(), workers)
        self._turn = asyncio.Lock()

    async def execute(self, handler: Handler, args: Mapping[str, Any], caller: Caller) -> Execution:
        async with self._turn:
            execution = await Dispatcher.execute(self, handler, args, caller)
        return replace(execution, duration_ms=2.0 + len(handler.name) + 0.5 * len(str(args)))


class InlineWorkers(Workers):
    """Plain functions run where they are called: nothing else waits for this thread, and changing threads takes longer
    than most of them do."""

    async def run(self, handler: Handler, call: Callable[[], Any]) -> Any:
        value = call()
        return await value if inspect.isawaitable(value) else value


class Unlimited:
    """Limits that nobody reaches: examples of one handler follow each other faster than people ask."""

    async def hit(self, rate: str, *key: str) -> float:
        return 0.0
