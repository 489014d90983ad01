"""A text from a configured model, for handlers that need one: translations, descriptions of images."""

from collections.abc import Iterator
from contextlib import AsyncExitStack

from handlers.errors import Unavailable
from service.engine.ports import ModelError
from service.models.openai import OpenAIModel
from service.models.routes import RoutesFile, ServerRoute
from service.settings import secret

SETTING = """configure a model on an OpenAI-compatible server: set ZANTARA_ROUTES to a YAML file such as
models:
  scout:
    base_url: http://127.0.0.1:8001/v1
    model: meta-llama/Llama-4-Scout-17B-16E-Instruct"""


class RoutedLanguageModel:
    """A `LanguageModel`: the primary route, else the first one; for images the first of these with `vision: true`."""

    def __init__(self, routes: RoutesFile) -> None:
        self._closing = AsyncExitStack()
        named = list(_preferred(routes))
        self._text = self._open(named[:1])
        self._vision = self._open([(name, route) for name, route in named if route.vision][:1])

    async def complete(self, prompt: str, *, image: bytes | None = None) -> str:
        """Raises Unavailable: no such model is configured, or it does not answer."""
        model = self._text if image is None else self._vision
        if model is None and image is None:
            raise Unavailable(f"the embedded model writes no such text; {SETTING}")
        if model is None:
            raise Unavailable(f"no configured model reads images; {SETTING}\n    vision: true")
        try:
            return await model.complete(prompt, image)
        except ModelError as error:
            raise Unavailable(str(error)) from error

    async def aclose(self) -> None:
        await self._closing.aclose()

    def _open(self, chosen: list[tuple[str, ServerRoute]]) -> OpenAIModel | None:
        for name, route in chosen:
            key = secret(route.api_key_env) if route.api_key_env else None
            model = OpenAIModel(name, route.base_url, route.model, api_key=key, timeout=route.timeout)
            self._closing.push_async_callback(model.aclose)
            return model
        return None


def _preferred(routes: RoutesFile) -> Iterator[tuple[str, ServerRoute]]:
    """The configured models, the primary one first."""
    yield from sorted(routes.models.items(), key=lambda item: item[0] != routes.primary)
