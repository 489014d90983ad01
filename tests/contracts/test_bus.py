"""What every bus does, in process and on Redis."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.engine.in_process import InProcessBus
from service.engine.ports import Bus
from service.redis_state import RedisBus, connect
from tests.support.redis_server import redis_server


@pytest.fixture(params=["in process", "redis"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    if request.param == "in process":
        yield InProcessBus(backlog=100)
        return
    client = connect(request.getfixturevalue("redis_url"))
    bus = RedisBus(client, backlog=100)
    yield bus
    await bus.aclose()
    await client.aclose()


@pytest.fixture
def channel() -> str:
    return f"turn:{uuid.uuid4()}"


async def read(messages: AsyncIterator[bytes | None], count: int) -> list[bytes | None]:
    async with asyncio.timeout(5):
        return [await anext(messages) for _ in range(count)]


async def quiet(messages: AsyncIterator[bytes | None], seconds: float = 0.1) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await anext(messages)
    except TimeoutError:
        return True
    return False


async def test_messages_arrive_in_order(bus: Bus, channel: str) -> None:
    async with bus.subscribe(channel) as messages:
        for number in range(50):
            await bus.publish(channel, b"%d" % number)

        assert await read(messages, 50) == [b"%d" % number for number in range(50)]


async def test_everyone_who_listens_gets_each_message(bus: Bus, channel: str) -> None:
    async with bus.subscribe(channel) as first, bus.subscribe(channel) as second:
        await bus.publish(channel, b"hello")

        assert await read(first, 1) == [b"hello"]
        assert await read(second, 1) == [b"hello"]


async def test_another_channel_is_not_heard(bus: Bus, channel: str) -> None:
    async with bus.subscribe(channel) as messages:
        await bus.publish(channel + "x", b"not for us")

        assert await quiet(messages)


async def test_what_was_published_before_is_not_heard(bus: Bus, channel: str) -> None:
    await bus.publish(channel, b"early")
    async with bus.subscribe(channel) as messages:
        await bus.publish(channel, b"late")

        assert await read(messages, 1) == [b"late"]


async def test_who_leaves_and_comes_back_hears_again(bus: Bus, channel: str) -> None:
    async with bus.subscribe(channel):
        pass
    async with bus.subscribe(channel) as messages:
        await bus.publish(channel, b"again")

        assert await read(messages, 1) == [b"again"]


async def test_one_who_leaves_does_not_take_the_channel_from_the_other(bus: Bus, channel: str) -> None:
    async with bus.subscribe(channel) as messages:
        async with bus.subscribe(channel):
            pass
        await bus.publish(channel, b"still here")

        assert await read(messages, 1) == [b"still here"]


async def test_a_slow_reader_loses_its_backlog_for_one_none(bus: Bus, channel: str) -> None:
    async with bus.subscribe(channel) as slow:
        for number in range(105):
            await bus.publish(channel, b"%d" % number)
        await asyncio.sleep(0.2)

        assert await read(slow, 5) == [None, b"101", b"102", b"103", b"104"]
        assert await quiet(slow)


async def test_a_slow_reader_does_not_hold_up_a_quick_one(bus: Bus, channel: str) -> None:
    async with bus.subscribe(channel), bus.subscribe(channel) as quick:
        for number in range(300):
            await bus.publish(channel, b"%d" % number)
            assert await read(quick, 1) == [b"%d" % number]


async def test_two_processes_hear_each_other(redis_url: str, channel: str) -> None:
    here, there = connect(redis_url), connect(redis_url)
    listening = RedisBus(here)
    async with listening.subscribe(channel) as messages:
        await RedisBus(there).publish(channel, b"from there")

        assert await read(messages, 1) == [b"from there"]
    await listening.aclose()
    await here.aclose()
    await there.aclose()


async def test_after_a_lost_connection_the_reader_is_told_and_hears_again(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        client = connect(server.url)
        bus = RedisBus(client)
        async with bus.subscribe("turn:1") as messages:
            server.stop()
            assert await read(messages, 1) == [None]

            await bus.publish("turn:1", b"lost")
            assert await read(messages, 1) == [None], "what could not be published is told as lost"

            server.start()
            assert await read(messages, 1) == [None], "the connection is back: read the journal once more"
            await asyncio.sleep(1.1)
            await bus.publish("turn:1", b"heard")
            assert await read(messages, 1) == [b"heard"]
        await bus.aclose()
        await client.aclose()


async def test_one_can_subscribe_while_redis_is_away(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        client = connect(server.url)
        bus = RedisBus(client)
        server.stop()
        async with bus.subscribe("turn:1") as messages:
            server.start()
            while await read(messages, 1) != [None]:
                pass
            await asyncio.sleep(1.1)
            await bus.publish("turn:1", b"heard")

            async with asyncio.timeout(5):
                while await anext(messages) != b"heard":
                    pass
        await bus.aclose()
        await client.aclose()
