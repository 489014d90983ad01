"""Whatever is sent: a status that fits, and a problem document that names the value and the fix."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.live_server import LiveServer
from tests.support.turns import chat

JSON = {"Content-Type": "application/json"}
MEGABYTE = 2**20


@pytest.fixture(autouse=True)
def alive(client: httpx.Client) -> Iterator[None]:
    """After each bad request the service serves a good one."""
    yield
    assert chat(client, "what is 2 + 3?")["answer"].endswith("5")


def refused(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of a refusal."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["instance"] == response.request.url.path
    return problem


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"this is no JSON", "the body is no JSON"),
        (b'{"message": "half', "the body is no JSON"),
        (b'{"message": "\xff\xfe"}', "the body is no JSON"),
        (b'{"message": "\\ud800"}', "the body is no JSON"),
        (b'{"message": NaN}', "the body is no JSON"),
        (b"[" * 100_000, "the body is no JSON"),
        (b'{"message":' * 20_000, "the body is no JSON"),
    ],
    ids=["text", "half", "utf-8", "surrogate", "nan", "brackets", "objects"],
)
@pytest.mark.parametrize("path", ["/v1/chat", "/v1/plan", "/v1/handlers/sample.echo/invoke"])
def test_a_body_that_is_no_json(client: httpx.Client, path: str, body: bytes, said: str) -> None:
    problem = refused(client.post(path, content=body, headers=JSON), 400)

    assert said in problem["detail"]
    assert len(problem["detail"]) < 500


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({}, "/message", "Field required"),
        ({"message": ""}, "/message", "at least 1 character"),
        ({"message": 7}, "/message", "valid string (got 7)"),
        ({"message": ["hi"]}, "/message", "valid string"),
        ({"message": "x" * 40_000}, "/message", "at most 32768 characters"),
        ({"message": "hi", "stream": "yes"}, "/stream", "valid boolean (got 'yes')"),
        ({"message": "hi", "mesage": "hi"}, "/mesage", "not permitted"),
        ({"message": "hi", "timezone": "Bali"}, "/timezone", "'Asia/Makassar'"),
        ({"message": "hi", "timezone": "../../etc/passwd"}, "/timezone", "no IANA time zone"),
        ({"message": "hi", "now": "tomorrow"}, "/now", "valid datetime"),
        ({"message": "hi", "now": "2026-12-01T10:00:00"}, "/now", "timezone"),
        ({"message": "hi", "now": "0001-01-01T00:00:00Z"}, "/now", "1900"),
        ({"message": "hi", "now": "9999-12-31T23:59:59Z"}, "/now", "2200"),
        ({"message": "hi", "locale": "!"}, "/locale", "pattern"),
        ({"message": "hi", "conversation_id": "a b"}, "/conversation_id", "pattern"),
        ({"message": "hi", "conversation_id": "x" * 100}, "/conversation_id", "pattern"),
    ],
)
def test_a_value_that_is_not_as_it_should_be(client: httpx.Client, body: Any, pointer: str, said: str) -> None:
    problem = refused(client.post("/v1/chat", json=body), 422)

    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert said in problem["detail"]


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null", b"[" + b"1," * 400_000 + b"1]"])
def test_a_body_that_is_no_object(client: httpx.Client, body: bytes) -> None:
    refused(client.post("/v1/chat", content=body, headers=JSON), 422)


def test_a_million_elements(client: httpx.Client) -> None:
    body = json.dumps({"message": [0] * 500_000}, separators=(",", ":"))
    problem = refused(client.post("/v1/chat", content=body, headers=JSON), 422)
    assert len(problem["detail"]) < 500

    body = json.dumps({"args": {"text": [0] * 1_000_000}}, separators=(",", ":"))
    problem = refused(client.post("/v1/handlers/sample.echo/invoke", content=body, headers=JSON), 413)
    assert "at most 1,048,576" in problem["detail"]


def test_a_million_elements_in_a_plan(client: httpx.Client) -> None:
    body = {"message": "hi", "messages": [{"role": "user", "content": ""}] * 20_000}

    problem = refused(client.post("/v1/plan", json=body), 422)

    assert "at most 200 items" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"persona": "hal"}, "there is no persona 'hal'; there are"),
        ({"model": "gpt"}, "there is no model 'gpt'; there are scout-mini"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/chat", "/v1/plan"])
def test_a_name_that_there_is_not(client: httpx.Client, path: str, body: dict[str, str], said: str) -> None:
    problem = refused(client.post(path, json={"message": "hi", **body}), 422)

    assert said in problem["detail"]


def test_twenty_megabytes_are_refused_before_they_are_read(client: httpx.Client) -> None:
    problem = refused(client.post("/v1/chat", json={"message": "x" * 20 * MEGABYTE}), 413)

    assert "at most 1,048,576" in problem["detail"]


def test_twenty_megabytes_that_do_not_say_their_length(client: httpx.Client) -> None:
    pieces = (b"x" * MEGABYTE for _ in range(20))

    problem = refused(client.post("/v1/chat", content=pieces, headers=JSON), 413)

    assert "1,048,576" in problem["detail"]


@pytest.mark.parametrize("length", ["-1", "many", "1e3"])
def test_a_length_that_is_no_number(server: LiveServer, length: str) -> None:
    head = f"POST /v1/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"

    assert raw(server, head.encode()).startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))


@pytest.mark.parametrize(
    "headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}]
)
def test_json_that_is_not_called_json(client: httpx.Client, headers: dict[str, str]) -> None:
    problem = refused(client.post("/v1/chat", content=b'{"message": "hi"}', headers=headers), 415)

    assert "application/json" in problem["detail"]


@pytest.mark.parametrize("number", ["three", "-1", "1.5", "9" * 30, "٣", ""])
def test_a_last_event_id_that_is_no_number(client: httpx.Client, number: str) -> None:
    turn = chat(client, "ciao")

    headers = {"Last-Event-ID": number.encode()}
    problem = refused(client.get(f"/v1/turns/{turn['turn_id']}/events", headers=headers), 400)

    assert "the number of the last event" in problem["detail"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", ""])
def test_a_foreign_host(client: httpx.Client, host: str) -> None:
    """What a browser sends whose DNS was rebound to this machine."""
    problem = refused(client.get("/v1/turns", headers={"Host": host}), 403)

    assert "does not answer for" in problem["detail"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example", "garbage"])
def test_a_foreign_origin(client: httpx.Client, origin: str) -> None:
    problem = refused(client.post("/v1/chat", json={"message": "hi"}, headers={"Origin": origin}), 403)

    assert origin in problem["detail"]


def test_our_own_pages_are_welcome(client: httpx.Client, server: LiveServer) -> None:
    assert client.get("/v1/turns", headers={"Origin": server.url}).status_code == 200


@pytest.mark.parametrize("headers", [{"X-Padding": "x" * 100_000}, {f"X-{n}": "y" * 50 for n in range(2_000)}])
def test_huge_headers(client: httpx.Client, headers: dict[str, str]) -> None:
    problem = refused(client.get("/v1/turns", headers=headers), 431)

    assert "65,536" in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/chat"), ("DELETE", "/v1/turns"), ("PUT", "/v1/handlers"), ("POST", "/metrics")]
)
def test_a_method_that_a_path_does_not_take(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)

    assert f"{path} does not take {method}" in refused(response, 405)["detail"]
    assert response.headers["allow"]


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/nothing", "/v2/chat", "/docs"])
def test_a_path_that_there_is_not(client: httpx.Client, path: str) -> None:
    assert "/openapi.json" in refused(client.get(path), 404)["detail"]


@pytest.mark.parametrize("path", ["/v1/turns/turn_0", "/v1/turns/turn_0/events", "/v1/conversations/nobody"])
def test_something_that_there_is_not(client: httpx.Client, path: str) -> None:
    assert "there is no" in refused(client.get(path), 404)["detail"]


@pytest.mark.parametrize("name", ["..%2f..%2fetc", "a%00b", "%ed%a0%80", "x" * 5_000])
def test_an_id_that_is_none(client: httpx.Client, name: str) -> None:
    for path in (f"/v1/turns/{name}", f"/v1/conversations/{name}", f"/v1/files/{name}", f"/v1/handlers/{name}"):
        assert client.get(path).status_code in (404, 422)


@pytest.mark.parametrize("limit", ["0", "-1", "201", "many", "1e9"])
def test_a_limit_out_of_bounds(client: httpx.Client, limit: str) -> None:
    problem = refused(client.get("/v1/turns", params={"limit": limit}), 422)

    assert problem["errors"][0]["pointer"] == "query/limit"


# Calling a handler by name.


@pytest.mark.parametrize(
    ("handler", "args", "said"),
    [
        ("visa.overstay_fine", {}, "`days` is required"),
        ("visa.overstay_fine", {"days": "three"}, "`days` is 'three'"),
        ("visa.overstay_fine", {"days": 3, "months": 1}, "there is no parameter `months`; there are days"),
        ("sample.echo", {"text": ["a", "list"]}, "`text` is ['a', 'list']"),
    ],
)
def test_arguments_that_do_not_fit(client: httpx.Client, handler: str, args: dict[str, Any], said: str) -> None:
    problem = refused(client.post(f"/v1/handlers/{handler}/invoke", json={"args": args}), 422)

    assert said in problem["detail"]


def test_arguments_that_are_no_object(client: httpx.Client) -> None:
    problem = refused(client.post("/v1/handlers/sample.echo/invoke", json={"args": ["hello"]}), 422)

    assert problem["errors"][0]["pointer"] == "/args"


def test_a_handler_that_there_is_not(client: httpx.Client) -> None:
    problem = refused(client.post("/v1/handlers/rocket.launch/invoke", json={"args": {}}), 404)

    assert "'rocket.launch'; GET /v1/handlers lists them" in problem["detail"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"properties": 5},
        {"required": "a"},
        {"type": []},
        {"properties": {"a": 1}},
        {"properties": {"a": {"description": ["a", "list"]}}},
        {"properties": {"a": {"type": 5}}},
        {"properties": {"a": {"enum": 5}}},
        {"properties": {"a": {"pattern": 5}}},
        {"properties": {"a": {"format": []}}},
        {"properties": {"a": {"x-label": "label"}}},
    ],
)
def test_a_tool_whose_schema_is_none(client: httpx.Client, parameters: dict[str, Any]) -> None:
    tool = {"type": "function", "function": {"name": "get_weather", "parameters": parameters}}

    problem = refused(client.post("/v1/plan", json={"message": "weather?", "tools": [tool]}), 422)

    assert "parameters" in problem["errors"][0]["pointer"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "rocket"},
        {"type": []},
        {"type": ["string", "null"]},
        {"enum": [{}, [], None, 1]},
        {"$ref": "#/$defs/nowhere"},
        {"anyOf": 7},
        {"type": "array", "items": "text"},
        {"default": {"deep": [[[[1]]]]}, "format": "rocket", "pattern": "("},
    ],
)
@pytest.mark.parametrize("message", ["weather in Ubud on 3 December for 2 people?", "meteo?"])
def test_a_tool_with_an_odd_parameter_breaks_nothing(client: httpx.Client, schema: Any, message: str) -> None:
    parameters = {"type": "object", "properties": {"city": schema}, "required": ["city"]}
    function = {"name": "get_weather", "description": "Weather in a city", "parameters": parameters}
    body = {"message": message, "tools": [{"type": "function", "function": function}]}

    assert client.post("/v1/plan", json=body).status_code == 200


def raw(server: LiveServer, request: bytes) -> bytes:
    """What the service answers to these very bytes."""
    address = httpx.URL(server.url)
    with socket.create_connection((address.host, address.port or 80), timeout=5) as connection:
        connection.sendall(request)
        return connection.recv(65_536)


@pytest.mark.parametrize(
    "request_",
    [b"\x00\xff\xfe garbage\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /livez HTTP/1.1\r\nHost localhost\r\n\r\n"],
)
def test_what_is_no_http(server: LiveServer, request_: bytes) -> None:
    assert raw(server, request_).startswith(b"HTTP/1.1 400")


def test_a_request_that_never_ends_holds_nobody_up(server: LiveServer, client: httpx.Client) -> None:
    address = httpx.URL(server.url)
    with socket.create_connection((address.host, address.port or 80)) as slow:
        slow.sendall(b"POST /v1/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        assert chat(client, "what is 4 + 4?")["status"] == "completed"
