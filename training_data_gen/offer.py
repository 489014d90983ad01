"""Which definitions a record shows its model: those it calls, others that are like them, and some that are not."""

import random
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from handlers.definitions import wire_name
from schemas.persona import Persona
from schemas.tools import ToolDefinition
from schemas.trajectory import Trajectory

SHOWN = 16
"""As many as the service's shortlist shows where it is set as in the README."""

ALIKE = 0.5
"""Share of the places left that go to handlers of the domains that the record is about."""


class Offer:
    """Chooses the definitions of records. Deterministic: a record's id decides what is shown with it."""

    def __init__(self, definitions: Mapping[str, ToolDefinition], shown: int = SHOWN) -> None:
        self._definitions = definitions
        self._shown = shown

    def to(self, persona: Persona, trajectory: Trajectory) -> tuple[ToolDefinition, ...]:
        """In stable order, under the names they have in the record. A persona is shown only what it may use."""
        allowed = [
            definition
            for name, definition in self._definitions.items()
            if any(fnmatchcase(name, pattern) for pattern in persona.handlers)
        ]
        used = set(wanted(trajectory))
        chosen = {definition.name for definition in allowed if definition.name in used}
        rng = random.Random(trajectory.id)  # noqa: S311 (data, not a secret)
        others = [definition for definition in allowed if definition.name not in chosen]
        rng.shuffle(others)
        domains = {self._definitions[name].domain for name in chosen}
        alike = [definition for definition in others if definition.domain in domains]
        room = max(self._shown - len(chosen), 0)
        chosen |= {definition.name for definition in alike[: int(room * ALIKE)]}
        rest = [definition for definition in others if definition.name not in chosen]
        chosen |= {definition.name for definition in rest[: max(self._shown - len(chosen), 0)]}
        return tuple(_renamed(one, trajectory.masked_names) for one in allowed if one.name in chosen)


def wanted(trajectory: Trajectory) -> Iterator[str]:
    """The handlers that a record calls, or asks the person about."""
    for turn in trajectory.turns:
        for step in turn.steps:
            yield from (call.handler for call in step.calls)
            yield from (missing.handler for missing in step.missing)


def _renamed(definition: ToolDefinition, names: Mapping[str, str]) -> ToolDefinition:
    name = names.get(definition.name)
    return definition if name is None else definition.model_copy(update={"wire_name": wire_name(name)})
