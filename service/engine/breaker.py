"""A circuit breaker: after repeated failures a handler is left alone for a while, then tried once."""

from collections.abc import Callable
from dataclasses import dataclass

FAILURES = 5
REST = 15.0
"""Seconds that an open breaker waits before it lets one call try."""


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row. `clock` is monotonic, in seconds."""

    clock: Callable[[], float]
    failures: int = 0
    opened_at: float = 0.0

    def wait(self) -> float:
        """0 when a call may go, else the seconds until one may. The one that may go after a rest is the trial."""
        if self.failures < FAILURES:
            return 0.0
        left = self.opened_at + REST - self.clock()
        if left <= 0:
            self.opened_at = self.clock()
            return 0.0
        return left

    def succeeded(self) -> None:
        self.failures = 0

    def failed(self) -> None:
        self.failures += 1
        self.opened_at = self.clock()
