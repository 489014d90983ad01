"""How bodies are read and documents written: strict JSON in, bytes that are serialised once out."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

import pydantic_core
from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from service.problems import MEDIA_TYPE, ProblemError


class _StrictRequest(Request):
    """Reads JSON with pydantic's parser: bad UTF-8 and lone surrogates are refused here, not deep inside."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            try:
                self._json = pydantic_core.from_json(await self.body(), allow_inf_nan=False)
            except ValueError as error:
                raise json.JSONDecodeError(str(error), "", 0) from error
        return self._json


class StrictRoute(APIRoute):
    """Route class of every router with a JSON body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def read_strictly(request: Request) -> Response:
            if self.body_field is not None and not _is_json(request.headers.get("content-type", "")):
                raise ProblemError(415, "send the body as JSON, with the header Content-Type: application/json")
            return await handle(_StrictRequest(request.scope, request.receive))

        return read_strictly


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def document(value: BaseModel, status: int = 200) -> Response:
    """A model as a JSON response, serialised by pydantic in one go."""
    return Response(value.model_dump_json(), status, media_type="application/json")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents that a route may answer with, for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": "problem", "content": content} for status in statuses}
