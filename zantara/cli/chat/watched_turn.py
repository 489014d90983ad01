"""One turn as the person watches it: shown, asked about, stopped."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any

from zantara.cli.chat.approval import ask
from zantara.cli.chat.display import TurnDisplay
from zantara.cli.chat.interrupts import no_echo, on_interrupt
from zantara.cli.chat.reading import Reader
from zantara.cli.client import Client, Refused
from zantara.cli.output import console, milliseconds
from zantara.cli.session import Failed
from zantara.cli.stream import Event, TurnStream


class LeftWaiting(Exception):
    """The person gave no decision: the turn waits on."""

    def __init__(self, event: Event) -> None:
        super().__init__(f"{event['handler']} waits for a yes until {event['expires_at'][:16]} UTC")


class WatchedTurn:
    """Follows a turn to its end. The first Ctrl-C cancels it, the second stops watching."""

    def __init__(self, client: Client, reader: Reader, body: Mapping[str, Any], turn_id: str | None) -> None:
        self._client = client
        self._reader = reader
        self._display = TurnDisplay(console)
        self._stream = TurnStream(client, body, turn_id, lambda: self._display.note("connection lost, trying again"))
        self._interrupts = 0
        self._cancelling: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._began = time.monotonic()
        self._route = ""
        self.conversation_id: str | None = None
        self.status: str | None = None

    @property
    def turn_id(self) -> str | None:
        return self._stream.turn_id

    async def watch(self) -> None:
        """Raises LeftWaiting, KeyboardInterrupt on the second Ctrl-C, Refused, Unreachable."""
        self._watching = asyncio.create_task(self._follow())
        try:
            with no_echo(), on_interrupt(self._interrupted):
                self._display.resume()
                await self._watching
        except asyncio.CancelledError:
            if self._interrupts > 1:
                raise KeyboardInterrupt from None
            raise
        finally:
            self._display.close()
        if console.is_terminal:
            passed = milliseconds((time.monotonic() - self._began) * 1000)
            console.print(f"  {' · '.join(filter(None, (self._route, passed)))}", style="dim", markup=False)

    async def _follow(self) -> None:
        async with aclosing(self._stream.events()) as events:
            async for event in events:
                await self._take(event)
        if self._cancelling is not None:
            await self._cancelling

    async def _take(self, event: Event) -> None:
        match event["type"]:
            case "turn.received":
                self.conversation_id = event["conversation_id"]
                if self._interrupts:
                    self._cancel()
            case "plan.made":
                plan = event["plan"]
                sure = f" {plan['confidence']:.0%} sure" if plan["confidence"] is not None else ""
                self._route = f"{plan['route']['model']}{sure}"
            case "turn.finished":
                self.status = event["status"]
            case _:
                pass
        if not self._interrupts:
            self._display.note("")
        self._display.show(event)
        if event["type"] == "approval.asked" and not self._interrupts:
            await self._approve(event)

    async def _approve(self, event: Event) -> None:
        turn = await self._client.get(f"/v1/turns/{self.turn_id}")
        if event["call_id"] not in [waiting["call_id"] for waiting in turn["approvals"]]:
            return  # somebody has answered already
        self._display.pause()
        try:
            approval = await ask(self._client, self._reader, event)
            await self._client.post(f"/v1/turns/{self.turn_id}/approvals", approval.body(event["call_id"]))
        except EOFError:
            raise LeftWaiting(event) from None
        except KeyboardInterrupt:
            self._interrupted()
        except Refused as refused:
            console.print(f"  {refused.message}", style="red", markup=False)
        finally:
            self._display.resume()

    def _interrupted(self) -> None:
        self._interrupts += 1
        if self._interrupts == 1:
            self._display.note("stopping; Ctrl-C again leaves")
            if self.turn_id is not None:
                self._cancel()
        elif self._watching is not None:
            self._watching.cancel()

    def _cancel(self) -> None:
        if self._cancelling is None:
            self._cancelling = asyncio.create_task(self._request_cancel())

    async def _request_cancel(self) -> None:
        with suppress(Failed):  # it has ended in the meantime, or nobody is there to cancel it
            await self._client.post(f"/v1/turns/{self.turn_id}/cancel")
