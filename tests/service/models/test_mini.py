"""Scout Mini behind the model port."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from handlers.ports import Vectors
from handlers.registry import load
from schemas.plan import Plan
from schemas.prompt import Outcome, Prompt, Step, TextDelta
from schemas.tools import CallStatus, ToolDefinition
from scout.embedding_cache import PROBE
from scout.encoder import OnnxEncoder
from scout.mini.network import Network
from scout.personas import load_personas
from service.models.mini import ScoutMini

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(scope="module")
def definitions() -> tuple[ToolDefinition, ...]:
    return tuple(handler.definition for handler in load(entry_points=False).values())


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ScoutMini:
    folder = tmp_path_factory.mktemp("encoder")
    return ScoutMini(Network(OnnxEncoder(folder), folder))


def prompt(message: str, definitions: Sequence[ToolDefinition], steps: Sequence[Step] = ()) -> Prompt:
    return Prompt(message, load_personas()["zantara"], NOW, "Asia/Makassar", "en", definitions, steps=steps)


async def test_the_first_step_is_a_plan(model: ScoutMini, definitions: tuple[ToolDefinition, ...]) -> None:
    (plan,) = [piece async for piece in model.step(prompt("overstay fine for 10 days?", definitions))]
    assert isinstance(plan, Plan)
    assert [(call.handler, dict(call.args)) for call in plan.calls] == [("visa.overstay_fine", {"days": 10})]
    assert plan.route.model == "scout-mini"


async def test_the_next_step_streams_the_answer(model: ScoutMini, definitions: tuple[ToolDefinition, ...]) -> None:
    plan = model.plan(prompt("what's 2 + 2?", definitions))
    outcome = Outcome("c1", "calculator.evaluate", {}, CallStatus.DONE, {"expression": "2 + 2", "value": 4})
    asked = prompt("what's 2 + 2?", definitions, [Step(plan, (outcome,))])
    pieces = [piece async for piece in model.step(asked)]
    assert len(pieces) > 1
    assert all(isinstance(piece, TextDelta) for piece in pieces)


async def test_definitions_of_a_request_are_planned_over(
    model: ScoutMini, definitions: tuple[ToolDefinition, ...]
) -> None:
    only = [definition for definition in definitions if definition.name == "kbli.lookup"]
    plan = model.plan(prompt("look up kbli 56101 please", only))
    assert [call.handler for call in plan.calls] == ["kbli.lookup"]
    assert model.plan(prompt("look up kbli 56101 please", [])).empty


async def test_planning_leaves_the_loop_free(model: ScoutMini, definitions: tuple[ToolDefinition, ...]) -> None:
    model.warm(definitions)
    long = prompt("which words of this long message ask for anything at all? " * 100, definitions)
    planning = asyncio.ensure_future(anext(aiter(model.step(long))))
    ticks = 0
    while not planning.done():
        await asyncio.sleep(0.001)
        ticks += 1
    assert isinstance(await planning, Plan)
    assert ticks >= 5


class CountingEncoder:
    """Knows which texts it was asked for."""

    def __init__(self, folder: Path) -> None:
        self._encoder = OnnxEncoder(folder)
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._encoder.encode(texts)


def test_a_restart_encodes_no_card_again(tmp_path: Path, definitions: tuple[ToolDefinition, ...]) -> None:
    encoder = CountingEncoder(tmp_path)
    ScoutMini(Network(encoder, tmp_path), tmp_path).warm(definitions[:5])
    assert len(encoder.texts) > 5
    encoder.texts.clear()
    ScoutMini(Network(encoder, tmp_path), tmp_path).warm(definitions[:5])
    assert encoder.texts == [PROBE]
