"""Scout Mini behind the model port."""

import asyncio
import datetime as dt
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from handlers.ports import Vectors
from handlers.registry import load
from schemas.plan import Plan
from schemas.prompt import Outcome, Prompt, Step, TextDelta
from schemas.tools import CallStatus, ToolDefinition
from scout.encoder import OnnxEncoder
from service.models.mini import ScoutMini
from service.personas import load_personas

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(scope="module")
def definitions() -> tuple[ToolDefinition, ...]:
    return tuple(handler.definition for handler in load(entry_points=False).values())


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ScoutMini:
    return ScoutMini(OnnxEncoder(tmp_path_factory.mktemp("encoder")))


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


class SlowEncoder:
    """Takes a tenth of a second a text, as a busy machine might."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if len(texts) == 1:
            time.sleep(0.1)
        seeds = [int.from_bytes(sha256(text.encode()).digest()[:4], "big") for text in texts]
        vectors = np.stack([np.random.default_rng(seed).normal(size=384) for seed in seeds])
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


async def test_planning_leaves_the_loop_free(definitions: tuple[ToolDefinition, ...]) -> None:
    model = ScoutMini(SlowEncoder())
    model.warm(definitions)
    planning = asyncio.ensure_future(anext(aiter(model.step(prompt("overstay fine for 10 days?", definitions)))))
    ticks = 0
    while not planning.done():
        await asyncio.sleep(0.005)
        ticks += 1
    assert isinstance(await planning, Plan)
    assert ticks >= 5


def test_a_restart_encodes_no_card_again(tmp_path: Path, definitions: tuple[ToolDefinition, ...]) -> None:
    ScoutMini(SlowEncoder(), tmp_path).warm(definitions)
    assert (tmp_path / "embeddings.npz").exists()
