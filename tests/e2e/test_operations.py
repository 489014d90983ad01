"""For operators: probes, metrics, and the description of the interface."""

import re

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.model_server import ModelServer
from tests.support.turns import begun, chat, walk

IDS = re.compile(r"(turn|conv|file)_[0-9a-f]{12}")

INTERFACE = {
    "/v1/chat": {"post"},
    "/v1/plan": {"post"},
    "/v1/turns": {"get"},
    "/v1/turns/{turn_id}": {"get"},
    "/v1/turns/{turn_id}/events": {"get"},
    "/v1/turns/{turn_id}/approvals": {"post"},
    "/v1/turns/{turn_id}/cancel": {"post"},
    "/v1/handlers": {"get"},
    "/v1/handlers/{name}": {"get"},
    "/v1/handlers/{name}/invoke": {"post"},
    "/v1/files": {"post"},
    "/v1/files/{file_id}": {"get"},
    "/v1/conversations": {"get"},
    "/v1/conversations/{conversation_id}": {"get", "delete"},
    "/v1/admin/reload": {"post"},
    "/v1/admin/demo/reset": {"post"},
    "/livez": {"get"},
    "/readyz": {"get"},
    "/health": {"get"},
    "/metrics": {"get"},
}


def samples(client: httpx.Client) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Value by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def growth(client: httpx.Client, name: str, before: dict[object, float], **labels: str) -> float:
    key = (name, tuple(sorted(labels.items())))
    return samples(client).get(key, 0) - before.get(key, 0)


def test_alive(client: httpx.Client) -> None:
    assert client.get("/livez").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/readyz", "/health"])
def test_ready_with_each_store(client: httpx.Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    checks = response.json()["checks"]
    assert response.json()["status"] == "ok"
    assert {name: checks[name] for name in ("database", "knowledge", "cache")} == dict.fromkeys(
        ("database", "knowledge", "cache"), "ok"
    )


def test_a_model_server_that_is_away_is_told_and_leaves_the_service_ready(client: httpx.Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["checks"]["models"] == "unavailable (cannot be reached: gone)"


def test_a_turn_is_counted_with_its_plan_and_its_calls(client: httpx.Client) -> None:
    before = samples(client)
    chat(client, "what is 11 * 11?")

    call = {"handler": "calculator.evaluate", "effect": "read"}
    assert growth(client, "zantara_turns_total", before, status="completed") == 1
    assert growth(client, "zantara_plans_total", before, model="scout-mini") == 1
    assert growth(client, "zantara_calls_total", before, **call, status="done") == 1
    assert growth(client, "zantara_call_duration_seconds_count", before, handler="calculator.evaluate") == 1
    assert growth(client, "zantara_turn_duration_seconds_count", before) == 1


def test_labels_are_bounded_whatever_a_model_invents(client: httpx.Client, script: ModelServer) -> None:
    before = samples(client)
    script.say(calls=[(f"invented_{number}", {}) for number in range(20)])
    script.say("none of them")
    chat(client, "x", model="scripted")

    assert growth(client, "zantara_calls_total", before, handler="unknown", effect="unknown", status="failed") == 20
    text = client.get("/metrics").text
    assert "invented" not in text
    assert not IDS.search(text)


def test_running_turns_are_a_gauge_that_comes_down(client: httpx.Client, script: ModelServer) -> None:
    script.say(calls=[("sample_wait", {"seconds": 30})])
    before = samples(client)[("zantara_turns_running", ())]
    turn_id = begun(client, "x", model="scripted")
    during = samples(client)[("zantara_turns_running", ())]
    client.post(f"/v1/turns/{turn_id}/cancel")

    assert (during, samples(client)[("zantara_turns_running", ())]) == (before + 1, before)


def test_the_process_and_the_build_are_shown(client: httpx.Client) -> None:
    named = {family.name for family in text_string_to_metric_families(client.get("/metrics").text)}

    assert {"zantara_build_info", "process_resident_memory_bytes", "zantara_redis_failures"} <= named


def test_the_whole_interface_is_described(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    assert {path: set(methods) for path, methods in document["paths"].items()} == INTERFACE


def test_every_operation_says_what_it_does_and_how_it_fails(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    for operation in (operation for methods in paths.values() for operation in methods.values()):
        assert operation["description"]
        for status, response in operation["responses"].items():
            if int(status) >= 400 and status != "503":
                assert list(response["content"]) == ["application/problem+json"]


def test_every_reference_in_the_description_leads_somewhere(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()

    references = {part["$ref"] for part in walk(document) if isinstance(part, dict) and "$ref" in part}
    assert "#/components/schemas/Problem" in references
    for reference in references:
        target = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
