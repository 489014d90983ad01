"""Every handler by `zantara call`, as its first example says: over HTTP, on the demo tenant."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from anyio.from_thread import start_blocking_portal

from handlers.registry import load
from tests.support.command_line import Zantara
from tests.support.live_server import LiveServer, live_server
from tests.support.model_server import Reply, model_server
from tests.support.site import Site, answer, site

CATALOG = sorted(load(entry_points=False))
PAGE = answer("<title>OSS</title><p>The registration of a company is free of charge.</p>")
FOUND = {"results": [{"title": "Zoning in Bali", "url": "https://example.org/zoning", "content": "Green zones stay."}]}

ELSEWHERE = {"web.fetch": "/faq", "rag.ingest_url": "/faq"}
"""Handlers whose examples are on the web, and the page of our own site that they read in place of it."""


@pytest.fixture(scope="module")
def web() -> Iterator[Site]:
    """A site with a page and a search engine, in a thread of its own."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(site()) as running:
        search = "/search?q=bali+zoning+rules+2026&format=json&language=en"
        running.pages |= {"/faq": PAGE, search: answer(json.dumps(FOUND), "application/json")}
        yield running


@pytest.fixture(scope="module")
def zantara(tmp_path_factory: pytest.TempPathFactory, encoder: Path, web: Site) -> Iterator[Zantara]:
    """The command line of a service that has a model for texts and images, a search engine, and an intranet."""
    environment = {"ZANTARA_SEARXNG_URL": web.url(""), "ZANTARA_INTRANET": f"127.0.0.1:{web.port}"}
    with model_server() as models:
        models.rule(lambda _: Reply("A white bar on green."))
        routes = {"seeing": {"base_url": models.url, "model": "seeing", "vision": True}}
        folder = tmp_path_factory.mktemp("equipped")
        with live_server(folder, routes=routes, encoder=encoder, environment=environment) as live:
            yield Zantara(live.url)


def typed(args: Mapping[str, Any]) -> list[str]:
    """Arguments as words of the command line. A text that begins with @ would be a file, so it gets another one."""
    texts = {name: said if isinstance(said, str) else json.dumps(said) for name, said in args.items()}
    return [f"{name}={'@' if text.startswith('@') else ''}{text}" for name, text in texts.items()]


@pytest.mark.parametrize("name", CATALOG)
def test_the_first_example_is_done_and_gives_what_the_definition_promises(
    zantara: Zantara, web: Site, name: str
) -> None:
    definition = zantara("handlers", "show", name, "--json").json
    args = definition["examples"][0]["args"] | ({"url": web.url(ELSEWHERE[name])} if name in ELSEWHERE else {})

    ended = zantara("call", name, *typed(args), "--json")

    assert ended.code == 0, ended.err
    jsonschema_rs.validate(definition["result"], ended.json["result"], validate_formats=True)


@pytest.mark.parametrize(
    ("name", "args", "setting"),
    [
        ("translate.text", {"text": "the lease ends in March", "target": "Indonesian"}, "ZANTARA_ROUTES"),
        ("image.describe", {"file": "office_sign.png"}, "ZANTARA_ROUTES"),
        ("web.search", {"query": "bali zoning rules 2026"}, "ZANTARA_SEARXNG_URL"),
        ("web.fetch", {"url": "http://127.0.0.1/"}, "ZANTARA_INTRANET"),
        ("rag.ingest_url", {"url": "http://127.0.0.1/"}, "ZANTARA_INTRANET"),
    ],
)
def test_what_is_not_configured_is_refused_with_the_setting_that_gives_it(
    embedded: LiveServer, name: str, args: dict[str, str], setting: str
) -> None:
    ended = Zantara(embedded.url)("call", name, *typed(args))

    assert ended.code == 1
    assert setting in ended.err
