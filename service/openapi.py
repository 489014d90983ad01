"""The OpenAPI document: FastAPI's own, with the problem documents that routes refer to."""

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from schemas.problem import Problem

REFERENCE = "#/components/schemas/{model}"


def install(app: FastAPI) -> None:
    """Have `/openapi.json` answered with the whole document, which is made when it is first asked for."""
    generate = app.openapi

    def document() -> dict[str, Any]:
        made = app.openapi_schema or generate()
        _, shared = models_json_schema([(Problem, "serialization")], ref_template=REFERENCE)
        made["components"]["schemas"] |= shared["$defs"]
        return made

    app.openapi = document
