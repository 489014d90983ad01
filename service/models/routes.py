"""The configured models and which of them answers: `ZANTARA_ROUTES`, one YAML file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from handlers.ports import Encoder
from schemas.base import Record
from service.engine.ports import Model
from service.models.openai import OpenAIModel
from service.models.shortlisted import ShortlistedModel
from service.settings import secret

EMBEDDED = "scout-mini"


class ServerRoute(Record):
    """A model on an OpenAI-compatible server.

    api_key_env: name of the environment variable that holds its key. confidence: what its plans are taken to be sure
    of, since such a server tells none; left out, its writes and sends wait for a yes. shortlist: how many definitions
    it is shown, left out all. vision: whether it reads images.
    """

    base_url: Annotated[str, Field(pattern=r"^https?://")]
    model: str
    api_key_env: str | None = None
    timeout: Annotated[float, Field(gt=0)] = 60.0
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    shortlist: Annotated[int, Field(ge=1)] | None = None
    vision: bool = False


class RoutesFile(Record):
    """`primary` names the model that answers when a request names none."""

    models: dict[str, ServerRoute] = Field(default_factory=dict)
    primary: str = EMBEDDED


class RoutesError(Exception):
    """The routes file cannot be used; the message names the file and the fault."""


def read_routes(path: Path | None) -> RoutesFile:
    """Raises RoutesError."""
    if path is None:
        return RoutesFile()
    try:
        routes = RoutesFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise RoutesError(f"{path}: {error}") from error
    if routes.primary != EMBEDDED and routes.primary not in routes.models:
        known = ", ".join([EMBEDDED, *routes.models])
        raise RoutesError(f"{path}: primary is {routes.primary!r}, which is not configured; there are {known}")
    return routes


class Models:
    """Every model by name."""

    def __init__(self, models: Mapping[str, Model], primary: str) -> None:
        self._models = dict(models)
        self._primary = primary

    def choose(self, name: str | None) -> Model:
        """The model of this name, or the primary one. Raises LookupError naming those there are."""
        wanted = name or self._primary
        if wanted not in self._models:
            raise LookupError(f"there is no model {wanted!r}; there are {', '.join(self._models)}")
        return self._models[wanted]

    async def close(self) -> None:
        for model in self._models.values():
            if isinstance(model, OpenAIModel | ShortlistedModel):
                await model.aclose()


def server_model(name: str, route: ServerRoute, encoder: Encoder, cache_dir: Path) -> Model:
    """The model behind a route."""
    key = secret(route.api_key_env) if route.api_key_env else None
    model = OpenAIModel(
        name, route.base_url, route.model, api_key=key, timeout=route.timeout, assumed_confidence=route.confidence
    )
    return model if route.shortlist is None else ShortlistedModel(model, encoder, route.shortlist, cache_dir)
