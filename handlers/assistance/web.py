"""Pages of the open web."""

from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import AwareDatetime, ConfigDict

from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

CHARACTERS = 20_000
"""Longest text of a page: about 5,000 tokens."""


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
    truncated: Annotated[bool, Label("cut short", id="dipotong", it="tagliato")]
    fetched_at: Annotated[AwareDatetime, Label("read on", id="dibaca pada", it="letto il")]


class Pages(Protocol):
    """The open web."""

    async def fetch(self, url: str) -> Page:
        """Read a public page. Raises InvalidRequest for a bad address, Denied for one that is not public."""
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
