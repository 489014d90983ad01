"""web.fetch: the text of public pages, and of nothing else."""

import asyncio
import datetime as dt
import gzip
from ipaddress import ip_address

import pytest

from handlers.assistance.web import CHARACTERS, fetch
from handlers.backends.web import client as limits
from handlers.backends.web.client import WebClient
from handlers.backends.web.guard import Guard, public
from handlers.backends.web.pages import WebPages
from handlers.context import Context
from handlers.errors import Denied, InvalidRequest, NotFound, Unavailable
from schemas.turn import Principal
from tests.support.site import answer, redirect, site

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
ARTICLE = """<html><head><title>Nyepi &mdash; 2026</title></head><body><nav>Home Shop Login</nav><article><h1>Nyepi</h1>
<p>Nyepi is the Balinese day of silence. The airport closes for twenty-four hours and nobody goes out.</p>
<p>In 2026 it falls on the nineteenth of March, and the evening before there are parades.</p></article></body></html>"""


@pytest.fixture
async def web():
    async with site() as running:
        yield running


def context(guard=None):
    return Context(port=WebPages(WebClient(guard)), now=NOW, tenant="bali", principal=Principal(id="wayan"))


def reading(web, **names):
    """A guard that lets this one site through, and knows its names."""

    async def resolver(host, port):
        return [ip_address(names.get(host, host))]

    return context(Guard(exempt=frozenset({("127.0.0.1", web.port)}), resolver=resolver))


async def test_a_page_is_read_as_its_article(web):
    web.pages["/nyepi"] = answer(ARTICLE)
    page = await fetch(reading(web), web.url("/nyepi"))
    assert "day of silence" in page.text
    assert "Login" not in page.text
    assert (page.title, page.url, page.truncated, page.fetched_at) == ("Nyepi — 2026", web.url("/nyepi"), False, NOW)


@pytest.mark.parametrize("content_type", ["text/plain", "text/csv", "application/json", "application/ld+json"])
async def test_text_is_read_as_it_is(web, content_type):
    web.pages["/data"] = answer('{"a": 1}', content_type)
    page = await fetch(reading(web), web.url("/data"))
    assert (page.text, page.title) == ('{"a": 1}', None)


async def test_a_long_text_is_cut_and_says_so(web):
    web.pages["/long"] = answer("word " * 10_000, "text/plain")
    page = await fetch(reading(web), web.url("/long"))
    assert len(page.text) == CHARACTERS
    assert page.truncated


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("perché è così".encode("latin-1"), "text/plain; charset=latin-1"),
        ("perché è così".encode(), "text/plain"),
        ('<meta charset="iso-8859-1"><p>perché è così</p>'.encode("latin-1"), "text/html"),
        ("perché è così".encode(), "text/plain; charset=no-such-charset"),
    ],
)
async def test_accents_survive(web, body, content_type):
    web.pages["/it"] = answer(body, content_type)
    assert "perché è così" in (await fetch(reading(web), web.url("/it"))).text


async def test_the_server_is_called_by_its_name_and_the_connection_goes_to_the_checked_address(web):
    web.pages["/"] = answer("hello", "text/plain")
    page = await fetch(reading(web, **{"warung.example": "127.0.0.1"}), web.url("/", "warung.example"))
    assert page.text == "hello"
    assert web.requests[0].headers["host"] == f"warung.example:{web.port}"


async def test_redirects_are_followed_to_the_end(web):
    web.pages |= {"/a": redirect("/b"), "/b": redirect(web.url("/c")), "/c": answer("end", "text/plain")}
    page = await fetch(reading(web), web.url("/a"))
    assert (page.text, page.url) == ("end", web.url("/c"))


async def test_endless_redirects_end(web):
    web.pages["/a"] = redirect("/a")
    with pytest.raises(InvalidRequest, match="more than 5 times"):
        await fetch(reading(web), web.url("/a"))
    assert len(web.requests) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/",
        "http://localhost./",
        "http://[::1]/",
        "//10.0.0.1/",
    ],
)
async def test_a_redirect_into_the_house_is_refused(web, target):
    web.pages["/a"] = redirect(target)
    guard = Guard(exempt=frozenset({("127.0.0.1", web.port)}))
    with pytest.raises(Denied):
        await fetch(context(guard), web.url("/a"))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pw@example.com/"])
async def test_a_redirect_to_what_is_no_web_address_is_refused(web, target):
    web.pages["/a"] = redirect(target)
    with pytest.raises(InvalidRequest):
        await fetch(reading(web), web.url("/a"))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "127.255.255.254", "0.0.0.0", "0", "2130706433", "0x7f000001", "0x7f.1", "017700000001",
        "0177.0.0.1", "localhost", "localhost.", "LOCALHOST", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::]",
        "[2001:0:7f00:1::]", "169.254.169.254", "169.254.0.1", "2852039166", "10.0.0.1", "10.255.255.255", "172.16.0.1",
        "172.31.255.255", "192.168.1.1", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "239.255.255.250",
        "240.0.0.1", "255.255.255.255", "[fc00::1]", "[fd12::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]", 
        "[2001:db8::1]", "127。0。0。1", "①②⑦.0.0.1",
    ],
)  # fmt: skip
async def test_no_address_of_the_house_is_reached_however_it_is_written(host):
    with pytest.raises((Denied, InvalidRequest)) as error:
        await fetch(context(), f"http://{host}/")
    assert error.type is Denied or "no web address" in str(error.value)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "172.32.0.1", "2606:2800:220:1::1", "2a00:1450::1"])
def test_addresses_of_the_internet_are_public(address):
    assert public(ip_address(address))


async def test_a_name_that_leads_into_the_house_is_refused(web):
    with pytest.raises(Denied, match=r"10\.0\.0\.7, which is no public address"):
        await fetch(reading(web, **{"intranet.example": "10.0.0.7"}), "http://intranet.example/")


async def test_one_private_address_among_public_ones_is_enough(web):
    async def both(host, port):
        return [ip_address("93.184.216.34"), ip_address("10.0.0.7")]

    with pytest.raises(Denied):
        await fetch(context(Guard(resolver=both)), "http://mixed.example/")


async def test_a_name_that_changes_its_address_is_looked_up_once(web):
    """DNS rebinding: the first answer is checked and used; the second, private one is never asked for."""
    web.pages["/"] = answer("hello", "text/plain")
    answers = iter(["127.0.0.1", "10.0.0.7"])

    async def rebinding(host, port):
        return [ip_address(next(answers))]

    guard = Guard(exempt=frozenset({("127.0.0.1", web.port)}), resolver=rebinding)
    assert (await fetch(context(guard), web.url("/", "rebind.example"))).text == "hello"
    assert next(answers) == "10.0.0.7"


async def test_a_name_that_changes_its_address_between_redirects_is_checked_again(web):
    web.pages["/"] = redirect("/again")
    answers = iter(["127.0.0.1", "10.0.0.7"])

    async def rebinding(host, port):
        return [ip_address(next(answers))]

    guard = Guard(exempt=frozenset({("127.0.0.1", web.port)}), resolver=rebinding)
    with pytest.raises(Denied, match=r"10\.0\.0\.7"):
        await fetch(context(guard), web.url("/", "rebind.example"))


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 8080])
async def test_only_the_ports_of_the_web_are_read(web, port):
    with pytest.raises(Denied, match=f"Port {port}"):
        await fetch(reading(web), f"http://93.184.216.34:{port}/")


@pytest.mark.parametrize(
    "url",
    ["", "bali", "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///x", "https://[::1",
     "http://example.com:99999/", "http://user@example.com/", "http://user:secret@example.com/", "http://a\x00b/"],
)  # fmt: skip
async def test_what_is_no_web_address_is_told(url):
    with pytest.raises(InvalidRequest) as error:
        await fetch(context(), url)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("404 Not Found", NotFound),
        ("410 Gone", NotFound),
        ("500 Internal Server Error", Unavailable),
        ("503 Service Unavailable", Unavailable),
        ("429 Too Many Requests", Unavailable),
        ("403 Forbidden", Denied),
        ("400 Bad Request", InvalidRequest),
    ],
)
async def test_a_refusal_says_who_can_act(web, status, error):
    web.pages["/"] = answer("no", status=status)
    with pytest.raises(error, match=status[:3]):
        await fetch(reading(web), web.url("/"))


async def test_nobody_at_the_address_is_unavailable(web, unused_tcp_port):
    guard = Guard(exempt=frozenset({("127.0.0.1", unused_tcp_port)}))
    with pytest.raises(Unavailable, match="cannot be connected to"):
        await fetch(context(guard), f"http://127.0.0.1:{unused_tcp_port}/")


async def test_an_unknown_name_is_unavailable():
    with pytest.raises(Unavailable, match="no host"):
        await fetch(context(), "http://no-such-name.invalid/")


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png", "application/octet-stream", "video/mp4"])
async def test_what_is_no_text_is_not_read(web, content_type):
    web.pages["/"] = answer(b"%PDF", content_type)
    with pytest.raises(InvalidRequest, match=content_type):
        await fetch(reading(web), web.url("/"))


async def test_a_packed_page_is_unpacked(web):
    web.pages["/"] = answer(gzip.compress(b"hello"), "text/plain", content_encoding="gzip")
    assert (await fetch(reading(web), web.url("/"))).text == "hello"


async def test_a_bomb_is_unpacked_no_further_than_the_limit(web):
    bomb = gzip.compress(b"a" * 50_000_000)
    web.pages["/"] = answer(bomb, "text/plain", content_encoding="gzip")
    body = await WebClient(Guard(exempt=frozenset({("127.0.0.1", web.port)}))).get(web.url("/"))
    assert len(bomb) < 100_000
    assert (len(body.data), body.truncated) == (limits.BODY_BYTES, True)


async def test_an_unknown_packing_is_told(web):
    web.pages["/"] = answer(b"??", "text/plain", content_encoding="br")
    with pytest.raises(Unavailable, match="'br'"):
        await fetch(reading(web), web.url("/"))


async def test_a_broken_packing_is_told(web):
    web.pages["/"] = answer(b"no gzip at all", "text/plain", content_encoding="gzip")
    with pytest.raises(Unavailable, match="properly"):
        await fetch(reading(web), web.url("/"))


async def test_an_endless_page_is_read_up_to_the_limit(web):
    async def endless(writer):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    web.pages["/"] = endless
    assert (await fetch(reading(web), web.url("/"))).truncated


async def test_a_page_that_drips_is_given_up(web, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.3)

    async def drip(writer):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    web.pages["/"] = drip
    with pytest.raises(Unavailable, match="did not answer within"):
        await fetch(reading(web), web.url("/"))


async def test_garbage_is_unavailable(web):
    web.pages["/"] = b"SSH-2.0-OpenSSH_9.2\r\n"
    with pytest.raises(Unavailable):
        await fetch(reading(web), web.url("/"))
