"""Requests made from the OpenAPI document: no 5xx, and no answer that the document does not know."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.live_server import LiveServer

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    ("POST", "/v1/chat"),
    ("POST", "/v1/plan"),
    ("GET", "/v1/turns"),
    ("GET", "/v1/turns/{turn_id}"),
    ("GET", "/v1/turns/{turn_id}/events"),
    ("POST", "/v1/turns/{turn_id}/approvals"),
    ("POST", "/v1/turns/{turn_id}/cancel"),
    ("GET", "/v1/handlers"),
    ("GET", "/v1/handlers/{name}"),
    ("POST", "/v1/handlers/{name}/invoke"),
    ("POST", "/v1/files"),
    ("GET", "/v1/files/{file_id}"),
    ("GET", "/v1/conversations"),
    ("GET", "/v1/conversations/{conversation_id}"),
    ("DELETE", "/v1/conversations/{conversation_id}"),
    ("POST", "/v1/admin/reload"),
    ("POST", "/v1/admin/demo/reset"),
    ("GET", "/livez"),
    ("GET", "/readyz"),
    ("GET", "/health"),
    ("GET", "/metrics"),
]
EXAMPLES = 40


@pytest.fixture(scope="module")
def document(server: LiveServer) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json")


WITHOUT_VALUES = {
    "/v1/handlers",
    "/v1/admin/reload",
    "/v1/admin/demo/reset",
    "/livez",
    "/readyz",
    "/health",
    "/metrics",
}
"""Paths that take nothing, so that nothing about a request can be wrong."""


def examples(mode: GenerationMode) -> list[tuple[GenerationMode, str, str]]:
    wanted = OPERATIONS if mode is GenerationMode.POSITIVE else [o for o in OPERATIONS if o[1] not in WITHOUT_VALUES]
    return [(mode, method, path) for method, path in wanted]


@pytest.mark.parametrize(
    ("mode", "method", "path"), examples(GenerationMode.POSITIVE) + examples(GenerationMode.NEGATIVE)
)
def test_every_answer_is_as_described(
    document: schemathesis.BaseSchema, mode: GenerationMode, method: str, path: str
) -> None:
    """Requests that fit the document, and requests that do not."""
    operation = document[path][method]

    @settings(
        max_examples=EXAMPLES if path not in WITHOUT_VALUES else 1,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Case) -> None:
        case.validate_response(case.call(timeout=20), checks=CHECKS)

    check()


def test_no_operation_is_left_out(document: schemathesis.BaseSchema) -> None:
    found = [operation.ok() for operation in document.get_all_operations()]

    assert sorted((operation.method.upper(), operation.path) for operation in found) == sorted(OPERATIONS)
