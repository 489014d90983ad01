"""The open web: pages, and what a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import AwareDatetime, ConfigDict

from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

CHARACTERS = 20_000
"""Longest text of a page: about 5,000 tokens."""

RESULTS = 5
"""Results that are told where the person names no number."""

MOST_RESULTS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read. `url` is where the redirects ended; `truncated`: it was too long to be read whole."""

    url: str
    title: str | None
    text: str
    truncated: bool


class WebText(Value):
    """The text of a page: what somebody wrote, not what is true."""

    model_config = ConfigDict(json_schema_extra=titled("Web page", "Halaman web", "Pagina web"))

    title: Annotated[str | None, Label("title", id="judul", it="titolo", role="title")]
    url: Annotated[str, Label("address", id="alamat", it="indirizzo")]
    text: Annotated[str, Label("text", id="isi", it="testo")]
    truncated: Annotated[bool, Label("cut short", id="dipotong", it="tagliato", role="flag")]
    fetched_at: Annotated[AwareDatetime, Label("read on", id="dibaca pada", it="letto il")]


class WebResult(Value):
    """A page that a search found; `excerpt` is the search engine's."""

    title: Annotated[str, Label("title", id="judul", it="titolo", role="title")]
    url: Annotated[str, Label("address", id="alamat", it="indirizzo")]
    excerpt: Annotated[str, Label("excerpt", id="cuplikan", it="estratto")]


class WebResults(Value):
    """What a search found, the best first: what somebody wrote, not what is true."""

    model_config = ConfigDict(json_schema_extra=titled("Web search", "Pencarian web", "Ricerca sul web"))

    query: Annotated[str, Label("searched for", id="dicari", it="cercato", role="title")]
    results: Annotated[tuple[WebResult, ...], Label("results", id="hasil", it="risultati")]
    searched_at: Annotated[AwareDatetime, Label("searched on", id="dicari pada", it="cercato il")]


class Pages(Protocol):
    """The open web."""

    async def fetch(self, url: str) -> Page:
        """Read a public page. Raises InvalidRequest for a bad address, Denied for one that is not public."""
        ...


class WebSearch(Protocol):
    """A search engine of the open web."""

    async def search(self, query: str, limit: int, language: str) -> Sequence[WebResult]:
        """The best results, at most `limit`. Raises Unavailable naming the setting where no engine is configured."""
        ...


@handler(
    "web.fetch",
    effect="read",
    egress=True,
    untrusted=True,
    timeout=20,
    retries=1,
    examples=[
        ("read https://www.imigrasi.go.id/en for me", {"url": "https://www.imigrasi.go.id/en"}),
        ("what does this page say? https://oss.go.id/faq", {"url": "https://oss.go.id/faq"}),
        ("bacain dong https://www.pajak.go.id/id/coretax", {"url": "https://www.pajak.go.id/id/coretax"}),
        ("tolong buka https://bps.go.id trus isinya apa", {"url": "https://bps.go.id"}),
        ("mi leggi https://ambjakarta.esteri.it/it/", {"url": "https://ambjakarta.esteri.it/it/"}),
        ("cosa c'è scritto su https://www.bi.go.id/en/default.aspx", {"url": "https://www.bi.go.id/en/default.aspx"}),
    ],
)
async def fetch(
    ctx: Context[Pages],
    url: Annotated[str, Label("page address", id="alamat halaman", it="indirizzo della pagina")],
) -> WebText:
    """Read the text of a web page."""
    page = await ctx.port.fetch(url)
    return WebText(
        title=page.title,
        url=page.url,
        text=page.text[:CHARACTERS],
        truncated=page.truncated or len(page.text) > CHARACTERS,
        fetched_at=ctx.now,
    )


@handler(
    "web.search",
    effect="read",
    egress=True,
    untrusted=True,
    timeout=20,
    retries=1,
    examples=[
        ("search the web for bali zoning rules 2026", {"query": "bali zoning rules 2026"}),
        ("google nyepi 2027 date, just the top 3", {"query": "nyepi 2027 date", "limit": 3}),
        ("cari di internet tarif tol bali mandara dong", {"query": "tarif tol bali mandara"}),
        ("googling syarat paspor anak, 4 hasil aja", {"query": "syarat paspor anak", "limit": 4}),
        ("cerca sul web traghetto Sanur Lembongan orari", {"query": "traghetto Sanur Lembongan orari"}),
        ("guarda in rete cosa dicono dell'aeroporto di Buleleng", {"query": "aeroporto di Buleleng"}),
    ],
)
async def search_web(
    ctx: Context[WebSearch],
    query: Annotated[str, Label("words to look for", id="kata yang dicari", it="parole da cercare")],
    limit: Annotated[int, Label("most results", id="jumlah hasil", it="numero di risultati")] = RESULTS,
) -> WebResults:
    """Search the web."""
    if not query.strip():
        raise InvalidRequest(f"{query!r} has no words to look for; say what to search.")
    if not 1 <= limit <= MOST_RESULTS:
        raise InvalidRequest(f"{limit} results cannot be listed; ask for 1 to {MOST_RESULTS}.")
    results = await ctx.port.search(query.strip(), limit, ctx.language)
    return WebResults(query=query.strip(), results=tuple(results[:limit]), searched_at=ctx.now)
