"""The first thing a request meets: whom it was meant for, where it comes from, and how large it is."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem

HEADER_BYTES = 2**16
BODY_BYTES = 2**20
UPLOAD_BYTES = 21 * 2**20
"""A file of 20 MiB and the form around it."""

Refusal = tuple[int, str]
"""Status and detail."""


class Guard:
    """ASGI middleware.

    A browser that was lured to a foreign page can still reach a loopback service: the `Host` must be ours (DNS
    rebinding), and an `Origin` must be too. Bodies over the limit are refused before they are read.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = UPLOAD_BYTES if scope["path"] == "/v1/files" else BODY_BYTES
        refusal = _too_large(headers, limit) or self._foreign(headers)
        if refusal is not None:
            await _refuse(scope, receive, send, *refusal)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, _counted(receive, limit), send)

    def _foreign(self, headers: Headers) -> Refusal | None:
        host = _host_of(f"//{headers.get('host', '')}")
        if host not in self._hosts:
            return 403, f"this service does not answer for {host!r}; use one of {', '.join(sorted(self._hosts))}"
        origin = headers.get("origin")
        if origin is not None and _host_of(origin) not in self._hosts:
            return 403, f"pages of {origin!r} may not use this service"
        return None


def _too_large(headers: Headers, limit: int) -> Refusal | None:
    size = sum(len(name) + len(value) for name, value in headers.raw)
    if size > HEADER_BYTES:
        return 431, f"the headers have {size:,} bytes; at most {HEADER_BYTES:,} are taken"
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length) > limit:
        return 413, f"the body has {length} bytes; at most {limit:,} are taken"
    return None


def _counted(receive: Receive, limit: int) -> Receive:
    """Counts what arrives, for bodies that do not say their length."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, f"the body is larger than {limit:,} bytes")
        return message

    return counted


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, detail: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403, "reason": detail[:120]})
        return
    response = problem(Request(scope), status, detail, {"Connection": "close"})
    await response(scope, receive, send)
