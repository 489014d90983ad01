"""Pages of the open web as text."""

import asyncio
import re
from html import unescape

from handlers.assistance.web import Page, Pages
from handlers.backend import backend
from handlers.backends.web.client import Body, WebClient

HTML = ("text/html", "application/xhtml+xml")
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)


@backend(Pages, vendor="web")
class WebPages:
    """Reads pages over HTTP; of HTML it keeps what a reader came for, without menus and advertising."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    async def fetch(self, url: str) -> Page:
        body = await self._client.get(url)
        text = _decoded(body)
        if body.content_type not in HTML:
            return Page(body.url, None, text.strip(), body.truncated)
        title, readable = await asyncio.to_thread(_readable, text)
        return Page(body.url, title, readable, body.truncated)


def _decoded(body: Body) -> str:
    """As the header says, else as the page says, else UTF-8; what does not fit becomes U+FFFD."""
    stated = META_CHARSET.search(body.data, 0, 4_096)
    charset = body.charset or (stated.group(1).decode("ascii") if stated else "utf-8")
    try:
        return body.data.decode(charset, errors="replace")
    except LookupError:
        return body.data.decode("utf-8", errors="replace")


def _readable(html: str) -> tuple[str | None, str]:
    """Title and text."""
    import trafilatura  # noqa: PLC0415 (a heavy library, kept off start-up)

    title = TITLE.search(html)
    text = trafilatura.extract(html, include_comments=False, include_tables=True) or trafilatura.html2txt(html)
    return (" ".join(unescape(title.group(1)).split()) or None) if title else None, text
