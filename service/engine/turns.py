"""The turns of this process: begun, followed, approved, cancelled, taken up again."""

import asyncio
import datetime as dt
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import structlog

from schemas.persona import Persona
from schemas.plan import Plan, PlannedCall, Route
from schemas.turn import Event, Principal, Turn, TurnReceived, TurnStatus
from service.engine.calls import Decision
from service.engine.context_window import History, history
from service.engine.journal import Journal, JournalUnavailable, Line, TurnLog
from service.engine.journal_store import DIRECT, KeyUse, TurnRow
from service.engine.ports import Model
from service.engine.state import TurnState, fold
from service.engine.turn import Plugins, TurnRun

logger = structlog.stdlib.get_logger("zantara.turns")


class TurnRefused(Exception):
    """A request that cannot be served as it stands; `kind` says how a face should put it."""

    def __init__(self, kind: Literal["unknown", "conflict", "invalid", "expired"], detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Opening:
    """What a turn begins with. `model` None leaves the choice to the routes; no `conversation_id` begins a new one."""

    message: str
    conversation_id: str | None
    persona: str
    model: str | None
    now: dt.datetime
    timezone: str
    language: str
    principal: Principal
    tenant: str


@dataclass(slots=True)
class _Live:
    run: TurnRun
    task: asyncio.Task[None]


class Turns:
    """One per process. `plugins` is replaced on a reload; turns under way keep theirs."""

    def __init__(
        self,
        journal: Journal,
        plugins: Plugins,
        personas: Mapping[str, Persona],
        choose_model: Callable[[str | None], Model],
        *,
        alone: bool = True,
    ) -> None:
        """`alone`: no other process works on this journal. Else what runs elsewhere is left to those who run it."""
        self.journal = journal
        self.plugins = plugins
        self.personas = personas
        self._choose_model = choose_model
        self._alone = alone
        self._live: dict[str, _Live] = {}

    def begin(self, opening: Opening, turn_id: str) -> None:
        """Start a turn. It runs on whether anybody watches or not."""
        conversation_id = opening.conversation_id or new_id("conv")
        run = self._open(opening, turn_id, "chat", conversation_id)
        self._launch(run, fresh=opening.conversation_id is None)

    def begin_call(self, opening: Opening, turn_id: str, handler: str, args: Mapping[str, Any]) -> None:
        """Start a turn that is one call, made by name: no model plans it or answers."""
        run = self._open(opening, turn_id, "call", DIRECT)
        call = PlannedCall(id="c1", handler=handler, args=dict(args))
        run.adopt(
            Plan(calls=(call,), confidence=1.0, route=Route(model="none", confidence=1.0, reason="called by name"))
        )
        self._launch(run, fresh=True)

    def _open(self, opening: Opening, turn_id: str, kind: str, conversation_id: str) -> TurnRun:
        now = self.journal.clock()
        log = self.journal.open(TurnRow(turn_id, opening.tenant, opening.principal.id, conversation_id, "running", now))
        received = log.append(
            TurnReceived,
            kind=kind,
            message=opening.message,
            conversation_id=conversation_id,
            persona=opening.persona,
            model=opening.model,
            now=opening.now,
            timezone=opening.timezone,
            language=opening.language,
            principal=opening.principal,
            tenant=opening.tenant,
            registry=self.plugins.registry.digest,
        )
        return self._take_up(TurnState(received), log)

    def _take_up(self, state: TurnState, log: TurnLog) -> TurnRun:
        try:
            model = self._choose_model(state.received.model)
            persona = self.personas[state.received.persona]
        except LookupError as error:
            detail = f"the turn needs a persona or a model that is not configured any more: {error}"
            raise TurnRefused("conflict", detail) from error
        return TurnRun(state, log, self.plugins, persona, model, self.journal.set_status)

    def _launch(self, run: TurnRun, *, fresh: bool = False) -> None:
        turn_id = run.log.turn_id
        task = asyncio.create_task(self._run(run, fresh), name=turn_id)
        self._live[turn_id] = _Live(run, task)

    async def _run(self, run: TurnRun, fresh: bool) -> None:
        received = run.state.received
        try:
            past = History() if fresh else await history(self.journal, received)
            await run.run(past)
        except JournalUnavailable as error:
            # The turn is left as the journal knows it, and taken up again at the next start.
            logger.error("turn left unfinished", turn_id=received.turn_id, error=str(error))
            raise
        finally:
            # At once, not in a callback: a decision that comes now must find that nobody is there to take it.
            self._live.pop(received.turn_id, None)

    async def outcome(self, tenant: str, turn_id: str) -> Turn:
        """The turn, when it has ended or waits for the person. Raises TurnRefused, JournalUnavailable."""
        live = self._live.get(turn_id)
        if live is None or live.run.state.received.tenant != tenant:
            return await self.get(tenant, turn_id)
        await asyncio.shield(live.task)
        return live.run.state.view()

    async def get(self, tenant: str, turn_id: str) -> Turn:
        """The turn as it stands. Raises TurnRefused."""
        live = self._live.get(turn_id)
        if live is not None and live.run.state.received.tenant == tenant:
            return live.run.state.view()
        return fold(await self._events(tenant, turn_id)).view()

    async def _events(self, tenant: str, turn_id: str) -> list[Event]:
        if await self.journal.in_thread(self.journal.store.turn, tenant, turn_id) is None:
            raise TurnRefused("unknown", f"there is no turn {turn_id!r}")
        return await self.journal.events(turn_id)

    async def follow(self, tenant: str, turn_id: str, after: int) -> AsyncIterator[Line]:
        """The turn's events behind number `after`, until it ends. Raises TurnRefused before the first."""
        live = self._live.get(turn_id)
        if live is None or live.run.state.received.tenant != tenant:
            await self._events(tenant, turn_id)
        return self.journal.follow(turn_id, after)

    async def decide(self, tenant: str, turn_id: str, decision: Decision) -> Turn:
        """Answer an approval; the turn goes on, here or from its journal. Raises TurnRefused."""
        live = self._live.get(turn_id)
        state = live.run.state if live else fold(await self._events(tenant, turn_id))
        if state.received.tenant != tenant:
            raise TurnRefused("unknown", f"there is no turn {turn_id!r}")
        self._check_decision(state, decision)
        if live is not None:
            live.run.calls.give(decision)
            self.journal.set_status(turn_id, TurnStatus.RUNNING)
            return state.view()
        log, events = await self.journal.reopen(turn_id)
        state = fold(events)
        self._check_decision(state, decision)
        if turn_id in self._live:  # another decision took the turn up while this one read the journal
            return await self.decide(tenant, turn_id, decision)
        run = self._take_up(state, log)
        run.calls.give(decision)
        self.journal.set_status(turn_id, TurnStatus.RUNNING)
        self._launch(run)
        return state.view()

    def _check_decision(self, state: TurnState, decision: Decision) -> None:
        call = state.calls.get(decision.call_id)
        if call is None:
            known = ", ".join(state.calls) or "none"
            raise TurnRefused("unknown", f"the turn has no call {decision.call_id!r}; it has {known}")
        if call.asked is None or call.status != "waiting":
            raise TurnRefused("conflict", f"the call {decision.call_id!r} waits for nothing: it is {call.status}")
        if decision.decision == "approve" and self.journal.clock() > call.asked.expires_at:
            raise TurnRefused("expired", f"the approval of {decision.call_id!r} expired at {call.asked.expires_at}")

    async def cancel(self, tenant: str, turn_id: str) -> Turn:
        """Cancel a turn; what is no read and under way comes to its end first. Raises TurnRefused."""
        live = self._live.get(turn_id)
        if live is not None and live.run.state.received.tenant == tenant:
            live.run.cancel()
            await asyncio.shield(live.task)
            return live.run.state.view()
        state = fold(await self._events(tenant, turn_id))
        if state.status.final:
            raise TurnRefused("conflict", f"the turn has ended: it is {state.status}")
        if state.view().status is TurnStatus.RUNNING and not self._alone:
            raise TurnRefused("conflict", "the turn runs in another process of the service; cancel it there")
        log, events = await self.journal.reopen(turn_id)
        if turn_id not in self._live:  # else a decision took the turn up meanwhile
            self._launch(self._take_up(fold(events), log))
        return await self.cancel(tenant, turn_id)

    async def claim(self, owner: str, key: str, body_digest: str, turn_id: str) -> KeyUse | None:
        """Bind an idempotency key to a turn that is about to begin; None when it was free."""
        store = self.journal.store
        return await self.journal.in_thread(store.claim_key, owner, key, body_digest, turn_id, self.journal.clock())

    def is_live(self, turn_id: str) -> bool:
        return turn_id in self._live

    async def recover(self) -> int:
        """Take up the turns that were running when the service stopped. Returns how many; 0 unless alone."""
        if not self._alone:
            return 0
        rows: list[TurnRow] = await self.journal.in_thread(self.journal.store.unfinished)
        taken = 0
        for row in rows:
            try:
                log, events = await self.journal.reopen(row.turn_id)
                self._launch(self._take_up(fold(events), log))
                taken += 1
            except (TurnRefused, ValueError) as error:  # one turn that cannot go on keeps no other from it
                logger.error("turn not taken up", turn_id=row.turn_id, error=str(error))
        return taken

    async def drain(self, seconds: float) -> None:
        """Let the turns under way end, for at most so long; the rest is taken up at the next start."""
        tasks = [live.task for live in self._live.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)


def new_id(kind: str) -> str:
    """`turn_019a...`: sortable by time, unguessable."""
    milliseconds = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
    return f"{kind}_{milliseconds:012x}{secrets.token_hex(8)}"
