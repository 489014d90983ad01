"""Exceptions become problem documents."""

import httpx
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException

from service import problems
from service.engine.journal import JournalUnavailable
from service.engine.ports import ModelError
from service.engine.turns import TurnRefused
from service.problems import ProblemError, invalid_value


async def answer_to(error: Exception) -> httpx.Response:
    """What a client reads when a route raises."""
    app = FastAPI()
    problems.install(app)

    @app.get("/here")
    async def route() -> None:
        raise error

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get("/here")


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (ProblemError(409, "in use", turn_id="turn_1"), 409, "in use"),
        (TurnRefused("unknown", "there is no turn"), 404, "there is no turn"),
        (TurnRefused("conflict", "it has ended"), 409, "it has ended"),
        (TurnRefused("invalid", "no such persona"), 422, "no such persona"),
        (TurnRefused("expired", "too late"), 410, "too late"),
        (ModelError("the model is away"), 502, "the model is away"),
        (JournalUnavailable("the disk is full"), 503, "the disk is full; try again in a moment"),
        (HTTPException(418, "teapot"), 418, "teapot"),
        (RuntimeError("a secret"), 500, "the service failed with an internal error; its log tells more"),
    ],
)
async def test_each_exception_has_its_status(error: Exception, status: int, detail: str) -> None:
    response = await answer_to(error)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["detail"], problem["instance"]) == (status, detail, "/here")
    assert "a secret" not in response.text


async def test_members_beyond_the_standard_are_in_the_document() -> None:
    assert (await answer_to(ProblemError(409, "in use", turn_id="turn_1"))).json()["turn_id"] == "turn_1"


async def test_who_should_come_back_is_told_when() -> None:
    assert (await answer_to(JournalUnavailable("busy"))).headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("location", "pointer"),
    [(("body", "args", 2, "name"), "/args/2/name"), (("query", "limit"), "query/limit"), (("body",), "/")],
)
def test_a_refused_value_is_pointed_at(location: tuple[str | int, ...], pointer: str) -> None:
    value = invalid_value({"loc": location, "type": "int_type", "msg": "Input should be a number", "input": "x"})

    assert (value.pointer, value.detail) == (pointer, "Input should be a number (got 'x')")


def test_a_long_value_is_shown_in_part() -> None:
    value = invalid_value({"loc": ("body", "a"), "type": "int_type", "msg": "no", "input": "x" * 10_000})

    assert len(value.detail) < 80
