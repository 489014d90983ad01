"""GET over HTTP for pages that a person names: guarded, bounded in size, time and redirects."""

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from ssl import SSLContext

import httpx

from handlers.backends.web.guard import Address, Guard
from handlers.errors import Denied, HandlerError, InvalidRequest, NotFound, Unavailable

BODY_BYTES = 2_000_000
SECONDS = 8.0
REDIRECTS = 5
HEADERS = {
    "user-agent": "Zantara/0.1 (reads pages that a person asks for)",
    "accept-encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which media types are read. `accept` asks for them, `noun` names them in errors."""

    accept: str
    noun: str
    fits: Callable[[str], bool]


def _is_text(content_type: str) -> bool:
    return content_type.startswith("text/") or content_type.endswith(("/json", "+json", "/xml", "+xml"))


TEXT = Wanted("text/html, text/*;q=0.9, application/json;q=0.8", "text", _is_text)


@dataclass(frozen=True, slots=True)
class Body:
    """What a server sent. `truncated`: it was longer than 2 MB, before or after it was unpacked."""

    url: str
    content_type: str
    charset: str | None
    data: bytes
    truncated: bool


class WebClient:
    """Fetches over connections of its own to addresses that the guard has checked. No proxy, no cookies."""

    def __init__(self, guard: Guard | None = None, wanted: Wanted = TEXT) -> None:
        self._guard = guard or Guard()
        self._wanted = wanted

    def wanting(self, wanted: Wanted) -> "WebClient":
        """A client behind the same guard that reads other media types."""
        return WebClient(self._guard, wanted)

    async def get(self, url: str) -> Body:
        """Follow redirects to the end, checking each. Raises InvalidRequest, Denied, NotFound or Unavailable."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._follow(url)
        except TimeoutError as error:
            raise Unavailable(f"{url} did not answer within {SECONDS:.0f} seconds.") from error

    async def _follow(self, url: str) -> Body:
        target = _checked(url)
        for _ in range(REDIRECTS + 1):
            found = await self._request(target)
            if isinstance(found, Body):
                return found
            target = found
        raise InvalidRequest(f"{url} redirects more than {REDIRECTS} times; give the address of the page itself.")

    async def _request(self, url: httpx.URL) -> Body | httpx.URL:
        """One hop: the body, or where it redirects to."""
        port = url.port or (443 if url.scheme == "https" else 80)
        failure: Exception | None = None
        for address in await self._guard.addresses(url.host, port):
            try:
                return await self._exchange(url, address)
            except httpx.ConnectError as error:
                failure = error
            except httpx.InvalidURL as error:
                raise InvalidRequest(f"{url} redirects to an address that cannot be read.") from error
            except (httpx.HTTPError, zlib.error) as error:
                raise Unavailable(f"{url} did not answer properly: {error or type(error).__name__}") from error
        raise Unavailable(f"{url} cannot be connected to: {failure or 'it has no address'}")

    async def _exchange(self, url: httpx.URL, address: Address) -> Body | httpx.URL:
        headers = HEADERS | {"accept": self._wanted.accept, "host": url.netloc.decode("ascii")}
        # The connection goes to the address; the certificate is still checked against the name.
        extensions = {"sni_hostname": url.raw_host.decode("ascii")}
        at = url.copy_with(host=str(address))
        async with (
            httpx.AsyncClient(verify=self._tls, trust_env=False, timeout=SECONDS) as client,
            client.stream("GET", at, headers=headers, extensions=extensions) as response,
        ):
            if response.has_redirect_location:
                return _checked(str(url.join(response.headers["location"])))
            if response.status_code >= 400:
                raise _refusal(url, response.status_code)
            return await _read(url, response, self._wanted)

    @cached_property
    def _tls(self) -> SSLContext:
        return httpx.create_ssl_context(trust_env=False)


def _checked(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL as error:
        raise InvalidRequest(f"{text!r} is no web address: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise InvalidRequest(f"{text!r} is no web address; write it as https://example.com/page.")
    if url.port is not None and not 0 < url.port < 65_536:
        raise InvalidRequest(f"{text!r} names port {url.port}; a port is a number from 1 to 65535.")
    if url.userinfo:
        raise InvalidRequest(f"The address of {url.host!r} carries a user name or password; leave them out.")
    return url.copy_with(fragment=None)


def _refusal(url: httpx.URL, status: int) -> HandlerError:
    if status in (404, 410):
        return NotFound(f"There is no page at {url} (HTTP {status}).")
    if status >= 500 or status in (408, 425, 429):
        return Unavailable(f"{url} answered HTTP {status}; try later.")
    if status in (401, 403, 451):
        return Denied(f"{url} lets nobody in without permission (HTTP {status}).")
    return InvalidRequest(f"{url} answered HTTP {status}; check the address.")


async def _read(url: httpx.URL, response: httpx.Response, wanted: Wanted) -> Body:
    content_type = response.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()
    if not wanted.fits(content_type):
        raise InvalidRequest(f"{url} is {content_type}, which is no {wanted.noun}; upload the file to have it read.")
    unpack = _unpacker(url, response.headers.get("content-encoding", "identity").strip().lower())
    data = bytearray()
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        # Unpacked within bounds: a few kilobytes may stand for gigabytes.
        data += unpack(chunk, BODY_BYTES + 1 - len(data))
        if len(data) > BODY_BYTES or received > BODY_BYTES:
            return Body(str(url), content_type, response.charset_encoding, bytes(data[:BODY_BYTES]), truncated=True)
    return Body(str(url), content_type, response.charset_encoding, bytes(data), truncated=False)


def _unpacker(url: httpx.URL, encoding: str) -> Callable[[bytes, int], bytes]:
    """A function of a packed piece and the most bytes that it may become."""
    if encoding == "identity":
        return lambda piece, room: piece[:room]
    if encoding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(wbits=47).decompress  # gzip or zlib, told by its first bytes
    raise Unavailable(f"{url} sent its page packed as {encoding!r}, which was not asked for.")
