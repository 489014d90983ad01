"""The guard, alone: what reaches the application, and what does not."""

import httpx
import pytest
from fastapi import FastAPI, Request

from service import problems
from service.guard import BODY_BYTES, HEADER_BYTES, UPLOAD_BYTES, Guard


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = FastAPI()
    app.add_middleware(Guard, hosts=("localhost", "127.0.0.1", "::1"))
    problems.install(app)

    @app.post("/v1/files")
    @app.post("/v1/chat")
    async def length(request: Request) -> int:
        return len(await request.body())

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
async def test_our_own_names_are_served(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.post("/v1/chat", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "[::1", ""])
async def test_other_names_are_not(client: httpx.AsyncClient, host: str) -> None:
    response = await client.post("/v1/chat", headers={"Host": host})

    assert response.status_code == 403
    assert "use one of 127.0.0.1, ::1, localhost" in response.json()["detail"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "file://", "http://[::1"])
async def test_pages_of_others_are_refused(client: httpx.AsyncClient, origin: str) -> None:
    assert (await client.post("/v1/chat", headers={"Origin": origin})).status_code == 403


@pytest.mark.parametrize(("path", "limit"), [("/v1/chat", BODY_BYTES), ("/v1/files", UPLOAD_BYTES)])
async def test_a_body_up_to_its_limit_is_taken(client: httpx.AsyncClient, path: str, limit: int) -> None:
    assert (await client.post(path, content=bytes(limit))).json() == limit

    refused = await client.post(path, content=bytes(limit + 1))
    assert refused.status_code == 413
    assert f"the body has {limit + 1} bytes; at most {limit:,} are taken" in refused.json()["detail"]


async def test_a_body_that_hides_its_length_is_counted(client: httpx.AsyncClient) -> None:
    async def pieces(count: int):
        for _ in range(count):
            yield bytes(2**16)

    assert (await client.post("/v1/chat", content=pieces(16))).json() == BODY_BYTES
    assert (await client.post("/v1/chat", content=pieces(17))).status_code == 413


async def test_headers_up_to_their_limit_are_taken(client: httpx.AsyncClient) -> None:
    async def status(size: int) -> int:
        return (await client.post("/v1/chat", headers={"X-Padding": "x" * size})).status_code

    assert await status(HEADER_BYTES - 1_000) == 200
    assert await status(HEADER_BYTES) == 431
