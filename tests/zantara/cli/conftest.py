"""One service for all tests of the command line, and the scripted model behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import Zantara
from tests.support.live_server import LiveServer, live_server
from tests.support.model_server import ModelServer, model_server

PLUGINS = Path(__file__).parent / "plugins"


@pytest.fixture(scope="session")
def models() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, models: ModelServer) -> Iterator[LiveServer]:
    """The service with the garden's handlers. Its model `scripted` says what a test scripts."""
    routes = {"scripted": {"base_url": models.url, "model": "scripted", "confidence": 0.95}}
    with live_server(tmp_path_factory.mktemp("service"), plugins=PLUGINS, routes=routes) as live:
        yield live


@pytest.fixture
def script(models: ModelServer) -> Iterator[ModelServer]:
    """The model server with an empty script, and nothing left in it for the next test."""
    models.forget()
    yield models
    models.forget()


@pytest.fixture
def zantara(service: LiveServer) -> Zantara:
    return Zantara(service.url)
