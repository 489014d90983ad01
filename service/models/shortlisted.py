"""A model that is shown the handlers that fit the message, not all of them: fewer tokens, the same plans."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

from handlers.ports import Encoder
from schemas.plan import Plan
from schemas.prompt import Prompt, TextDelta
from schemas.tools import ToolDefinition
from schemas.turn import Usage
from scout.shortlist import Shortlist
from service.models.openai import OpenAIModel


class ShortlistedModel:
    """Narrows a prompt's definitions to the `limit` best, in their stable order, and hands on to `model`."""

    def __init__(self, model: OpenAIModel, encoder: Encoder, limit: int, cache_dir: Path) -> None:
        self.name = model.name
        self._model = model
        self._encoder = encoder
        self._limit = limit
        self._cache_dir = cache_dir
        self._shortlist: tuple[Sequence[ToolDefinition], Shortlist] | None = None

    async def step(self, prompt: Prompt) -> AsyncIterator[TextDelta | Plan | Usage]:
        """As the model's."""
        if len(prompt.definitions) > self._limit:
            prompt = replace(prompt, definitions=await asyncio.to_thread(self._narrowed, prompt))
        async for piece in self._model.step(prompt):
            yield piece

    def _narrowed(self, prompt: Prompt) -> tuple[ToolDefinition, ...]:
        fitting = {scored.definition.name for scored in self._of(prompt.definitions).rank(prompt.message, self._limit)}
        # What the turn has used stays, so that its own calls do not vanish from the model's sight.
        used = {outcome.handler for step in prompt.steps for outcome in step.outcomes}
        return tuple(definition for definition in prompt.definitions if definition.name in fitting | used)

    def _of(self, definitions: Sequence[ToolDefinition]) -> Shortlist:
        if self._shortlist is None or self._shortlist[0] is not definitions:
            self._shortlist = (definitions, Shortlist(self._encoder, definitions, self._cache_dir))
        return self._shortlist[1]

    async def aclose(self) -> None:
        await self._model.aclose()
