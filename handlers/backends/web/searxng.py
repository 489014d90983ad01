"""Web search through SearXNG, a search engine that one hosts oneself (docs.searxng.org)."""

from collections.abc import Sequence

import httpx
from pydantic import BaseModel, ValidationError

from handlers.assistance.web import WebResult, WebSearch
from handlers.backend import backend
from handlers.errors import Unavailable
from handlers.ports import SearchAddress

SECONDS = 15.0
EXCERPT = 500
"""Characters of an excerpt."""


class Found(BaseModel):
    """One result of SearXNG's JSON, as far as we read it."""

    title: str = ""
    url: str
    content: str | None = None


class Answer(BaseModel):
    results: list[Found]


@backend(WebSearch, vendor="searxng")
class SearxngSearch:
    """Asks the server at `ZANTARA_SEARXNG_URL` over its JSON API."""

    def __init__(self, address: SearchAddress) -> None:
        self._address = address.rstrip("/")

    async def search(self, query: str, limit: int, language: str) -> Sequence[WebResult]:
        """The server's first page, about ten to thirty results."""
        if not self._address:
            raise Unavailable(
                "No web search is configured; set ZANTARA_SEARXNG_URL to the address of a SearXNG server whose "
                "search.formats include json, such as http://127.0.0.1:8888"
            )
        answer = await self._ask({"q": query, "format": "json", "language": language})
        return [
            WebResult(
                title=" ".join(found.title.split()) or found.url,
                url=found.url,
                excerpt=" ".join((found.content or "").split())[:EXCERPT],
            )
            for found in answer.results[:limit]
        ]

    async def _ask(self, parameters: dict[str, str]) -> Answer:
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=SECONDS) as client:
                response = await client.get(f"{self._address}/search", params=parameters)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(f"The search server at {self._address} cannot be reached; is it running?") from error
        if response.status_code == 403:
            raise Unavailable(f"The search server at {self._address} gives no JSON; add json to its search.formats.")
        if not response.is_success:
            raise Unavailable(f"The search server at {self._address} answered HTTP {response.status_code}; try later.")
        try:
            return Answer.model_validate_json(response.content)
        except ValidationError as error:
            raise Unavailable(f"What answers at {self._address} is no SearXNG; check ZANTARA_SEARXNG_URL.") from error
