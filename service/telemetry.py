"""Metrics and logs, told by the journal's events: nothing else in the service counts anything twice."""

import datetime as dt
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any, cast

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from structlog.typing import EventDict, Processor

from schemas.turn import ApprovalAsked, CallFinished, Event, PlanMade, TurnFinished, TurnReceived

logger = structlog.stdlib.get_logger("zantara.journal")

CALL_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


QUIET = ("call.started", "answer.made")
"""Events that tell an operator nothing that another does not: logged at debug level."""


class Metrics:
    """Prometheus series of this process. Labels are bounded: no user, conversation, turn or call."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._turns = Counter("zantara_turns_total", "Turns ended, by status", ["status"], registry=self.registry)
        self._running = Gauge("zantara_turns_running", "Turns that run or wait", registry=self.registry)
        self._turn_seconds = Histogram(
            "zantara_turn_duration_seconds", "From message to end", buckets=TURN_SECONDS, registry=self.registry
        )
        self._plans = Counter("zantara_plans_total", "Plans made, by model", ["model"], registry=self.registry)
        self._calls = Counter(
            "zantara_calls_total", "Calls ended", ["handler", "effect", "status"], registry=self.registry
        )
        self._call_seconds = Histogram(
            "zantara_call_duration_seconds",
            "Duration of calls",
            ["handler"],
            buckets=CALL_SECONDS,
            registry=self.registry,
        )
        self._approvals = Counter(
            "zantara_approvals_asked_total", "Calls that waited for a person", ["handler"], registry=self.registry
        )
        info = Gauge("zantara_build_info", "Version of the service", ["version"], registry=self.registry)
        info.labels(version).set(1)
        self._began: dict[str, dt.datetime] = {}
        self._effects: dict[str, str] = {}

    def effects(self, by_handler: dict[str, str]) -> None:
        """The effect of every handler of the registry: a call's event names the handler alone."""
        self._effects = by_handler

    def known(self, handler: str) -> str:
        """The name, or `unknown`: a model may invent any, and put into it what the person said."""
        return handler if handler in self._effects else "unknown"

    def observe(self, event: Event) -> None:
        match event:
            case TurnReceived():
                self._began[event.turn_id] = event.at
                self._running.set(len(self._began))
            case PlanMade():
                self._plans.labels(event.plan.route.model).inc()
            case ApprovalAsked():
                self._approvals.labels(event.handler).inc()
            case CallFinished():
                self._observe_call(event)
            case TurnFinished():
                self._turns.labels(event.status).inc()
                began = self._began.pop(event.turn_id, None)
                self._running.set(len(self._began))
                if began is not None:
                    self._turn_seconds.observe((event.at - began).total_seconds())
            case _:
                pass

    def _observe_call(self, event: CallFinished) -> None:
        handler = self.known(event.handler)
        self._calls.labels(handler, self._effects.get(handler, "unknown"), event.status).inc()
        if event.duration_ms is not None:
            self._call_seconds.labels(handler).observe(event.duration_ms / 1000)


class EventLogger:
    """One structured line per event: ids, names and figures, and contents only when opted in.

    known: what to call a handler in the log.
    """

    def __init__(self, known: Callable[[str], str], *, contents: bool) -> None:
        self._known = known
        self._contents = contents

    def observe(self, event: Event) -> None:
        level = logging.DEBUG if event.type in QUIET else logging.INFO
        if not logging.getLogger("zantara.journal").isEnabledFor(level):
            return
        fields: dict[str, Any] = {"turn_id": event.turn_id, "number": event.number}
        for name in ("conversation_id", "call_id", "handler", "status", "duration_ms", "attempts", "step"):
            if (value := getattr(event, name, None)) is not None:
                fields[name] = self._known(value) if name == "handler" else value
        if self._contents:
            fields["contents"] = event.model_dump(mode="json", exclude={"turn_id", "number", "version", "at", "type"})
        logger.log(level, event.type, **fields)


def configure_logging(level: str = "INFO", *, contents: bool = False) -> None:
    """One JSON object a line on standard error, for the whole process.

    contents: whether tracebacks hold what exceptions say, which may be a person's words or a vendor's secret.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info if contents else _where_only,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    output = logging.StreamHandler(sys.stderr)
    renderer = structlog.processors.JSONRenderer(serializer=_dumps)
    output.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [output]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "uvicorn.access", "uvicorn.error", "alembic.runtime"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _where_only(_logger: Any, _method: str, fields: EventDict) -> EventDict:
    """Put an exception's types and places into a log line, without a word of what it says."""
    said: Any = fields.pop("exc_info", None)
    if said is True:
        said = sys.exc_info()
    error = cast(object, said[1] if isinstance(said, tuple) else said)
    if isinstance(error, BaseException):
        fields["exception"] = "\n".join(_places(error))
    return fields


def _places(error: BaseException) -> Iterator[str]:
    for raised in _chain(error):
        frames = traceback.extract_tb(raised.__traceback__)
        yield from (f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        yield f"{type(raised).__module__}.{type(raised).__qualname__}"


def _chain(error: BaseException) -> list[BaseException]:
    """What it came from first, as a traceback shows it."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain[::-1]


def _dumps(value: Any, **_: Any) -> str:
    return orjson.dumps(value, default=str).decode()
