"""What every cache does, in process and on Redis."""

import asyncio
import datetime as dt
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.engine.in_process import InProcessCache
from service.engine.ports import Cache
from service.redis_state import RedisCache, connect
from tests.support.redis_server import redis_server

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(params=["in process", "redis"])
async def cache(request: pytest.FixtureRequest) -> AsyncIterator[Cache]:
    if request.param == "in process":
        yield InProcessCache()
        return
    client = connect(request.getfixturevalue("redis_url"))
    yield RedisCache(client)
    await client.aclose()


@pytest.fixture
def key() -> str:
    return f"visa.requirements:{uuid.uuid4()}"


async def test_gives_back_what_was_put(cache: Cache, key: str) -> None:
    await cache.put(key, b'{"fee": 1000000}', MINUTE)

    assert await cache.get(key) == b'{"fee": 1000000}'


async def test_knows_nothing_of_another_key(cache: Cache, key: str) -> None:
    await cache.put(key, b"1", MINUTE)

    assert await cache.get(key + "x") is None


async def test_the_latest_value_wins(cache: Cache, key: str) -> None:
    await cache.put(key, b"old", MINUTE)
    await cache.put(key, b"new", MINUTE)

    assert await cache.get(key) == b"new"


async def test_keeps_bytes_that_are_no_text(cache: Cache, key: str) -> None:
    await cache.put(key, bytes(range(256)), MINUTE)

    assert await cache.get(key) == bytes(range(256))


async def test_forgets_when_the_time_is_over(cache: Cache, key: str) -> None:
    await cache.put(key, b"short", dt.timedelta(milliseconds=50))
    assert await cache.get(key) == b"short"

    await asyncio.sleep(0.1)

    assert await cache.get(key) is None


async def test_each_value_has_its_own_time(cache: Cache, key: str) -> None:
    await cache.put(key + "1", b"short", dt.timedelta(milliseconds=50))
    await cache.put(key + "2", b"long", MINUTE)

    await asyncio.sleep(0.1)

    assert await cache.get(key + "1") is None
    assert await cache.get(key + "2") == b"long"


async def test_in_process_never_holds_more_than_its_size() -> None:
    cache = InProcessCache(size=10_000)
    for number in range(100):
        await cache.put(f"key {number}", bytes(1_000), MINUTE)

    kept = [number for number in range(100) if await cache.get(f"key {number}") is not None]

    assert kept == list(range(93, 100)), "the latest that fit into 10,000 bytes"


async def test_in_process_leaves_out_a_value_larger_than_itself() -> None:
    cache = InProcessCache(size=1_000)
    await cache.put("small", b"1", MINUTE)
    await cache.put("large", bytes(2_000), MINUTE)

    assert await cache.get("large") is None
    assert await cache.get("small") == b"1"


async def test_without_redis_every_read_misses(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        client = connect(server.url)
        cache = RedisCache(client)
        await cache.put("fee", b"1", MINUTE)
        server.stop()

        assert await cache.get("fee") is None
        await cache.put("fee", b"2", MINUTE)

        server.start()
        await asyncio.sleep(1.1)
        await cache.put("fee", b"3", MINUTE)
        assert await cache.get("fee") == b"3", "and it is used again as soon as it is back"
        await client.aclose()


async def test_a_redis_that_hangs_costs_one_timeout_and_not_one_per_read(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        client = connect(server.url)
        cache = RedisCache(client)
        with server.frozen():
            started = time.perf_counter()
            for _ in range(20):
                assert await cache.get("fee") is None
            assert time.perf_counter() - started < 2
        await client.aclose()
