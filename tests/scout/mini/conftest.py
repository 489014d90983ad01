"""The planner with the real encoder and the real handlers, built once."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from handlers.registry import Registry, load
from schemas.plan import MissingCall, Plan
from schemas.prompt import Prompt
from scout.encoder import OnnxEncoder
from scout.mini.network import Network
from scout.mini.planner import Planner
from scout.personas import load_personas

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load(entry_points=False)


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """Scout Mini's network with the weights that are shipped."""
    folder = tmp_path_factory.mktemp("encoder")
    return Network(OnnxEncoder(folder), folder)


@pytest.fixture(scope="session")
def planned(registry: Registry, network: Network) -> Callable[..., Plan]:
    """Plans a message: `planned("overstay 3 hari", "id")`."""
    definitions = [handler.definition for handler in registry.values()]
    knowledge = network.knowledge(definitions)
    planner = Planner(network)
    persona = load_personas()["zantara"]

    def plan(message: str, language: str = "en", pending: MissingCall | None = None) -> Plan:
        prompt = Prompt(message, persona, NOW, "Asia/Makassar", language, definitions, pending=pending)
        return planner.plan(prompt, knowledge)

    return plan
