"""Cache, limits and bus inside one process: what an embedded service runs on."""

import asyncio
import datetime as dt
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache

import limits
from cachetools import LRUCache, TLRUCache

Clock = Callable[[], float]
"""Seconds, monotonic."""


class InProcessCache:
    """Keeps the values used last, up to `size` bytes of keys and values; each for its own time."""

    def __init__(self, size: int = 64 * 2**20, clock: Clock = time.monotonic) -> None:
        self._entries: TLRUCache[str, tuple[bytes, float]] = TLRUCache(
            size, ttu=_expiry, timer=clock, getsizeof=lambda entry: len(entry[0]) + 256
        )

    async def get(self, key: str) -> bytes | None:
        entry = self._entries.get(key)
        return entry[0] if entry else None

    async def put(self, key: str, value: bytes, ttl: dt.timedelta) -> None:
        if len(value) + 256 <= self._entries.maxsize:
            self._entries[key] = (value, ttl.total_seconds())


def _expiry(_key: str, entry: tuple[bytes, float], now: float) -> float:
    return now + entry[1]


class InProcessLimits:
    """An exact moving window per rate and key. Of more than `keys` keys, the one unused for longest is forgotten.

    The storage that `limits` brings for one process starts a task per hit that visits every key, and forgets none
    before its window is over; only its notation of rates is used here.
    """

    def __init__(self, keys: int = 10_000, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._windows: LRUCache[tuple[str, ...], deque[float]] = LRUCache(keys)

    async def hit(self, rate: str, *key: str) -> float:
        item = parse_rate(rate)
        now, width = self._clock(), item.get_expiry()
        hits = self._windows.get((rate, *key))
        if hits is None:
            hits = self._windows[(rate, *key)] = deque(maxlen=item.amount)
        if len(hits) == item.amount and hits[0] + width > now:
            return hits[0] + width - now
        hits.append(now)
        return 0.0


@lru_cache(maxsize=1024)
def parse_rate(rate: str) -> limits.RateLimitItem:
    """`"60/minute"` -> 60 hits in 60 seconds. Raises ValueError."""
    return limits.parse(rate)


class Subscription:
    """The messages that one reader has yet to read. When it falls `backlog` behind they are dropped for one `None`."""

    def __init__(self, backlog: int) -> None:
        self._backlog = backlog
        self._messages: deque[bytes | None] = deque()
        self._filled = asyncio.Event()

    def offer(self, message: bytes) -> None:
        if len(self._messages) >= self._backlog:
            self.lose()
        else:
            self._messages.append(message)
            self._filled.set()

    def lose(self) -> None:
        """Some messages will never come: the reader is told once, in place of all that it has not read."""
        self._messages.clear()
        self._messages.append(None)
        self._filled.set()

    def __aiter__(self) -> AsyncIterator[bytes | None]:
        return self

    async def __anext__(self) -> bytes | None:
        while not self._messages:
            self._filled.clear()
            await self._filled.wait()
        return self._messages.popleft()


class InProcessBus:
    """Hands a message to every subscriber of its channel; none waits for another. For one event loop."""

    def __init__(self, backlog: int = 1_000) -> None:
        self._backlog = backlog
        self._channels: dict[str, set[Subscription]] = {}

    async def publish(self, channel: str, message: bytes) -> None:
        for subscription in self._channels.get(channel, ()):
            subscription.offer(message)

    def lose(self, channel: str) -> None:
        """Tell the subscribers of a channel that messages were lost."""
        for subscription in self._channels.get(channel, ()):
            subscription.lose()

    def listeners(self, channel: str) -> int:
        """How many read a channel."""
        return len(self._channels.get(channel, ()))

    @property
    def channels(self) -> tuple[str, ...]:
        """Channels that somebody reads."""
        return tuple(self._channels)

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncGenerator[AsyncIterator[bytes | None]]:
        subscription = Subscription(self._backlog)
        readers = self._channels.setdefault(channel, set())
        readers.add(subscription)
        try:
            yield subscription
        finally:
            readers.discard(subscription)
            if not readers:
                self._channels.pop(channel, None)
