"""Runs the calls of a turn as a DAG: independent ones at once, a dependent one as soon as its inputs exist.

Works on the folded state alone, so that a fresh turn, one resumed after an approval and one recovered after a crash are
the same thing. Every step is an event.
"""

import asyncio
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from zoneinfo import ZoneInfo

from handlers.definitions import Handler
from handlers.registry import Registry
from schemas.persona import Persona
from schemas.tools import CallError, CallStatus, Effect
from schemas.turn import ApprovalAsked, ApprovalGiven, CallFinished, CallStarted
from service.engine import policy
from service.engine.dispatch import Caller, Dispatcher, Execution
from service.engine.fitting import fitted
from service.engine.journal import TurnLog
from service.engine.references import BadReference, is_reference, references, resolve
from service.engine.state import CallState, TurnState

APPROVAL_LIFETIME = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on a waiting call."""

    call_id: str
    decision: str
    by: str
    reason: str | None


@dataclass
class CallRunner:
    """Runs a turn's open calls until each is final or waits for the person."""

    state: TurnState
    log: TurnLog
    registry: Registry
    persona: Persona
    dispatcher: Dispatcher
    inbox: asyncio.Queue[CallState | None] = field(default_factory=asyncio.Queue)
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Return when no call runs any more: each is final, or waits for an approval."""
        while not self.inbox.empty():
            self._take(self.inbox.get_nowait())
        self._advance()
        while self._tasks:
            self._take(await self.inbox.get())
            self._advance()

    def give(self, decision: Decision) -> None:
        """Take a person's word on a call that waits; the next `run`, or the one under way, goes on with it."""
        given = {"call_id": decision.call_id, "decision": decision.decision, "by": decision.by}
        self.state.apply(self.log.append(ApprovalGiven, **given, reason=decision.reason))
        self.inbox.put_nowait(None)

    def _take(self, ended: CallState | None) -> None:
        if ended is not None:
            task = self._tasks.pop(ended.planned.id)
            task.result()  # an error of the runner itself (the journal cannot be written) ends the turn

    def _advance(self) -> None:
        """Start, ask for, refuse or skip every call whose inputs are settled; repeat while that settles others."""
        progressed = True
        while progressed:
            progressed = False
            for call in self.state.open_calls:
                if call.planned.id not in self._tasks and call.status is not CallStatus.WAITING:
                    progressed |= self._settle(call)

    def _settle(self, call: CallState) -> bool:
        """Move one call on. True when it became final, so that others may move too."""
        if call.planned.handler not in self.registry:
            return self._abandon(call)
        inputs = [self.state.calls[needed] for needed in call.needs]
        failed = next((i for i in inputs if i.status.final and i.status is not CallStatus.DONE), None)
        if failed is not None:
            problem = f"it needs {failed.planned.id} ({failed.planned.handler}), which is {failed.status}"
            return self._finish_early(call, CallStatus.SKIPPED, CallError(code="dependency", message=problem))
        if not all(i.status is CallStatus.DONE for i in inputs):
            return False
        if call.started is not None:
            return self._recover(call)
        if call.given is None:
            return self._judge(call)
        if call.given.decision == "deny":
            reason = call.given.reason or "the person said no"
            return self._finish_early(call, CallStatus.DENIED, CallError(code="denied", message=reason))
        return self._start(call)

    def _judge(self, call: CallState) -> bool:
        tool = self._handler(call).definition
        verdict = policy.decide(tool, self.state.received.principal, self.persona, self._circumstances(call))
        if verdict.action is policy.Action.REFUSE:
            return self._finish_early(call, CallStatus.DENIED, CallError(code="denied", message=verdict.reason))
        if verdict.action is policy.Action.ASK:
            return self._ask(call, verdict.reason)
        return self._start(call)

    def _circumstances(self, call: CallState) -> policy.Circumstances:
        plan = self.state.plans[call.step].plan
        return policy.Circumstances(
            direct=self.state.received.kind == "call",
            confidence=plan.confidence,
            incomplete=bool(plan.missing),
            tainted_arguments=any(i.untrusted for i in self._sources(call)),
            after_untrusted=any(i.untrusted and i.step < call.step for i in self.state.calls.values()),
        )

    def _sources(self, call: CallState) -> Iterator[CallState]:
        """The calls whose results its arguments hold."""
        yield from (self.state.calls[target] for target, _ in references(dict(call.planned.args)))

    def _ask(self, call: CallState, reason: str) -> bool:
        try:
            args = self._resolved(call)
        except BadReference as error:
            return self._finish_early(call, CallStatus.FAILED, CallError(code="invalid_request", message=str(error)))
        asked = self.log.append(
            ApprovalAsked,
            call_id=call.planned.id,
            handler=call.planned.handler,
            effect=self._handler(call).effect,
            args=args,
            args_digest=digest(args),
            reason=reason,
            expires_at=self.log.now() + APPROVAL_LIFETIME,
        )
        self.state.apply(asked)
        return False

    def _start(self, call: CallState) -> bool:
        try:
            args = self._resolved(call)
        except BadReference as error:
            return self._finish_early(call, CallStatus.FAILED, CallError(code="invalid_request", message=str(error)))
        if call.asked is not None and digest(args) != call.asked.args_digest:
            problem = "the arguments are not those that were approved"
            return self._finish_early(call, CallStatus.DENIED, CallError(code="denied", message=problem))
        handler = self._handler(call)
        started = self.log.append(
            CallStarted,
            call_id=call.planned.id,
            handler=handler.name,
            effect=handler.effect,
            args=args,
            idempotency_key=derive_key(self.log.turn_id, call.planned.id),
        )
        self.state.apply(started)
        self._spawn(call, started)
        return False

    def _recover(self, call: CallState) -> bool:
        """A call that had started when its process ended: repeat it only where that does nothing twice."""
        handler = self._handler(call)
        repeatable = handler.effect is Effect.WRITE and self.dispatcher.honours_keys(handler)
        if call.started is not None and (handler.effect is Effect.READ or repeatable):
            self._spawn(call, call.started)
            return False
        return self._finish_early(call, CallStatus.IN_DOUBT, _doubt())

    def _abandon(self, call: CallState) -> bool:
        """The turn was taken up by a service that no longer has the handler."""
        if call.started is not None and call.started.effect is not Effect.READ:
            return self._finish_early(call, CallStatus.IN_DOUBT, _doubt())
        problem = f"there is no handler {call.planned.handler!r} any more"
        return self._finish_early(call, CallStatus.FAILED, CallError(code="unavailable", message=problem))

    def _spawn(self, call: CallState, started: CallStarted) -> None:
        self._tasks[call.planned.id] = asyncio.create_task(self._execute(call, started))

    async def _execute(self, call: CallState, started: CallStarted) -> None:
        try:
            if started.effect is not Effect.READ:
                await self.log.durable()
            handler = self.registry[started.handler]
            taint = self._circumstances(call)
            caller = self._caller(started, taint.tainted_arguments or taint.after_untrusted)
            execution = await self.dispatcher.execute(handler, started.args, caller)
            # What is made from untrusted text is untrusted too.
            self._finish(call, execution, untrusted=taint.tainted_arguments or handler.definition.untrusted)
        finally:
            self.inbox.put_nowait(call)

    def _caller(self, started: CallStarted, untrusted: bool) -> Caller:
        received = self.state.received
        return Caller(
            now=received.now.astimezone(ZoneInfo(received.timezone)),
            tenant=received.tenant,
            principal=received.principal,
            language=received.language,
            persona=received.persona,
            conversation_id=received.conversation_id,
            turn_id=received.turn_id,
            call_id=started.call_id,
            idempotency_key=started.idempotency_key,
            untrusted=untrusted,
        )

    def _finish(self, call: CallState, execution: Execution, *, untrusted: bool) -> None:
        finished = self.log.append(
            CallFinished,
            call_id=call.planned.id,
            handler=call.planned.handler,
            status=execution.status,
            result=execution.result,
            error=execution.error,
            simulated=execution.simulated,
            untrusted=untrusted,
            cached=execution.cached,
            attempts=execution.attempts,
            duration_ms=execution.duration_ms,
        )
        self.state.apply(finished)

    def _finish_early(self, call: CallState, status: CallStatus, error: CallError) -> bool:
        self._finish(call, Execution(status, error=error), untrusted=False)
        return True

    def fail(self, faults: dict[str, CallError]) -> None:
        """End calls that must not start: what the check of the plan found."""
        for call_id, error in faults.items():
            self._finish(self.state.calls[call_id], Execution(CallStatus.FAILED, error=error), untrusted=False)

    async def stop(self, why: CallError) -> None:
        """End every call: stop the reads, let everything else come to its end, cancel what never began."""
        for call_id, task in self._tasks.items():
            if self._handler(self.state.calls[call_id]).effect is Effect.READ:
                task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._tasks.clear()
        for call in self.state.open_calls:
            if call.started is not None and call.started.effect is not Effect.READ:
                self._finish_early(call, CallStatus.IN_DOUBT, _doubt())
            else:
                self._finish_early(call, CallStatus.CANCELLED, why)

    def _handler(self, call: CallState) -> Handler:
        return self.registry[call.planned.handler]

    def _resolved(self, call: CallState) -> dict[str, object]:
        results = {name: c.finished.result for name, c in self.state.calls.items() if c.finished is not None}
        schemas = self._handler(call).definition.parameters["properties"]
        args: dict[str, object] = {}
        for name, value in call.planned.args.items():
            stood_for = resolve(value, results)
            args[name] = fitted(stood_for, schemas.get(name, {})) if is_reference(value) else stood_for
        return args


def _doubt() -> CallError:
    problem = "the service stopped while it ran; it may have happened, and it is not done again"
    return CallError(code="in_doubt", message=problem)


def digest(args: dict[str, object]) -> str:
    """Binds an approval to the exact arguments."""
    return sha256(json.dumps(args, sort_keys=True).encode()).hexdigest()


def derive_key(turn_id: str, call_id: str) -> str:
    """The idempotency key of a call: the runtime's, never the model's, and the same after a crash."""
    return sha256(f"{turn_id}\0{call_id}".encode()).hexdigest()[:32]
