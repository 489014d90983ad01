"""A whole engine on a database of the test's own: only the model and the handlers are made up."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from handlers.backends.local.database import Database
from handlers.definitions import Compiler, Fault, Handler
from handlers.handler import DECLARATION
from handlers.registry import Registry
from schemas.persona import Persona
from schemas.plan import MissingCall, Plan, PlannedCall, Route
from schemas.prompt import Prompt, TextDelta
from schemas.turn import Event, Principal, Turn, Usage
from service.engine.calls import Decision
from service.engine.dispatch import BoundBackend, Caller, Dispatcher
from service.engine.in_process import InProcessBus, InProcessCache, InProcessLimits
from service.engine.journal import Journal
from service.engine.journal_store import JournalStore
from service.engine.turn import Plugins
from service.engine.turns import Opening, Turns, new_id

NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
BALI = "Asia/Makassar"
TENANT = "bali"
STAFF = Principal(id="anna")
PERSONA = Persona(name="zantara", title="Zantara", prompt="You help.", phrases={})
CALLER = Caller(
    now=NOW,
    tenant=TENANT,
    principal=STAFF,
    language="en",
    persona="zantara",
    conversation_id="conv_1",
    turn_id="turn_1",
    call_id="c1",
    idempotency_key="key-1",
)

Say = Plan | str | Exception | Callable[[Prompt], "Say"]


class Note(BaseModel):
    """A result with one text in it."""

    text: str


def call(id: str, handler: str, *, after: Sequence[str] = (), **args: Any) -> PlannedCall:
    return PlannedCall(id=id, handler=handler, args=args, after=tuple(after))


def plan(*calls: PlannedCall, confidence: float | None = 1.0, missing: Sequence[MissingCall] = ()) -> Plan:
    route = Route(model="scripted", confidence=confidence, reason="scripted")
    return Plan(calls=calls, missing=tuple(missing), confidence=confidence, route=route)


class ScriptedModel:
    """Says what it is told, a step at a time: a plan, a text, an error, or what a function makes of the prompt.

    When the script is over it says "done". `prompts` are those it was shown.
    """

    name = "scripted"

    def __init__(self, *script: Say) -> None:
        self.script = list(script)
        self.prompts: list[Prompt] = []

    async def step(self, prompt: Prompt) -> AsyncIterator[TextDelta | Plan | Usage]:
        self.prompts.append(prompt)
        said = self.script.pop(0) if self.script else "done"
        while callable(said):
            said = said(prompt)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Plan):
            yield said
        else:
            for word in said.split(" "):
                yield TextDelta(word)
        yield Usage(input_tokens=10, output_tokens=1)


def compiled(function: Callable[..., Any], *, foreign: bool = False) -> Handler:
    """One decorated function as the registry would have it."""
    compiler = Compiler(getattr(function, DECLARATION), foreign=foreign)
    handler = compiler.compile()
    assert handler is not None, "\n".join(str(fault) for fault in compiler.faults)
    return handler


def faults_of(function: Callable[..., Any]) -> list[Fault]:
    """What the registry has to say against a decorated function."""
    compiler = Compiler(getattr(function, DECLARATION), foreign=True)
    assert compiler.compile() is None
    return compiler.faults


def registry_of(*functions: Callable[..., Any], foreign: bool = False) -> Registry:
    made = [compiled(function, foreign=foreign) for function in functions]
    return Registry({handler.name: handler for handler in sorted(made, key=lambda handler: handler.name)})


def dispatcher(ports: Mapping[type, BoundBackend] | None = None) -> Dispatcher:
    return Dispatcher(ports or {}, InProcessCache(), InProcessLimits())


@dataclass
class Clock:
    """The journal's clock: moves a millisecond each time it is read, and by hand."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(milliseconds=1)
        return self.now

    def forward(self, span: dt.timedelta) -> None:
        self.now += span


@dataclass
class Engine:
    """One process of the service, without its faces."""

    turns: Turns
    journal: Journal
    model: ScriptedModel
    clock: Clock

    def begin(self, message: str = "hello", *, conversation_id: str | None = None, principal: Principal = STAFF) -> str:
        """Start a turn and go on; returns its id."""
        turn_id = new_id("turn")
        self.turns.begin(opening(message, conversation_id=conversation_id, principal=principal), turn_id)
        return turn_id

    async def run(self, message: str = "hello", **how: Any) -> Turn:
        """A turn, when it has ended or waits for the person."""
        return await self.outcome(self.begin(message, **how))

    async def invoke(self, handler: str, **args: Any) -> Turn:
        """One call made by name."""
        turn_id = new_id("turn")
        self.turns.begin_call(opening(""), turn_id, handler, args)
        return await self.outcome(turn_id)

    async def outcome(self, turn_id: str) -> Turn:
        async with asyncio.timeout(20):
            return await self.turns.outcome(TENANT, turn_id)

    async def decide(self, turn: Turn, call_id: str, decision: str = "approve", reason: str | None = None) -> Turn:
        """Answer an approval and see what came of it."""
        await self.turns.decide(TENANT, turn.turn_id, Decision(call_id, decision, "anna", reason))
        return await self.outcome(turn.turn_id)

    async def events(self, turn_id: str) -> list[Event]:
        return await self.journal.events(turn_id)

    async def types(self, turn_id: str) -> list[str]:
        return [event.type for event in await self.events(turn_id)]

    async def settled(self) -> None:
        """Wait until no turn runs."""
        await self.turns.drain(20)

    async def crash(self) -> None:
        """End as a process that is torn down: what is in the air is dropped, nothing more is written of it."""
        tasks = [live.task for live in self.turns._live.values()]
        children = [task for task in asyncio.all_tasks() if task.get_coro().__qualname__ == "CallRunner._execute"]  # type: ignore[union-attr]
        for task in [*tasks, *children]:
            task.cancel()
        await asyncio.gather(*tasks, *children, return_exceptions=True)


def opening(
    message: str, *, conversation_id: str | None = None, principal: Principal = STAFF, tenant: str = TENANT
) -> Opening:
    return Opening(message, conversation_id, "zantara", None, NOW, BALI, "en", principal, tenant)


@asynccontextmanager
async def engine(
    database: Database,
    *functions: Callable[..., Any],
    script: Sequence[Say] = (),
    persona: Persona = PERSONA,
    ports: Mapping[type, BoundBackend] | None = None,
    registry: Registry | None = None,
    clock: Clock | None = None,
    store: JournalStore | None = None,
    bus: InProcessBus | None = None,
) -> AsyncIterator[Engine]:
    """An engine over `database` with the decorated `functions` as its handlers."""
    clock = clock or Clock()
    journal = Journal(store or JournalStore(database), bus or InProcessBus(), clock)
    model = ScriptedModel(*script)
    running = dispatcher(ports)
    plugins = Plugins(registry if registry is not None else registry_of(*functions), running)
    made = Engine(Turns(journal, plugins, {persona.name: persona}, lambda _: model), journal, model, clock)
    try:
        yield made
    finally:
        await made.crash()
        await journal.close()
        running.workers.close()


def statuses(turn: Turn) -> dict[str, str]:
    return {call.id: call.status.value for call in turn.calls}


def message_of(turn: Turn, call_id: str) -> str:
    """Why a call of a turn did not succeed."""
    error = next(call.error for call in turn.calls if call.id == call_id)
    assert error is not None, f"{call_id} has no error"
    return error.message


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that will be so soon."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 (what is waited for sets no event)
            await asyncio.sleep(0.002)
