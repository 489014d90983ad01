"""Asks a running service for plans: `POST /v1/plan`, so many at once, nothing executed."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from pydantic import TypeAdapter, ValidationError

from finetune.evaluation.queries import Query
from schemas.base import Record
from schemas.plan import Plan

NOW = "2026-11-20T09:00:00+08:00"
"""A Friday; annotated dates are relative to it."""

TIMEZONE = "Asia/Makassar"
TIMEOUT = httpx.Timeout(60, connect=5)
REASON_CHARACTERS = 200

_HANDLERS = TypeAdapter(list[dict[str, object]])


class EndpointError(Exception):
    """The endpoint is no Zantara service, refuses the key, or is not there; the message says which."""


class Answer(Record):
    """A plan, or why there is none. milliseconds: from sending the request to its last byte."""

    plan: Plan | None = None
    error: str | None = None
    milliseconds: float


@dataclass(frozen=True)
class Endpoint:
    """A service, by a client that has its address and key. model: one that it has; None lets its routes decide."""

    http: httpx.AsyncClient
    model: str | None = None

    async def effects(self) -> dict[str, str]:
        """Handler -> effect, of every handler that the service has. Raises EndpointError."""
        try:
            response = await self.http.get("/v1/handlers")
        except httpx.RequestError as error:
            raise EndpointError(f"the endpoint {self.http.base_url} cannot be reached: {_told(error)}") from error
        if not response.is_success:
            raise EndpointError(f"{self.http.base_url} refuses to list its handlers: {_refusal(response)}")
        try:
            return {str(one["name"]): str(one["effect"]) for one in _HANDLERS.validate_json(response.content)}
        except (ValidationError, KeyError) as error:
            raise EndpointError(
                f"{response.url} answers with something else than handlers; check --endpoint"
            ) from error

    async def plan(self, message: str) -> Answer:
        """The plan for a message. A failed request and a malformed plan are answers too, without a plan."""
        body = {"message": message, "now": NOW, "timezone": TIMEZONE, "model": self.model}
        began = time.perf_counter()
        try:
            response = await self.http.post("/v1/plan", json=body)
        except httpx.RequestError as error:
            return Answer(error=_told(error), milliseconds=_since(began))
        took = _since(began)
        if not response.is_success:
            return Answer(error=_refusal(response), milliseconds=took)
        try:
            return Answer(plan=_well_formed(response.content), milliseconds=took)
        except ValueError as error:
            return Answer(error=f"malformed plan: {error}"[:REASON_CHARACTERS], milliseconds=took)


@asynccontextmanager
async def connect(url: str, key: str | None = None, model: str | None = None) -> AsyncGenerator[Endpoint, None]:
    """An endpoint for as long as it is wanted. Raises EndpointError for an address that is none."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        http = httpx.AsyncClient(base_url=url.rstrip("/"), headers=headers, timeout=TIMEOUT)
    except httpx.InvalidURL as error:
        raise EndpointError(f"{url!r} is no address: {error}; such as http://127.0.0.1:8000") from error
    async with http:
        yield Endpoint(http, model)


async def ask_all(
    endpoint: Endpoint, queries: Sequence[Query], concurrency: int, progress: Callable[[], None]
) -> list[Answer]:
    """An answer per query, in their order, never more than `concurrency` under way; `progress` is told of each."""
    answers: dict[int, Answer] = {}
    waiting = iter(enumerate(queries))

    async def client() -> None:
        for at, query in waiting:
            answers[at] = await endpoint.plan(query.query)
            progress()

    async with asyncio.TaskGroup() as clients:
        for _ in range(concurrency):
            clients.create_task(client())
    return [answers[at] for at in range(len(queries))]


def _well_formed(content: bytes) -> Plan:
    """Raises ValueError (pydantic's is one) for what is no plan."""
    plan = Plan.model_validate_json(content)
    if len({call.id for call in plan.calls}) != len(plan.calls):
        raise ValueError("two calls have the same id")
    return plan


def _refusal(response: httpx.Response) -> str:
    """The status and the problem's detail, where the body is one."""
    try:
        detail = response.json()["detail"]
    except (ValueError, KeyError, TypeError):
        detail = response.reason_phrase
    return f"{response.status_code} {detail}"[:REASON_CHARACTERS]


def _told(error: httpx.RequestError) -> str:
    # Time-outs come without a text.
    return f"{type(error).__name__}: {error}".rstrip(": ")[:REASON_CHARACTERS]


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
