"""The events of a turn as the service tells them, over connections that may break."""

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any

import httpx
from httpx_sse import EventSource

from zantara.cli.client import Client, Unreachable, check
from zantara.cli.session import Failed

Event = dict[str, Any]

READ = httpx.Timeout(45, connect=5)
"""Seconds. A stream that is silent for so long has broken: the service says something every 15."""
ATTEMPTS = 8
"""How often in a row a broken stream is taken up again, each time after twice the wait."""
FIRST_WAIT = 0.25
SILENCE = 1.0
"""Seconds without an event after which a turn that has not ended is taken to have told all so far."""
LAST = "turn.finished"


class TurnStream:
    """One turn's events, each once, until it ends: those that `body` begins, or of the turn with this id.

    Goes on with `Last-Event-ID` when the connection breaks, and calls `lost` each time that it does.
    """

    def __init__(
        self,
        client: Client,
        body: Mapping[str, Any],
        turn_id: str | None = None,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._client = client
        self._lost = lost
        self._body = body
        # The same key with every attempt: however often the request is sent, the message makes one turn.
        self._key = secrets.token_hex(16)
        self.turn_id = turn_id
        self._last = 0

    async def events(self) -> AsyncGenerator[Event]:
        """Raises Refused, Unreachable."""
        attempts = 0
        while True:
            try:
                async with aclosing(self._connection()) as connection:
                    async for event in connection:
                        attempts = 0
                        yield event
                        if event["type"] == LAST:
                            return
                broken: httpx.TransportError = httpx.RemoteProtocolError("the stream ended before the turn")
            except httpx.TransportError as error:
                broken = error
            attempts += 1
            if attempts == ATTEMPTS or (isinstance(broken, httpx.ConnectError) and self.turn_id is None):
                raise Unreachable(self._client.name, broken) from broken
            self._lost()
            await asyncio.sleep(FIRST_WAIT * 2 ** (attempts - 1))

    async def _connection(self) -> AsyncGenerator[Event]:
        async with self._request() as response:
            if not response.is_success:
                await response.aread()
                if self._is_running(response):
                    return
            check(response, self._client.name)
            async for message in EventSource(response).aiter_sse():
                event: Event = json.loads(message.data)
                self.turn_id = event["turn_id"]
                number = event.get("number", 0)
                if number and number <= self._last:
                    continue
                self._last = number or self._last
                yield event

    def _is_running(self, response: httpx.Response) -> bool:
        """An earlier attempt got through: the turn runs, and is followed from its beginning."""
        if response.status_code != 409 or self.turn_id is not None:
            return False
        self.turn_id = response.json().get("turn_id")
        return self.turn_id is not None

    def _request(self) -> AbstractAsyncContextManager[httpx.Response]:
        http = self._client.http
        if self.turn_id is None:
            body = {**self._body, "stream": True}
            return http.stream("POST", "/v1/chat", json=body, headers={"Idempotency-Key": self._key}, timeout=READ)
        headers = {"Last-Event-ID": str(self._last)}
        return http.stream("GET", f"/v1/turns/{self.turn_id}/events", headers=headers, timeout=READ)


async def journal(client: Client, turn_id: str) -> list[Event]:
    """What a turn's journal holds now. Raises Refused, Unreachable, and Failed while it holds nothing."""
    events: list[Event] = []
    async with aclosing(TurnStream(client, {}, turn_id).events()) as stream:
        while True:
            try:
                events.append(await asyncio.wait_for(anext(stream), SILENCE))
            except (StopAsyncIteration, TimeoutError):
                break
    events = [event for event in events if "number" in event]
    if not events:
        raise Failed(f"turn {turn_id} has told nothing yet", ("try again in a moment",))
    return events
