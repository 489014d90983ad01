"""Scout Mini behind the model port: plans a step on the CPU, and writes the answer from the results."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Lock

from cachetools import LRUCache

from schemas.plan import Plan
from schemas.prompt import Prompt, TextDelta
from schemas.tools import ToolDefinition
from schemas.turn import Usage
from scout.mini.answer import compose
from scout.mini.knowledge import Knowledge
from scout.mini.network import Network
from scout.mini.planner import NAME, Planner

Definitions = tuple[ToolDefinition, ...]

REGISTRIES = 8
"""Sets of handlers whose knowledge is kept: each persona has one, and a request may bring its own."""


class ScoutMini:
    """A `Model`. The first step plans; once there are steps, or nothing to call, it writes the answer.

    `cache_dir` keeps the embeddings of the first set of handlers that is seen, so that a restart encodes nothing.
    """

    name = NAME

    def __init__(self, network: Network, cache_dir: Path | None = None) -> None:
        self._network = network
        self._cache_dir = cache_dir
        self._planner = Planner(network)
        self._known: LRUCache[tuple[str, ...], tuple[Definitions, Knowledge]] = LRUCache(REGISTRIES)
        self._building = Lock()

    async def step(self, prompt: Prompt) -> AsyncIterator[TextDelta | Plan | Usage]:
        """One plan, or the pieces of an answer. Plans are made in a thread: an encoding would block the loop."""
        if not prompt.steps:
            yield await asyncio.to_thread(self.plan, prompt)
            return
        for piece in compose(prompt):
            yield TextDelta(piece)

    def plan(self, prompt: Prompt) -> Plan:
        """As the first step, in this thread."""
        return self._planner.plan(prompt, self._knowledge(tuple(prompt.definitions)))

    def warm(self, definitions: Definitions) -> None:
        """Learn a registry before the first message asks for it."""
        self._knowledge(definitions)

    def _knowledge(self, definitions: Definitions) -> Knowledge:
        """What is known of these definitions, learned once; same names with other contents are learned anew."""
        key = tuple(definition.name for definition in definitions)
        with self._building:
            kept = self._known.get(key)
            if kept is None or kept[0] != definitions:
                # One folder holds one registry: the first, which is the service's own.
                folder = self._cache_dir if not self._known else None
                kept = definitions, self._network.knowledge(definitions, folder)
                self._known[key] = kept
            return kept[1]
