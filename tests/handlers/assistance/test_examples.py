"""Every example of these handlers runs on the demo tenant, or names the setting that it needs."""

import inspect

import pytest

from handlers.assistance import document, image, maps, places, system, text, translate, weather, web
from handlers.assistance.image import Images
from handlers.assistance.maps import Maps
from handlers.assistance.places import Places
from handlers.assistance.weather import Forecasts
from handlers.assistance.web import WebSearch
from handlers.backends.local.demo_files import seed
from handlers.backends.local.files import LocalFiles
from handlers.backends.local.maps import LocalMaps
from handlers.backends.local.places import LocalPlaces
from handlers.backends.local.weather import LocalForecasts
from handlers.backends.web.client import WebClient
from handlers.backends.web.images import WebImages
from handlers.backends.web.searxng import SearxngSearch
from handlers.discovery import Discovered
from handlers.errors import Unavailable
from handlers.ports import DataDir, Encoder, Files, LanguageModel, SearchAddress, SystemHealth
from handlers.registry import build
from scout.encoder import OnnxEncoder
from service.health import ServiceHealth
from service.models.completion import RoutedLanguageModel
from service.models.routes import RoutesFile
from tests.support.contexts import NOW, context

MODULES = (document, image, maps, places, system, text, translate, weather, web)
REGISTRY, FAULTS = build([Discovered(module, False) for module in MODULES])

CONFIGURED = {"translate.text", "image.describe", "web.search"}
"""Handlers that need a setting: embedded they are unavailable, and name it."""

OF_THE_OPEN_WEB = {"web.fetch"}
"""Its examples are pages of others, which no test reads."""


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return OnnxEncoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture
def backends(sqlite, tmp_path, encoder):
    files = LocalFiles(sqlite, DataDir(tmp_path))
    seed(files, "bali")
    parts = {"database": lambda: None, "knowledge": lambda: None, "models": lambda: None, "cache": lambda: None}
    return {
        Encoder: encoder,
        Files: files,
        Forecasts: LocalForecasts(),
        Images: WebImages(WebClient()),
        LanguageModel: RoutedLanguageModel(RoutesFile()),
        Maps: LocalMaps(),
        Places: LocalPlaces(),
        SystemHealth: ServiceHealth("0.1.0", NOW, lambda: 104, parts),
        WebSearch: SearxngSearch(SearchAddress("")),
    }


def test_they_compile():
    assert not FAULTS
    assert len(REGISTRY) == 11


@pytest.mark.parametrize("name", sorted(set(REGISTRY) - OF_THE_OPEN_WEB))
async def test_every_example_runs(name, backends):
    for example in REGISTRY[name].definition.examples:
        if name in CONFIGURED:
            with pytest.raises(Unavailable, match="ZANTARA_"):
                await run(REGISTRY[name], example.args, backends)
        else:
            assert isinstance(await run(REGISTRY[name], example.args, backends), REGISTRY[name].result)


@pytest.mark.parametrize("name", REGISTRY)
def test_every_handler_has_two_examples_in_each_language(name):
    assert len(REGISTRY[name].definition.examples) >= 6


def test_what_others_wrote_is_untrusted():
    untrusted = {name for name, handler in REGISTRY.items() if handler.definition.untrusted}
    assert untrusted == {"document.extract", "image.describe", "web.fetch", "web.search"}


async def run(handler, args, backends):
    ports = {name: backends[port] for name, port in handler.ports.items()}
    found = handler.function(context(backends[handler.port]), **handler.parse(args), **ports)
    return await found if inspect.isawaitable(found) else found
