"""What every rate limit does, in process and on Redis."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.engine.in_process import InProcessLimits
from service.engine.ports import Limits
from service.redis_state import RedisLimits, connect
from tests.support.redis_server import redis_server


@pytest.fixture(params=["in process", "redis"])
async def limits(request: pytest.FixtureRequest) -> AsyncIterator[Limits]:
    if request.param == "in process":
        yield InProcessLimits()
        return
    client = connect(request.getfixturevalue("redis_url"))
    yield RedisLimits(client)
    await client.aclose()


@pytest.fixture
def tenant() -> str:
    return str(uuid.uuid4())


async def test_allows_as_many_as_the_rate_says(limits: Limits, tenant: str) -> None:
    waits = [await limits.hit("3/minute", "whatsapp.send", tenant) for _ in range(4)]

    assert waits[:3] == [0, 0, 0]
    assert 55 < waits[3] <= 60, "seconds until the first of the three is a minute ago"


async def test_a_refused_hit_does_not_count(limits: Limits, tenant: str) -> None:
    await limits.hit("1/second", tenant)
    for _ in range(5):
        assert await limits.hit("1/second", tenant) > 0

    await asyncio.sleep(1.05)

    assert await limits.hit("1/second", tenant) == 0


async def test_waiting_as_long_as_told_is_enough(limits: Limits, tenant: str) -> None:
    await limits.hit("2/second", tenant)
    await limits.hit("2/second", tenant)
    wait = await limits.hit("2/second", tenant)

    await asyncio.sleep(wait + 0.02)

    assert await limits.hit("2/second", tenant) == 0


async def test_the_window_moves(limits: Limits, tenant: str) -> None:
    """At the turn of a fixed window twice as many would pass."""
    await limits.hit("2/second", tenant)
    await asyncio.sleep(0.6)
    await limits.hit("2/second", tenant)
    await asyncio.sleep(0.5)

    assert await limits.hit("2/second", tenant) == 0, "the first is more than a second ago"
    assert await limits.hit("2/second", tenant) > 0, "the second is not"


async def test_tenants_do_not_share(limits: Limits, tenant: str) -> None:
    await limits.hit("1/minute", "whatsapp.send", tenant)

    assert await limits.hit("1/minute", "whatsapp.send", "another " + tenant) == 0


async def test_at_once_no_more_pass_than_allowed(limits: Limits, tenant: str) -> None:
    waits = await asyncio.gather(*(limits.hit("10/minute", tenant) for _ in range(40)))

    assert sum(wait == 0 for wait in waits) == 10


async def test_an_unreadable_rate_is_an_error(limits: Limits, tenant: str) -> None:
    with pytest.raises(ValueError, match="couldn't parse"):
        await limits.hit("often", tenant)


async def test_in_process_forgets_the_key_that_was_unused_for_longest() -> None:
    limits = InProcessLimits(keys=2)
    for tenant in ("a", "b", "c"):
        await limits.hit("1/hour", tenant)

    assert await limits.hit("1/hour", "c") > 0
    assert await limits.hit("1/hour", "a") == 0


async def test_two_processes_count_together(redis_url: str, tenant: str) -> None:
    first, second = connect(redis_url), connect(redis_url)
    await RedisLimits(first).hit("1/minute", tenant)

    assert await RedisLimits(second).hit("1/minute", tenant) > 0
    await first.aclose()
    await second.aclose()


async def test_without_redis_each_process_counts_for_itself_and_says_so_once(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server, capture_logs() as logs:
        client = connect(server.url)
        limits = RedisLimits(client)
        server.stop()

        waits = [await limits.hit("2/minute", "t") for _ in range(4)]
        await asyncio.sleep(1.1)
        waits.append(await limits.hit("2/minute", "t"))

        assert [wait == 0 for wait in waits] == [True, True, False, False, False]
        assert [entry["event"] for entry in logs] == ["redis.unavailable"]
        assert logs[0]["effect"] == "each process counts for itself"
        await client.aclose()


async def test_a_redis_that_hangs_does_not_hold_up_calls(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        client = connect(server.url)
        limits = RedisLimits(client)
        with server.frozen():
            started = time.perf_counter()
            for number in range(20):
                assert await limits.hit("1/minute", str(number)) == 0
            assert time.perf_counter() - started < 2
        await client.aclose()
