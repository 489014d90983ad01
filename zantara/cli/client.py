"""The HTTP client of the command line. `ZANTARA_URL` and `ZANTARA_API_KEY` are read here alone."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx

from zantara.cli.session import Failed

DEFAULT_URL = "http://127.0.0.1:8000"
PROBLEM = "application/problem+json"
TIMEOUT = httpx.Timeout(120, connect=5)
"""Seconds. A turn may take its time; a server that is there accepts at once."""


class Refused(Failed):
    """The service answered with a problem document."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        wrong = tuple(f"{error['pointer']}: {error['detail']}" for error in problem.get("errors") or ())
        options = tuple(f"· {option}" for option in problem.get("options") or ())
        detail = str(problem.get("detail") or problem.get("title") or "the service refused")
        # One wrong value is the detail already.
        super().__init__(detail, (*(wrong if wrong != (detail,) else ()), *options))
        self.problem = problem


class Unreachable(Failed):
    """Nothing answers at the address."""

    def __init__(self, url: str, error: httpx.HTTPError) -> None:
        what = "did not answer in time" if isinstance(error, httpx.TimeoutException) else "cannot be reached"
        start = "start it with `zantara serve`, set ZANTARA_URL, or use --local"
        super().__init__(f"the service at {url} {what}", (f"{start} ({type(error).__name__})",))


class Client:
    """The service's interface, as far as the command line needs it."""

    def __init__(self, http: httpx.AsyncClient, name: str) -> None:
        self.http = http
        self.name = name

    async def get(self, path: str, **params: Any) -> Any:
        """The document at a path. Raises Refused, Unreachable."""
        return await self._request("GET", path, params=params)

    async def post(self, path: str, body: Mapping[str, Any] | None = None, *, key: str | None = None) -> Any:
        """`key` is an idempotency key. Raises Refused, Unreachable."""
        headers = {"Idempotency-Key": key} if key else {}
        return await self._request("POST", path, json=body, headers=headers)

    async def _request(self, method: str, path: str, **how: Any) -> Any:
        try:
            response = await self.http.request(method, path, **how)
        except httpx.TransportError as error:
            raise Unreachable(self.name, error) from error
        check(response, self.name)
        return response.json()


def check(response: httpx.Response, name: str) -> None:
    """Raises Refused for anything but success; the body must have been read."""
    if response.is_success:
        return
    if response.headers.get("content-type", "").startswith(PROBLEM):
        raise Refused(response.json())
    raise Failed(f"{name} answered with {response.status_code}, and is no Zantara service", ("check ZANTARA_URL",))


@asynccontextmanager
async def connect(*, local: bool) -> AsyncIterator[Client]:
    """A client of the running service, or of one that runs in this process until the end."""
    async with AsyncExitStack() as closing:
        if local:
            # The service itself: only `--local` pays for importing it.
            from zantara.cli.local import service_in_process  # noqa: PLC0415

            address = await closing.enter_async_context(service_in_process())
            http = httpx.AsyncClient(base_url="http://localhost", transport=httpx.AsyncHTTPTransport(uds=str(address)))
            name = "this process"
        else:
            name = os.environ.get("ZANTARA_URL", DEFAULT_URL).rstrip("/")
            key = os.environ.get("ZANTARA_API_KEY")
            http = httpx.AsyncClient(base_url=name, headers={"Authorization": f"Bearer {key}"} if key else {})
        http.timeout = TIMEOUT
        yield Client(await closing.enter_async_context(http), name)
