"""Cache, limits and bus shared by several processes, on Redis. Without Redis the service goes on, with less."""
# redis-py types the options and replies of its commands loosely.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import structlog
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from prometheus_client import Counter as Metric
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from service.engine.in_process import InProcessBus, InProcessLimits, parse_rate

TIMEOUT_S = 0.5
"""For one command. A cache that takes longer is worse than none."""
REST_S = 1.0
"""After a failure Redis is left alone for so long: a hanging one costs one timeout a second, not one a call."""
SILENCE_S = 5.0
"""A subscribed connection that brings nothing for so long is pinged, and given up when it stays silent."""
FAILURES = (RedisError, OSError, TimeoutError)

log = structlog.stdlib.get_logger(__name__)
failures = Metric("zantara_redis_failures_total", "Commands that Redis did not carry out", ["use"])


def connect(url: str) -> Redis:
    """A client for `redis://host:port/db` that connects when first used and fails fast. Close it with `aclose`."""
    return Redis.from_url(
        url,
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
        max_connections=64,
    )


class Outage:
    """Whether Redis is worth asking, for one use of it. Tells the log once when it goes and once when it is back."""

    def __init__(self, use: str, effect: str) -> None:
        self._use = use
        self._effect = effect
        self._ask_again_at = 0.0
        self._down = False

    @property
    def resting(self) -> bool:
        return self._down and time.monotonic() < self._ask_again_at

    def failed(self, error: Exception) -> None:
        failures.labels(self._use).inc()
        self._ask_again_at = time.monotonic() + REST_S
        if not self._down:
            self._down = True
            log.warning("redis.unavailable", use=self._use, effect=self._effect, error=type(error).__name__)

    def succeeded(self) -> None:
        if self._down:
            self._down = False
            log.info("redis.available", use=self._use)


class RedisCache:
    """Values under `zantara:cache:`. While Redis is away every read misses and every write is dropped."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._outage = Outage("cache", "results are not cached")

    async def get(self, key: str) -> bytes | None:
        if self._outage.resting:
            return None
        try:
            value = cast(bytes | None, await self._client.get(f"zantara:cache:{key}"))
        except FAILURES as error:
            self._outage.failed(error)
            return None
        self._outage.succeeded()
        return value

    async def put(self, key: str, value: bytes, ttl: dt.timedelta) -> None:
        milliseconds = int(ttl.total_seconds() * 1000)
        if self._outage.resting or milliseconds < 1:
            return
        try:
            await self._client.set(f"zantara:cache:{key}", value, px=milliseconds)
        except FAILURES as error:
            self._outage.failed(error)
        else:
            self._outage.succeeded()


class RedisLimits:
    """A moving window over all processes. While Redis is away each process counts for itself."""

    def __init__(self, client: Redis) -> None:
        pool: Any = client.connection_pool  # an option of RedisStorage that its signature does not know
        storage = RedisStorage("redis://", implementation="redispy", key_prefix="zantara:limits", connection_pool=pool)
        self._limiter = MovingWindowRateLimiter(storage)
        self._alone = InProcessLimits()
        self._outage = Outage("limits", "each process counts for itself")

    async def hit(self, rate: str, *key: str) -> float:
        item = parse_rate(rate)
        if self._outage.resting:
            return await self._alone.hit(rate, *key)
        try:
            allowed = await self._limiter.hit(item, *key)
            wait = 0.0 if allowed else (await self._limiter.get_window_stats(item, *key)).reset_time - time.time()
        except FAILURES as error:
            self._outage.failed(error)
            return await self._alone.hit(rate, *key)
        self._outage.succeeded()
        return 0.0 if allowed else max(wait, 0.001)


class RedisBus:
    """Pub/sub under `zantara:bus:`, on one connection that all subscribers of this process share.

    Whenever messages may have been lost, because the connection was or a publish failed, subscribers read `None`.
    """

    def __init__(self, client: Redis, backlog: int = 1_000) -> None:
        self._client = client
        self._local = InProcessBus(backlog)
        self._outage = Outage("bus", "turns are followed through the journal")
        self._readers: Counter[str] = Counter()
        self._joined: dict[str, asyncio.Event] = {}
        self._pubsub: PubSub | None = None
        self._listener: asyncio.Task[None] | None = None

    async def publish(self, channel: str, message: bytes) -> None:
        try:
            if self._outage.resting:
                self._local.lose(channel)
            else:
                await self._client.publish(f"zantara:bus:{channel}", message)
        except FAILURES as error:
            self._outage.failed(error)
            self._local.lose(channel)

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncGenerator[AsyncIterator[bytes | None]]:
        async with self._local.subscribe(channel) as messages:
            await self._join(channel)
            try:
                yield messages
            finally:
                await self._leave(channel)

    async def aclose(self) -> None:
        """Stop listening. The client stays open: it is shared."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener

    async def _join(self, channel: str) -> None:
        """Return when Redis has confirmed. While it is away do not wait: the confirmation will come as a `None`."""
        if self._listener is None:
            self._listener = asyncio.create_task(self._listen(), name="redis-bus")
        self._readers[channel] += 1
        joined = self._joined.get(channel)
        if joined is None:
            joined = self._joined[channel] = asyncio.Event()
            await self._ask("subscribe", channel)
        with suppress(TimeoutError):
            await asyncio.wait_for(joined.wait(), 0 if self._outage.resting else TIMEOUT_S)
        joined.set()

    async def _leave(self, channel: str) -> None:
        self._readers[channel] -= 1
        if not self._readers[channel]:
            del self._readers[channel], self._joined[channel]
            await self._ask("unsubscribe", channel)

    async def _ask(self, command: str, channel: str) -> None:
        """Where this fails the listener fails too, and subscribes anew to all that is read."""
        if self._pubsub is not None:
            with suppress(*FAILURES):
                await getattr(self._pubsub, command)(f"zantara:bus:{channel}")

    async def _listen(self) -> None:
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await self._receive(pubsub)
            except FAILURES as error:
                self._outage.failed(error)
            self._pubsub = None
            for channel in self._local.channels:
                self._local.lose(channel)
            await asyncio.sleep(REST_S / 4)

    async def _receive(self, pubsub: PubSub) -> None:
        """Hand on what comes until the connection is lost. `zantara:bus` itself only keeps it open."""
        asked: set[str] = set()
        await pubsub.subscribe("zantara:bus")
        while new := self._joined.keys() - asked:
            await pubsub.subscribe(*(f"zantara:bus:{channel}" for channel in new))
            asked |= new
        self._pubsub = pubsub
        pinged = False
        while True:
            message = await pubsub.get_message(timeout=SILENCE_S)
            if message is None:
                if pinged:
                    raise TimeoutError
                await pubsub.ping()
            pinged = message is None
            if message is not None:
                await self._handle(message)

    async def _handle(self, message: dict[str, Any]) -> None:
        if message["type"] not in ("subscribe", "message"):
            return
        channel = message["channel"].decode().removeprefix("zantara:bus:")
        if message["type"] == "message":
            await self._local.publish(channel, message["data"])
            return
        self._outage.succeeded()
        joined = self._joined.get(channel)
        if joined is not None and joined.is_set():
            self._local.lose(channel)  # subscribed anew: what was published in between is gone
        elif joined is not None:
            joined.set()
