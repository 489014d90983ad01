"""`WS /v1/ws`: the same turns and events as over HTTP, on one connection (subprotocol `zantara.v1`)."""

import asyncio
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import TypeAdapter, ValidationError

from schemas.chat import SocketApprove, SocketCancel, SocketChat, SocketError, SocketFollow, SocketRequest
from schemas.problem import InvalidValue, Problem
from service.composition import Service
from service.engine.calls import Decision
from service.engine.journal import JournalUnavailable
from service.engine.turns import TurnRefused, new_id
from service.problems import REFUSALS, invalid_value
from service.routes.identity import Identity, identify
from service.routes.state import service_of

logger = structlog.stdlib.get_logger("zantara.socket")

router = APIRouter()

SUBPROTOCOL = "zantara.v1"
REQUEST: TypeAdapter[SocketRequest] = TypeAdapter(SocketRequest)

OUTBOX = 256
"""Events waiting for a slow reader; then whoever sends waits, and reads the journal later."""
SEND_SECONDS = 10.0
"""How long one message may wait for the client to read."""
FOLLOWED = 16
MISTAKES = 20

TRY_AGAIN, POLICY, UNSUPPORTED = 1013, 1008, 1003


class TooManyMistakes(Exception):
    """The other side sends nothing that can be read."""


@router.websocket("/v1/ws")
async def socket(websocket: WebSocket) -> None:
    """One client. Its turns go on when it leaves; it may follow them again from any event."""
    offered: list[str] = websocket.scope.get("subprotocols") or []
    if offered and SUBPROTOCOL not in offered:
        await websocket.close(POLICY, f"this service speaks {SUBPROTOCOL}")
        return
    await websocket.accept(SUBPROTOCOL if offered else None)
    await _Session(websocket, service_of(websocket), identify()).run()


class _Session:
    def __init__(self, websocket: WebSocket, service: Service, who: Identity) -> None:
        self._websocket = websocket
        self._service = service
        self._who = who
        self._outbox: asyncio.Queue[str] = asyncio.Queue(OUTBOX)
        self._tasks: set[asyncio.Task[None]] = set()
        self._followed: set[asyncio.Task[None]] = set()
        self._mistakes = 0

    async def run(self) -> None:
        """Read until the client leaves, fails to read, or sends too much nonsense."""
        reader = self._spawn(self._read())
        writer = self._spawn(self._write())
        notices = self._spawn(self._forward_notices())
        try:
            await asyncio.wait([reader, writer, notices], return_when=asyncio.FIRST_COMPLETED)
            await self._close(reader, writer)
        finally:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(self._followed.discard)
        return task

    async def _close(self, reader: asyncio.Task[None], writer: asyncio.Task[None]) -> None:
        """Say why, where the client is still there."""
        error = reader.exception() if reader.done() else writer.exception() if writer.done() else None
        if isinstance(error, WebSocketDisconnect):
            return
        if isinstance(error, TooManyMistakes):
            await self._websocket.close(POLICY, str(error))
        elif isinstance(error, TimeoutError):
            await self._websocket.close(TRY_AGAIN, "the client does not read")
        elif error is not None:
            logger.error("socket failed", exc_info=error)
            await self._websocket.close(1011, "internal error")

    async def _read(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            text = message.get("text")
            if text is None:
                await self._refuse(415, "send text frames with JSON in them, no binary ones")
                continue
            try:
                request = REQUEST.validate_json(text)
            except ValidationError as error:
                await self._refuse(422, "; ".join(f"{v.pointer}: {v.detail}" for v in _values(error)[:3]))
                continue
            if isinstance(request, SocketCancel):  # may wait for a write to end: the client is read on meanwhile
                self._spawn(self._serve(request))
            else:
                await self._serve(request)

    async def _refuse(self, status: int, detail: str) -> None:
        self._mistakes += 1
        if self._mistakes > MISTAKES:
            raise TooManyMistakes(f"{MISTAKES} messages that could not be read")
        await self._problem(status, detail)

    async def _problem(self, status: int, detail: str, turn_id: str | None = None) -> None:
        problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
        await self._send(SocketError(problem=problem, turn_id=turn_id).model_dump_json(exclude_none=True))

    async def _serve(self, request: SocketRequest) -> None:
        turns, who = self._service.turns, self._who
        turn_id = None if isinstance(request, SocketChat) else request.turn_id
        try:
            match request:
                case SocketChat():
                    await self._chat(request)
                case SocketFollow():
                    if not await self._is_full():
                        await self._follow(request.turn_id, request.after)
                case SocketCancel():
                    await turns.cancel(who.tenant, request.turn_id)
                case SocketApprove():
                    decision = Decision(request.call_id, request.decision, who.principal.id, request.reason)
                    await turns.decide(who.tenant, request.turn_id, decision)
        except TurnRefused as refusal:
            await self._problem(REFUSALS[refusal.kind], refusal.detail, turn_id)
        except JournalUnavailable as error:
            await self._problem(503, str(error), turn_id)

    async def _chat(self, request: SocketChat) -> None:
        opening = self._service.opening(request, self._who.tenant, self._who.principal)
        if await self._is_full():
            return
        turn_id = new_id("turn")
        self._service.turns.begin(opening, turn_id)
        await self._follow(turn_id, after=0)

    async def _is_full(self) -> bool:
        if len(self._followed) < FOLLOWED:
            return False
        await self._problem(429, f"at most {FOLLOWED} turns at once on one socket; wait for one to end")
        return True

    async def _follow(self, turn_id: str, after: int) -> None:
        lines = await self._service.turns.follow(self._who.tenant, turn_id, after)

        async def forward() -> None:
            async for line in lines:
                await self._send(line.data.decode())

        self._followed.add(self._spawn(forward()))

    async def _forward_notices(self) -> None:
        """Reminders and broadcasts of the client's tenant."""
        async with self._service.bus.subscribe(f"tenant:{self._who.tenant}") as messages:
            async for message in messages:
                if message is not None:
                    await self._send(message.decode())

    async def _send(self, text: str) -> None:
        await self._outbox.put(text)

    async def _write(self) -> None:
        """Raises TimeoutError for a client that does not read."""
        while True:
            text = await self._outbox.get()
            async with asyncio.timeout(SEND_SECONDS):
                await self._websocket.send_text(text)


def _values(error: ValidationError) -> list[InvalidValue]:
    # Where the type is known, the location begins with it: it is no part of the message.
    return [invalid_value({**found, "loc": ("body", *found["loc"][1:])}) for found in error.errors()]
