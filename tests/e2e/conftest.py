"""The services of the end-to-end tests, and the scripted model server behind one of them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.live_server import LiveServer, live_server
from tests.support.model_server import ModelServer, model_server

PLUGINS = Path(__file__).parent / "plugins"
MODEL_KEY = "sk-swordfish-in-the-environment"


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the services of this run share the encoder's graph."""
    return tmp_path_factory.mktemp("encoder")


@pytest.fixture(scope="session")
def models() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, encoder: Path, models: ModelServer) -> Iterator[LiveServer]:
    """The service, embedded, with the sample plugins and three models on servers.

    `scripted` says what a test scripts. `doubtful` is the same server, but nobody vouches for its plans. `impatient`
    gives it up after half a second. `gone` is a server that is down.
    """
    route = {"base_url": models.url, "model": "scripted", "api_key_env": "SCRIPTED_KEY"}
    routes = {
        "scripted": {**route, "confidence": 0.95},
        "doubtful": route,
        "impatient": {**route, "timeout": 0.5},
        "gone": {"base_url": "http://127.0.0.1:9/v1", "model": "none"},
    }
    folder = tmp_path_factory.mktemp("service")
    environment = {"SCRIPTED_KEY": MODEL_KEY}
    with live_server(folder, plugins=PLUGINS, routes=routes, encoder=encoder, environment=environment) as live:
        yield live


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory, encoder: Path) -> Iterator[LiveServer]:
    """The service as `make run` starts it: nothing is configured, and the demo tenant is there."""
    with live_server(tmp_path_factory.mktemp("embedded"), encoder=encoder) as live:
        yield live


@pytest.fixture
def client(server: LiveServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def script(models: ModelServer) -> Iterator[ModelServer]:
    """The model server with an empty script, and nothing left in it for the next test."""
    models.forget()
    yield models
    models.forget()
