"""Metrics and logs follow from the journal's events, and hold nothing that anybody said."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
import structlog
from prometheus_client import generate_latest

from schemas.plan import Plan, Route
from schemas.tools import CallStatus
from schemas.turn import CallFinished, Event, PlanMade, Principal, TurnFinished, TurnReceived, TurnStatus
from service.telemetry import EventLogger, Metrics, configure_logging

AT = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
RECEIVED = TurnReceived(
    turn_id="turn_1",
    number=1,
    at=AT,
    message="a secret",
    conversation_id="conv_1",
    persona="zantara",
    now=AT,
    timezone="Asia/Makassar",
    language="en",
    principal=Principal(id="anna"),
    tenant="bali",
    registry="0",
)
PLANNED = PlanMade(turn_id="turn_1", number=2, at=AT, step=0, plan=Plan(route=Route(model="scout", reason="a secret")))
FINISHED = TurnFinished(turn_id="turn_1", number=4, at=AT + dt.timedelta(seconds=2), status=TurnStatus.COMPLETED)


def called(handler: str, status: CallStatus = CallStatus.DONE) -> CallFinished:
    return CallFinished(
        turn_id="turn_1",
        number=3,
        at=AT,
        call_id="c1",
        handler=handler,
        status=status,
        result={"text": "a secret"},
        duration_ms=20,
    )


@pytest.fixture
def metrics() -> Metrics:
    made = Metrics("1.2.3")
    made.effects({"client.find": "read", "client.create": "write"})
    return made


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_a_turn_is_counted_when_it_ends(metrics: Metrics) -> None:
    metrics.observe(RECEIVED)
    assert value(metrics, "zantara_turns_running") == 1

    for event in (PLANNED, FINISHED):
        metrics.observe(event)

    assert value(metrics, "zantara_turns_running") == 0
    assert value(metrics, "zantara_turns_total", status="completed") == 1
    assert value(metrics, "zantara_turn_duration_seconds_sum") == 2
    assert value(metrics, "zantara_plans_total", model="scout") == 1
    assert value(metrics, "zantara_build_info", version="1.2.3") == 1


def test_a_call_is_counted_by_handler_effect_and_status(metrics: Metrics) -> None:
    metrics.observe(called("client.create"))
    metrics.observe(called("client.create", CallStatus.FAILED))

    labels = {"handler": "client.create", "effect": "write"}
    assert value(metrics, "zantara_calls_total", **labels, status="done") == 1
    assert value(metrics, "zantara_calls_total", **labels, status="failed") == 1
    assert value(metrics, "zantara_call_duration_seconds_sum", handler="client.create") == pytest.approx(0.04)


def test_names_that_a_model_invents_share_one_label(metrics: Metrics) -> None:
    for number in range(100):
        metrics.observe(called(f"invented.{number}", CallStatus.FAILED))

    unknown = {"handler": "unknown", "effect": "unknown", "status": "failed"}
    assert value(metrics, "zantara_calls_total", **unknown) == 100
    assert b"invented" not in generate_latest(metrics.registry)


def test_a_turn_taken_up_again_after_a_restart_is_counted_without_a_duration(metrics: Metrics) -> None:
    metrics.observe(FINISHED)

    assert value(metrics, "zantara_turns_total", status="completed") == 1
    assert value(metrics, "zantara_turn_duration_seconds_count") == 0


# Logs.


@pytest.fixture
def output(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What went to standard error; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield lambda: capsys.readouterr().err
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def logged(text: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in text.splitlines()]


def show(*events: Event, contents: bool) -> None:
    known = {"client.find": "client.find"}
    logger = EventLogger(lambda handler: known.get(handler, "unknown"), contents=contents)
    for event in events:
        logger.observe(event)


def test_an_event_is_one_line_with_ids_and_figures_and_no_contents(output: Callable[[], str]) -> None:
    configure_logging()
    show(RECEIVED, called("client.find"), called("invented.a_secret"), FINISHED, contents=False)

    text = output()
    lines = logged(text)
    assert [line["event"] for line in lines] == ["turn.received", "call.finished", "call.finished", "turn.finished"]
    assert [line.get("handler") for line in lines] == [None, "client.find", "unknown", None]
    assert (lines[0]["turn_id"], lines[0]["conversation_id"]) == ("turn_1", "conv_1")
    assert (lines[1]["call_id"], lines[1]["duration_ms"]) == ("c1", 20)
    assert "secret" not in text


def test_contents_are_in_the_lines_where_that_is_asked_for(output: Callable[[], str]) -> None:
    configure_logging(contents=True)
    show(RECEIVED, contents=True)

    assert logged(output())[0]["contents"]["message"] == "a secret"


def _fail() -> None:
    try:
        raise KeyError("a secret")
    except KeyError as error:
        raise RuntimeError("another secret") from error


@pytest.mark.parametrize("name", ["zantara.dispatch", "a.library"])
def test_an_exception_is_logged_with_its_places_and_without_its_words(output: Callable[[], str], name: str) -> None:
    configure_logging()
    log: Any = structlog.stdlib.get_logger(name) if name.startswith("zantara") else logging.getLogger(name)
    try:
        _fail()
    except RuntimeError:
        log.exception("it failed")

    text = output()
    [line] = logged(text)
    assert (line["event"], line["level"]) == ("it failed", "error")
    assert line["exception"].splitlines()[1] == "builtins.KeyError", "what it came from comes first"
    assert line["exception"].endswith("in _fail\nbuiltins.RuntimeError")
    assert "secret" not in text


def test_an_exceptions_words_are_logged_with_the_contents(output: Callable[[], str]) -> None:
    configure_logging(contents=True)
    try:
        _fail()
    except RuntimeError as error:
        structlog.stdlib.get_logger("zantara").error("it failed", exc_info=error)

    assert "RuntimeError: another secret" in logged(output())[0]["exception"]
