"""A turn's events over connections that break: each once, in order, and one turn only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.support.live_server import LiveServer
from tests.support.model_server import ModelServer
from zantara.cli.client import Client, Unreachable
from zantara.cli.stream import TurnStream, journal

BODY = {"message": "watch it grow", "model": "scripted"}


class CuttingProxy:
    """Passes bytes on, and hangs up on the client once, as soon as an answer holds `cut`."""

    def __init__(self, port: int, cut: bytes) -> None:
        self._port = port
        self._cut = cut
        self.was_cut = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        asking = asyncio.create_task(self._ask(reader, back))
        try:
            seen = b""
            while piece := await there.read(65536):
                seen += piece
                if not self.was_cut and self._cut in seen:
                    self.was_cut = True
                    writer.write(seen[: seen.index(self._cut)][-len(piece) :])
                    return
                writer.write(piece)
                await writer.drain()
        finally:
            asking.cancel()
            writer.close()
            back.close()

    async def _ask(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65536):
            back.write(piece)


@asynccontextmanager
async def client_behind(service: LiveServer, cut: bytes) -> AsyncIterator[tuple[Client, CuttingProxy]]:
    proxy = CuttingProxy(httpx.URL(service.url).port or 0, cut)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with httpx.AsyncClient(base_url=url) as http:
        yield Client(http, url), proxy
    server.close()


@pytest.mark.parametrize(
    "cut", [b"HTTP/1.1 200", b"event: plan.made", b"event: call.finished", b"event: turn.finished"]
)
async def test_a_stream_that_breaks_goes_on_where_it_was(service: LiveServer, script: ModelServer, cut: bytes) -> None:
    script.say(calls=[("garden_grow", {"seconds": 0.3})])
    script.say("It has grown.")
    breaks: list[str] = []

    async with client_behind(service, cut) as (client, proxy):
        stream = TurnStream(client, BODY, lost=lambda: breaks.append("lost"))
        events = [event async for event in stream.events() if event["type"] != "answer.delta"]

    assert proxy.was_cut
    assert breaks
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    assert events[-2]["text"] == "It has grown."
    # Asked for a plan and for an answer once: however often the request went out, there was one turn.
    assert len(script.requests) == 2


async def test_a_journal_ends_for_a_turn_that_waits(service: LiveServer, script: ModelServer) -> None:
    script.say(calls=[("garden_fell", {"tree": "mango"})])

    async with httpx.AsyncClient(base_url=service.url) as http:
        client = Client(http, service.url)
        turn = await client.post("/v1/chat", BODY)
        events = await journal(client, turn["turn_id"])

    assert [event["type"] for event in events] == ["turn.received", "plan.made", "approval.asked"]


async def test_nobody_there_is_told_at_once() -> None:
    async with httpx.AsyncClient(base_url="http://127.0.0.1:9") as http:
        with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:9 cannot be reached"):
            await anext(TurnStream(Client(http, "http://127.0.0.1:9"), BODY).events())
