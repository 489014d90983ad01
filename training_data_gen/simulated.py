"""What an offline world lacks: a language model, the web and its search. Each result says that it is simulated."""

import datetime as dt
import random
import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import TypeVar

from PIL import Image

from handlers.assistance.image import Images
from handlers.assistance.web import Page, Pages, WebResult, WebSearch
from handlers.backend import BACKEND, BackendDeclaration, backend
from handlers.backends.local.demo_knowledge import demo_articles
from handlers.ports import Component, Health, LanguageModel
from handlers.rag_memory.rag import Document
from training_data_gen.slots import GENERATORS
from training_data_gen.slots.setting import LANGUAGES, Setting

TARGET = re.compile(r"^Translate the text below (?:from [^\n]+? )?into (?P<target>[^\n.]+)\.", re.MULTILINE)
EXCERPT = 200
SITES = ("https://www.imigrasi.go.id", "https://oss.go.id", "https://www.pajak.go.id", "https://bali.bps.go.id")
COLOURS = ("blue", "green", "orange", "purple", "red", "teal", "yellow")
EPOCH = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
COMPONENTS = ("database", "knowledge", "cache", "models")

T = TypeVar("T")


@backend(LanguageModel, vendor="sandbox", simulated=True)
class ScriptedLanguageModel:
    """Answers what handlers ask of a model: translations are marked with their language, pictures get a colour."""

    async def complete(self, prompt: str, *, image: bytes | None = None) -> str:
        if image is not None:
            with Image.open(BytesIO(image)) as shown:
                width, height = shown.size
            return f"A plain {_one(image, COLOURS)} sheet, {width} by {height} pixels, without any text."
        asked = TARGET.search(prompt)
        text = prompt.rpartition("Text:\n")[2]
        return f"[{asked['target']}] {text}" if asked else text


@backend(Pages, vendor="sandbox", simulated=True)
class MadeUpPages:
    """A web of made-up pages: an address always leads to the same one."""

    async def fetch(self, url: str) -> Page:
        rng = random.Random(url)  # noqa: S311 (data, not a secret)
        setting = Setting(rng, rng.choice(LANGUAGES), EPOCH)
        title = GENERATORS["topic"](setting).surface
        paragraphs = [GENERATORS["passage"](setting).surface for _ in range(rng.randint(3, 5))]
        return Page(url, title[:1].upper() + title[1:], "\n\n".join(paragraphs), truncated=False)


@backend(WebSearch, vendor="sandbox", simulated=True)
class ArticleSearch:
    """Finds the demo's articles by their words."""

    async def search(self, query: str, limit: int, language: str) -> Sequence[WebResult]:
        wanted = _words(query)
        ranked = sorted(_articles(), key=lambda article: -len(wanted & _words(f"{article.title} {article.text}")))
        return [_found(article) for article in ranked[:limit]]


@backend(Images, vendor="sandbox", simulated=True)
class DrawnImages:
    """Pictures of the web: each address has one of its own."""

    async def fetch(self, url: str) -> bytes:
        return picture(url)


class SandboxHealth:
    """A `SystemHealth`: everything is well. `now` is when the world began."""

    def __init__(self, now: dt.datetime, handlers: int) -> None:
        self._health = Health("sandbox", now, handlers, [Component(name, healthy=True) for name in COMPONENTS])

    async def check(self) -> Health:
        return self._health


DECLARATIONS: tuple[BackendDeclaration, ...] = tuple(
    declared
    for implementation in (ScriptedLanguageModel, MadeUpPages, ArticleSearch, DrawnImages)
    for declared in vars(implementation)[BACKEND]
)
"""To be bound in place of the vendors' backends."""


def picture(seed: str) -> bytes:
    """A PNG of one colour; the same seed gives the same one."""
    digest = sha256(seed.encode()).digest()
    content = BytesIO()
    Image.new("RGB", (64 + digest[3], 64 + digest[4]), (digest[0], digest[1], digest[2])).save(content, "PNG")
    return content.getvalue()


def _found(article: Document) -> WebResult:
    slug = "-".join(re.findall(r"[a-z0-9]+", article.title.lower()))
    url = article.url or f"{_one(slug.encode(), SITES)}/{slug}"
    return WebResult(title=article.title, url=url, excerpt=" ".join(article.text.split())[:EXCERPT])


def _one(seed: bytes, options: Sequence[T]) -> T:
    return options[int.from_bytes(sha256(seed).digest()[:4]) % len(options)]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


@cache
def _articles() -> Sequence[Document]:
    return tuple(demo_articles())
