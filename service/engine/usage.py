"""The `UsageLog` port of the handlers: how handlers were used, as the journal tells it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from statistics import median, quantiles

from handlers.ports import HandlerUse
from schemas.turn import CallFinished
from service.engine.journal import EVENT
from service.engine.journal_store import JournalStore


class JournalUsageLog:
    """Synchronous: its handler runs in a thread."""

    def __init__(self, store: JournalStore) -> None:
        self._store = store

    def handler_use(self, tenant: str, since: dt.datetime, handler: str | None) -> Sequence[HandlerUse]:
        """Most used first."""
        calls: dict[str, list[CallFinished]] = defaultdict(list)
        for payload in self._store.payloads_since(tenant, since, "call.finished"):
            event = EVENT.validate_json(payload)
            if isinstance(event, CallFinished) and handler in (None, event.handler):
                calls[event.handler].append(event)
        return sorted((_use(name, events) for name, events in calls.items()), key=lambda use: (-use.calls, use.handler))


def _use(name: str, events: Sequence[CallFinished]) -> HandlerUse:
    durations = [event.duration_ms or 0.0 for event in events]
    p95 = quantiles(durations, n=20)[-1] if len(durations) > 1 else durations[0]
    failed = sum(event.status != "done" for event in events)
    return HandlerUse(name, len(events), failed, round(median(durations), 3), round(p95, 3))
