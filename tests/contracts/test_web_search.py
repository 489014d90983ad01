"""What every search engine does that answers web.search, and web images for image.describe."""

import json

import pytest

from handlers.assistance.web import search_web
from handlers.backends.local.demo_files import demo_files
from handlers.backends.web.client import WebClient
from handlers.backends.web.guard import Guard
from handlers.backends.web.images import WebImages
from handlers.backends.web.searxng import SearxngSearch
from handlers.errors import Denied, InvalidRequest, Unavailable
from handlers.ports import SearchAddress
from tests.support.contexts import context
from tests.support.site import answer, site

FOUND = {
    "query": "nyepi",
    "results": [
        {"title": "Nyepi  2027", "url": "https://example.org/nyepi", "content": "The day of\nsilence", "score": 2.5},
        {"title": "", "url": "https://example.org/ogoh", "content": None, "engine": "x"},
        {"title": "Third", "url": "https://example.org/3", "content": "more"},
    ],
}
SIGN = dict(demo_files())["office_sign.png"]


@pytest.fixture
async def web():
    async with site() as running:
        yield running


def engine(web):
    return SearxngSearch(SearchAddress(web.url("/")))


async def test_results_come_in_the_engines_order(web):
    web.pages["/search?q=nyepi&format=json&language=en"] = answer(json.dumps(FOUND), "application/json")
    found = await search_web(context(engine(web)), " nyepi ", 2)
    assert [(result.title, result.excerpt) for result in found.results] == [
        ("Nyepi 2027", "The day of silence"),
        ("https://example.org/ogoh", ""),
    ]
    assert found.query == "nyepi"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (answer("no", status="403 Forbidden"), "search.formats"),
        (answer("broken", status="500 Broken"), "HTTP 500"),
        (answer("<html>"), "ZANTARA_SEARXNG_URL"),
    ],
)
async def test_a_server_that_gives_no_results_says_what_to_mend(web, page, said):
    web.pages["/search?q=nyepi&format=json&language=en"] = page
    with pytest.raises(Unavailable, match=said):
        await search_web(context(engine(web)), "nyepi")


async def test_a_server_that_is_down_is_unavailable():
    with pytest.raises(Unavailable, match="cannot be reached"):
        await search_web(context(SearxngSearch(SearchAddress("http://127.0.0.1:9"))), "nyepi")


async def test_without_a_server_the_setting_is_named():
    with pytest.raises(Unavailable, match="ZANTARA_SEARXNG_URL"):
        await search_web(context(SearxngSearch(SearchAddress(""))), "nyepi")


@pytest.mark.parametrize(("query", "limit"), [(" ", 5), ("nyepi", 0), ("nyepi", 21)])
async def test_a_search_has_words_and_bounds(web, query, limit):
    with pytest.raises(InvalidRequest):
        await search_web(context(engine(web)), query, limit)
    assert web.requests == []


def images(web):
    return WebImages(WebClient(Guard(exempt=frozenset({("127.0.0.1", web.port)}))))


async def test_an_image_of_the_web_is_read(web):
    web.pages["/sign.png"] = answer(SIGN, "image/png")
    assert await images(web).fetch(web.url("/sign.png")) == SIGN
    assert web.requests[0].headers["accept"].startswith("image/jpeg")


@pytest.mark.parametrize(("body", "content_type"), [("<html>", "text/html"), ("<html>", "image/png")])
async def test_what_is_no_image_is_refused_whatever_it_is_called(web, body, content_type):
    web.pages["/sign.png"] = answer(body, content_type)
    with pytest.raises(InvalidRequest, match="no image"):
        await images(web).fetch(web.url("/sign.png"))


async def test_images_of_the_house_are_not_read(web):
    with pytest.raises(Denied):
        await WebImages(WebClient()).fetch(web.url("/sign.png"))
