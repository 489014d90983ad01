"""Runs one call of a handler: cache, limits, breaker, deadline, retries, and every outcome as a value.

Nothing that a handler does escapes from here: it raises, hangs, blocks or returns the wrong type, and its call fails.
"""

import asyncio
import datetime as dt
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

import structlog
from pydantic import ValidationError
from pydantic_core import from_json, to_json
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from handlers.context import Context
from handlers.definitions import Handler
from handlers.errors import HandlerError, Unavailable
from schemas.tools import CallError, CallStatus, Effect
from schemas.turn import Principal
from service.engine.breaker import Breaker
from service.engine.checks import explain
from service.engine.ports import Cache, Limits
from service.engine.workers import Escaped, Workers

logger = structlog.stdlib.get_logger("zantara.dispatch")

RESULT_BYTES = 1_000_000
"""Largest result of a call: it is journaled and read by a model."""


@dataclass(frozen=True, slots=True)
class BoundBackend:
    """The backend behind a port."""

    instance: Any
    simulated: bool = False
    honours_keys: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom, when and where a call runs: what its Context is made of."""

    now: dt.datetime
    tenant: str
    principal: Principal
    language: str
    persona: str
    conversation_id: str | None
    turn_id: str | None
    call_id: str
    idempotency_key: str
    untrusted: bool = False


@dataclass(frozen=True, slots=True)
class Execution:
    """How a call ended. `result` is JSON."""

    status: CallStatus
    result: Any = None
    error: CallError | None = None
    simulated: bool = False
    cached: bool = False
    attempts: int = 0
    duration_ms: float = 0.0


@dataclass(slots=True)
class _Lane:
    """What calls of one handler share."""

    breaker: Breaker
    slots: asyncio.Semaphore


@dataclass(slots=True)
class Dispatcher:
    """One per process; turns share its limits, breakers and workers."""

    ports: Mapping[type, BoundBackend]
    cache: Cache
    limits: Limits
    workers: Workers = field(default_factory=Workers)
    _lanes: dict[str, _Lane] = field(default_factory=dict)

    async def execute(self, handler: Handler, args: Mapping[str, Any], caller: Caller) -> Execution:
        """Run one call to its end, within the handler's deadline. Raises only asyncio.CancelledError."""
        began = time.perf_counter()
        run = _Run(self, handler, caller)
        try:
            values = handler.parse(args)
        except ValidationError as error:
            execution = _failed("invalid_request", explain(error.errors(), handler.arguments))
        except ValueError as error:
            execution = _failed("invalid_request", str(error))
        else:
            execution = await run.execute(args, values)
        duration = (time.perf_counter() - began) * 1000
        return Execution(
            status=execution.status,
            result=execution.result,
            error=execution.error,
            simulated=run.simulated,
            cached=execution.cached,
            attempts=run.attempts,
            duration_ms=round(duration, 3),
        )

    def honours_keys(self, handler: Handler) -> bool:
        """Whether repeating a call under its key does nothing twice."""
        return bool(handler.port) and self.ports[handler.port].honours_keys

    def lane(self, handler: Handler) -> _Lane:
        if handler.name not in self._lanes:
            slots = asyncio.Semaphore(handler.policy.concurrency)
            self._lanes[handler.name] = _Lane(Breaker(time.monotonic), slots)
        return self._lanes[handler.name]


def _failed(code: Any, message: str, status: CallStatus = CallStatus.FAILED, **members: Any) -> Execution:
    return Execution(status, error=CallError(code=code, message=message, **members))


class _Run:
    """One execution in progress."""

    def __init__(self, dispatcher: Dispatcher, handler: Handler, caller: Caller) -> None:
        self._dispatcher = dispatcher
        self._handler = handler
        self._caller = caller
        self._lane = dispatcher.lane(handler)
        bound = dispatcher.ports[handler.port] if handler.port else BoundBackend(None)
        self._backend = bound
        self.simulated = bound.simulated
        self.attempts = 0

    async def execute(self, args: Mapping[str, Any], values: dict[str, Any]) -> Execution:
        key = self._cache_key(args)
        if key is not None and (hit := await self._dispatcher.cache.get(key)) is not None:
            return Execution(CallStatus.DONE, result=from_json(hit), cached=True)
        refusal = await self._refusal()
        if refusal is not None:
            return refusal
        execution = await self._within_deadline(values)
        self._tell_breaker(execution)
        if key is not None and execution.status is CallStatus.DONE and self._handler.policy.cache:
            await self._dispatcher.cache.put(key, to_json(execution.result), self._handler.policy.cache)
        return execution

    def _cache_key(self, args: Mapping[str, Any]) -> str | None:
        if self._handler.policy.cache is None or self._handler.effect is not Effect.READ:
            return None
        said = json.dumps(args, sort_keys=True).encode()
        who = f"{self._caller.tenant}\0{self._caller.language}\0{self._handler.name}\0".encode()
        return f"call:{sha256(who + said).hexdigest()}"

    async def _refusal(self) -> Execution | None:
        name = self._handler.name
        wait = self._lane.breaker.wait()
        if wait:
            problem = f"{name} failed several times in a row; it is tried again in {wait:.0f} s"
            return _failed("unavailable", problem, retry_after_s=wait)
        if self._handler.policy.rate is not None:
            wait = await self._dispatcher.limits.hit(self._handler.policy.rate, "handler", name, self._caller.tenant)
            if wait:
                limit = self._handler.policy.rate
                problem = f"{name} is limited to {limit}; try again in {wait:.0f} s"
                return _failed("rate_limited", problem, retry_after_s=wait)
        return None

    async def _within_deadline(self, values: dict[str, Any]) -> Execution:
        """One deadline for waiting, trying and trying again."""
        started = False
        try:
            async with asyncio.timeout(self._handler.policy.timeout):
                async with self._lane.slots:
                    started = True
                    return await self._with_retries(values)
        except TimeoutError:
            seconds = f"{self._handler.policy.timeout:g} s"
            if started and self._handler.effect is not Effect.READ:
                problem = f"{self._handler.name} did not answer within {seconds}; it may have happened"
                return _failed("in_doubt", problem, CallStatus.IN_DOUBT)
            return _failed("timeout", f"{self._handler.name} did not answer within {seconds}")

    async def _with_retries(self, values: dict[str, Any]) -> Execution:
        try:
            try:
                return await self._attempt(values)
            except Unavailable as error:
                return await self._retry(values, error)
        except HandlerError as error:
            status = CallStatus.DENIED if error.code == "denied" else CallStatus.FAILED
            return _failed(error.code, error.message, status, options=error.options)
        except Exception as error:  # a plugin may raise anything; its siblings and the turn go on
            logger.exception(
                "handler failed", handler=self._handler.name, call_id=self._caller.call_id, turn_id=self._caller.turn_id
            )
            kind = str(error) if isinstance(error, Escaped) else type(error).__name__
            return _failed("internal", f"{self._handler.name} failed with an error of its own ({kind})")

    async def _retry(self, values: dict[str, Any], failure: Unavailable) -> Execution:
        """Go on after a failed first try: most calls never come here, so they do not pay for it."""
        failures = [failure]

        async def attempt() -> Execution:
            if failures:
                raise failures.pop()
            return await self._attempt(values)

        return await AsyncRetrying(
            retry=retry_if_exception_type(Unavailable),
            stop=stop_after_attempt(1 + self._retries()),
            wait=wait_random_exponential(0.05, max=2),
            reraise=True,
        )(attempt)

    def _retries(self) -> int:
        """A read may be repeated; a write only under a key that its backend honours; nothing else ever is."""
        effect = self._handler.effect
        repeatable = effect is Effect.READ or (effect is Effect.WRITE and self._backend.honours_keys)
        return self._handler.policy.retries if repeatable else 0

    async def _attempt(self, values: dict[str, Any]) -> Execution:
        self.attempts += 1
        handler = self._handler
        injected = {name: self._dispatcher.ports[port].instance for name, port in handler.ports.items()}
        call = partial(handler.function, self._context(), **values, **injected)
        value = await self._dispatcher.workers.run(handler, call)
        wanted = handler.result
        if not isinstance(value, wanted):
            logger.error("wrong result", handler=handler.name, got=type(value).__name__, wanted=wanted.__name__)
            return _failed("internal", f"{handler.name} returned {type(value).__name__} instead of {wanted.__name__}")
        payload = value.model_dump_json().encode()
        if len(payload) > RESULT_BYTES:
            return _failed(
                "internal", f"{handler.name} returned {len(payload):,} bytes; at most {RESULT_BYTES:,} are kept"
            )
        return Execution(CallStatus.DONE, result=from_json(payload))

    def _context(self) -> Context[Any]:
        caller = self._caller
        return Context(
            port=self._backend.instance,
            now=caller.now,
            tenant=caller.tenant,
            principal=caller.principal,
            language=caller.language,
            persona=caller.persona,
            conversation_id=caller.conversation_id,
            turn_id=caller.turn_id,
            call_id=caller.call_id,
            idempotency_key=caller.idempotency_key,
            untrusted=caller.untrusted,
        )

    def _tell_breaker(self, execution: Execution) -> None:
        """Only what a backend or the code got wrong counts; a wrong argument says nothing about its health."""
        error = execution.error
        if error is not None and error.code in ("unavailable", "timeout", "internal", "in_doubt"):
            self._lane.breaker.failed()
        else:
            self._lane.breaker.succeeded()
