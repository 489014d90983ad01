"""A web site on loopback whose pages are functions, for tests of what reads the web."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Request:
    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """`pages` maps a path to a raw HTTP answer, or to a coroutine that writes one."""

    port: int = 0
    pages: dict[str, bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def serve(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *rest = head.strip().split("\r\n")
            headers = {key.lower(): value for key, value in (item.split(": ", 1) for item in rest)}
            self.requests.append(Request(line.split()[1], headers))
            page = self.pages.get(line.split()[1], answer("no such page", status="404 Not Found"))
            if isinstance(page, bytes):
                writer.write(page)
                await writer.drain()
            else:
                await page(writer)
        except ConnectionError:
            pass  # the client had read enough
        finally:
            writer.close()


def answer(body: str | bytes, content_type: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str):
    data = body.encode() if isinstance(body, str) else body
    fields = {"content-type": content_type, "content-length": str(len(data)), "connection": "close", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + data


def redirect(location: str) -> bytes:
    return answer("", status="302 Found", location=location)


@asynccontextmanager
async def site():
    """A running site with no pages yet."""
    started = Site()
    server = await asyncio.start_server(started.serve, "127.0.0.1", 0)
    started.port = server.sockets[0].getsockname()[1]
    async with server:
        yield started
