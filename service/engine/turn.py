"""The loop of a turn: ask the model, journal its plan, run its calls, ask again, answer.

It calls the other modules of the engine; they never call each other. Given the folded state of a turn it goes on from
there, so a fresh turn, an approved one and one that a crash interrupted take the same road.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from handlers.registry import Registry
from schemas.persona import Persona
from schemas.plan import Plan, PlannedCall
from schemas.prompt import Prompt, TextDelta
from schemas.tools import CallError, ToolDefinition
from schemas.turn import AnswerMade, PlanMade, TurnFinished, TurnStatus, Usage
from service.engine.calls import CallRunner
from service.engine.checks import check
from service.engine.context_window import History
from service.engine.dispatch import Dispatcher
from service.engine.journal import JournalUnavailable, TurnLog
from service.engine.ports import Model, ModelError
from service.engine.references import renamed
from service.engine.state import TurnState

logger = structlog.stdlib.get_logger("zantara.turn")

MAX_STEPS = 8
"""Most plans of a turn; then the model must answer with what it has."""


@dataclass(frozen=True)
class Plugins:
    """One generation of handlers with their backends. A turn ends on the generation that it began with."""

    registry: Registry
    dispatcher: Dispatcher
    _offered: dict[tuple[str, ...], tuple[ToolDefinition, ...]] = field(default_factory=dict)

    def definitions(self, persona: Persona) -> tuple[ToolDefinition, ...]:
        """What a persona may use, in stable order; the same tuple each time, so that backends can keep it rendered."""
        if persona.handlers not in self._offered:
            self._offered[persona.handlers] = tuple(
                handler.definition
                for name, handler in self.registry.items()
                if any(fnmatchcase(name, pattern) for pattern in persona.handlers)
            )
        return self._offered[persona.handlers]


CANCELLED = CallError(code="cancelled", message="the turn was cancelled")
INTERNAL = CallError(code="internal", message="the turn failed with an internal error")


class TurnRun:
    """One run of a turn in this process."""

    def __init__(
        self,
        state: TurnState,
        log: TurnLog,
        plugins: Plugins,
        persona: Persona,
        model: Model,
        set_status: Callable[[str, str], None],
    ) -> None:
        self.state = state
        self.log = log
        self.calls = CallRunner(state, log, plugins.registry, persona, plugins.dispatcher)
        self._plugins = plugins
        self._persona = persona
        self._model = model
        self._set_status = set_status
        self._cancelled = False
        self._task: asyncio.Task[Any] | None = None

    def cancel(self) -> None:
        """Have the run end the turn as cancelled, also one that has not begun."""
        if not self._cancelled:
            self._cancelled = True
            if self._task is not None:
                self._task.cancel()

    async def run(self, history: History) -> None:
        """Go on until the turn ends or waits for the person. Raises JournalUnavailable."""
        self._task = asyncio.current_task()
        try:
            if not self._cancelled:
                await self._until_settled(history)
                return  # at once: a decision that comes now must find that nobody is there to take it
        except asyncio.CancelledError:
            if self._task is not None and self._task.cancelling() and not self._cancelled:
                raise  # the service is being torn down, and the turn goes on at its next start
            await self._end(TurnStatus.FAILED, INTERNAL)
        except ModelError as error:
            await self._end(TurnStatus.FAILED, CallError(code="unavailable", message=str(error)))
        except JournalUnavailable:
            raise
        except Exception:
            logger.exception("turn failed", turn_id=self.log.turn_id)
            await self._end(TurnStatus.FAILED, INTERNAL)
        if self._cancelled:
            await self._end(TurnStatus.CANCELLED, CANCELLED)
        await self.log.durable()

    async def _until_settled(self, history: History) -> None:
        await self._steps(history)
        await self.log.durable()
        while not self.state.status.final and not self.calls.inbox.empty():
            await self._steps(history)  # the person answered while the pause was being written
            await self.log.durable()

    async def _end(self, status: TurnStatus, error: CallError) -> None:
        """End the turn and every call of it, where it has not ended yet."""
        if self._cancelled:
            status, error = TurnStatus.CANCELLED, CANCELLED
        await self.calls.stop(error)
        if not self.state.status.final:
            self._finish(status, error)

    async def _steps(self, history: History) -> None:
        while not self.state.status.final:
            if self.state.open_calls:
                await self.calls.run()
                if self.state.open_calls:
                    self._set_status(self.log.turn_id, TurnStatus.WAITING)
                    return
                continue
            if self.state.received.kind == "call":
                self._finish(TurnStatus.COMPLETED)
            else:
                await self._ask(history)

    async def _ask(self, history: History) -> None:
        """One step of the model: a plan, which is journaled and checked, or the answer."""
        last = len(self.state.plans) >= MAX_STEPS
        plan: Plan | None = None
        usage = Usage()
        text: list[str] = []
        async for piece in self._model.step(self._prompt(history, last)):
            if isinstance(piece, TextDelta):
                text.append(piece.text)
                self.log.delta(piece.text)
            elif isinstance(piece, Usage):
                usage = piece
            else:
                plan = piece
        if plan is not None and not last:
            self.adopt(plan, usage)
        elif text:
            self.state.apply(self.log.append(AnswerMade, text="".join(text), usage=usage))
            self._finish(TurnStatus.COMPLETED)
        else:
            raise ModelError(f"the model {self._model.name} gave no answer after {len(self.state.plans)} steps")

    def _prompt(self, history: History, last: bool) -> Prompt:
        received = self.state.received
        return Prompt(
            message=received.message,
            persona=self._persona,
            now=received.now.astimezone(ZoneInfo(received.timezone)),
            timezone=received.timezone,
            language=received.language,
            definitions=() if last else self._plugins.definitions(self._persona),
            history=history.messages,
            steps=self.state.steps(),
            pending=history.pending,
        )

    def adopt(self, plan: Plan, usage: Usage = Usage()) -> None:  # noqa: B008 (immutable)
        """Journal a plan as the turn's next step, and end the calls of it that cannot run."""
        step = len(self.state.plans)
        plan = relabelled(plan, self.state.calls)
        known = {name: call.planned.handler for name, call in self.state.calls.items()}
        self.state.apply(self.log.append(PlanMade, step=step, plan=plan, usage=usage))
        self.calls.fail(check(plan, self._plugins.registry, known))

    def _finish(self, status: TurnStatus, error: CallError | None = None) -> None:
        self.state.apply(self.log.append(TurnFinished, status=status, error=error))
        self._set_status(self.log.turn_id, status)


def relabelled(plan: Plan, taken: Mapping[str, object]) -> Plan:
    """The plan with call ids that no earlier step of the turn has used, and none twice."""
    used = set(taken)
    new: dict[str, str] = {}
    calls: list[PlannedCall] = []
    for call in plan.calls:
        fresh = call.id if call.id not in used else next(name for name in _numbered() if name not in used)
        used.add(fresh)
        new.setdefault(call.id, fresh)  # of several that bear a name, references within the plan mean the first
        calls.append(call if fresh == call.id else call.model_copy(update={"id": fresh}))
    if calls == list(plan.calls):
        return plan
    return plan.model_copy(update={"calls": tuple(renamed(call, new) for call in calls)})


def _numbered() -> Iterator[str]:
    return (f"c{number}" for number in itertools.count(1))
