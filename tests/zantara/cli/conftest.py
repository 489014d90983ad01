"""One service for all tests of the command line, the scripted model behind it, and `zantara` as a person types it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.support.live_server import LiveServer, live_server
from tests.support.model_server import ModelServer, model_server
from zantara.cli.main import app

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


@dataclass
class Ended:
    """How a command ended. `out` and `err` are what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Zantara:
    """`zantara("plan", "a message", "--json")`, in this process."""

    def __init__(self, url: str) -> None:
        self._environment = {"ZANTARA_URL": url, "ZANTARA_API_KEY": "", "COLUMNS": "100"}

    def __call__(self, *words: str, typed: str = "") -> Ended:
        result = CliRunner().invoke(app, words, input=typed, env=self._environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def zantara(service: LiveServer) -> Zantara:
    return Zantara(service.url)
