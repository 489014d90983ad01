"""Every exception that leaves a route becomes a problem document here, and nowhere else."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from schemas.problem import InvalidValue, Problem
from service.engine.journal import JournalUnavailable
from service.engine.ports import ModelError
from service.engine.turns import TurnRefused

logger = structlog.stdlib.get_logger("zantara.http")

MEDIA_TYPE = "application/problem+json"
REFUSALS = {"unknown": 404, "conflict": 409, "invalid": 422, "expired": 410}


class ProblemError(Exception):
    """Raised by a route: the answer is this problem. `members` are added to the document."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.members = members


def problem(
    request: Request | None, status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> JSONResponse:
    """The response for a problem."""
    path = request.url.path if request is not None else None
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, instance=path, **members)
    return JSONResponse(body.model_dump(exclude_none=True), status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(ProblemError, _problem_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(TurnRefused, _refused)
    app.add_exception_handler(ModelError, _model)
    app.add_exception_handler(JournalUnavailable, _journal)
    app.add_exception_handler(Exception, _unexpected)


async def _problem_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return problem(request, error.status, error.detail, error.headers, **error.members)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    wrong = [invalid_value(found) for found in error.errors()[:20]]
    said = "; ".join(f"{value.pointer}: {value.detail}" for value in wrong[:3])
    broken = any(found["type"] in ("json_invalid", "json_type") for found in error.errors())
    return problem(request, 400 if broken else 422, said, errors=wrong)


def invalid_value(found: Mapping[str, Any]) -> InvalidValue:
    """One validation error: a JSON pointer into the body (or the parameter's name), the value, and what is wrong."""
    where, *path = (str(part) for part in found["loc"])
    pointer = "/" + "/".join(path) if where == "body" else "/".join((where, *path))
    if found["type"] == "json_invalid":
        return InvalidValue(pointer="/", detail=f"the body is no JSON: {found['ctx']['error']}")
    shown = repr(found.get("input"))
    value = f" (got {shown if len(shown) <= 60 else shown[:57] + '...'})" if found["type"] != "missing" else ""
    return InvalidValue(pointer=pointer, detail=f"{found['msg'].removeprefix('Value error, ')}{value}")


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = error.detail
    if error.status_code == 404 and detail == "Not Found":
        detail = f"there is no {request.url.path}; /openapi.json lists what there is"
    elif error.status_code == 405:
        detail = f"{request.url.path} does not take {request.method}"
    return problem(request, error.status_code, detail, error.headers)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TurnRefused)
    return problem(request, REFUSALS[error.kind], error.detail)


async def _model(request: Request, error: Exception) -> JSONResponse:
    return problem(request, 502, str(error))


async def _journal(request: Request, error: Exception) -> JSONResponse:
    return problem(request, 503, f"{error}; try again in a moment", {"Retry-After": "5"})


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("unexpected error", exc_info=error)
    return problem(request, 500, "the service failed with an internal error; its log tells more")
