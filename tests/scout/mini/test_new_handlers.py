"""Handlers that came after the training: planned for by their descriptions, from a plugin's file or a request."""

from pathlib import Path

import pytest

from handlers.registry import load
from schemas.prompt import Prompt
from schemas.tools import Effect, ToolDefinition
from scout.mini.network import Network
from scout.mini.planner import Planner
from scout.personas import load_personas
from tests.scout.mini.conftest import NOW

PLUGIN = '''
from typing import Annotated

from pydantic import BaseModel

from zantara import Context, handler


class Tide(BaseModel):
    place: str
    height_m: float


@handler("surf.tide", effect="read", examples=[])
async def tide(ctx: Context, place: Annotated[str, "beach or town"]) -> Tide:
    """Height of the tide and of the waves at a beach."""
    return Tide(place=place, height_m=1.4)
'''


@pytest.fixture(scope="module")
def plan(network: Network, tmp_path_factory: pytest.TempPathFactory):
    """Plans over our own handlers and a plugin's, which has no example."""
    folder: Path = tmp_path_factory.mktemp("plugins")
    (folder / "surf.py").write_text(PLUGIN, "utf-8")
    definitions = [each.definition for each in load(str(folder), entry_points=False).values()]
    knowledge, planner, persona = network.knowledge(definitions), Planner(network), load_personas()["zantara"]

    def planned(message: str, language: str = "en"):
        return planner.plan(Prompt(message, persona, NOW, "Asia/Makassar", language, definitions), knowledge)

    return planned


@pytest.mark.parametrize(
    ("language", "message", "place"),
    [
        ("en", "how high is the tide in Canggu?", "Canggu"),
        ("en", "I need the height of the tide in Sanur", "Sanur"),
        ("en", "tell me the height of the waves at Keramas beach", "Keramas"),
    ],
)
def test_a_plugin_is_planned_for_by_its_description_alone(plan, language, message, place):
    (call,) = plan(message, language).calls
    assert call.handler == "surf.tide"
    assert place in str(call.args["place"])


def test_our_own_handlers_stay_where_they_were(plan):
    assert [call.handler for call in plan("what's the overstay fine for 12 days").calls] == ["visa.overstay_fine"]


def test_a_definition_of_a_request_is_enough(network: Network):
    tool = ToolDefinition(
        name="lights.dim",
        wire_name="lights_dim",
        effect=Effect.WRITE,
        domain="request",
        description="Dim the lights of a room",
        parameters={
            "type": "object",
            "properties": {
                "room": {"type": "string", "description": "which room"},
                "percent": {"type": "integer", "description": "brightness in percent"},
            },
            "required": ["room", "percent"],
        },
        result={},
        scope="",
        timeout_s=1,
    )
    prompt = Prompt(
        "dim the lights in the kitchen to 30 percent", load_personas()["zantara"], NOW, "Asia/Makassar", "en", [tool]
    )
    (call,) = Planner(network).plan(prompt, network.knowledge([tool])).calls
    assert call.handler == "lights.dim"
    assert call.args["percent"] == 30
    assert "kitchen" in str(call.args["room"])


def test_nothing_is_called_where_there_are_no_handlers(network: Network):
    prompt = Prompt("what's the overstay fine?", load_personas()["zantara"], NOW, "Asia/Makassar", "en", [])
    assert Planner(network).plan(prompt, network.knowledge([])).empty
