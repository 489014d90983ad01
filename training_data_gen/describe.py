"""A line of a data set of any form, as validation and statistics see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson
from pydantic import ValidationError

from handlers.registry import Registry
from schemas.persona import Persona
from schemas.trajectory import Trajectory
from training_data_gen.chat_format import chat_records
from training_data_gen.offer import SHOWN, Offer, wanted
from training_data_gen.shown import Shown
from training_data_gen.source_formats import FormatError, read_example
from training_data_gen.trajectory_checks import TrajectoryChecks

FAULTS_OF_FORM = 5
"""Of one line: more of them come from the same mistake."""


@dataclass(frozen=True, slots=True)
class Described:
    """`texts` are what a model is trained on, one a turn. `said` is what makes one record the same as another.

    `kind` and `language` are empty where a record does not tell. `faults`: a line with any is described no further.
    """

    kind: str = ""
    language: str = ""
    handlers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    said: str = ""
    faults: tuple[str, ...] = ()


class Describer:
    """Describes lines against the handlers and personas that there are."""

    def __init__(self, registry: Registry, personas: Mapping[str, Persona], shown: int = SHOWN) -> None:
        self._registry = registry
        self._personas = personas
        self._offer = Offer({name: handler.definition for name, handler in registry.items()}, shown)
        self._checks = TrajectoryChecks(registry, personas)

    def describe(self, data: bytes) -> Described:
        """A trajectory, an example, or what is wrong with the line."""
        try:
            line: object = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            return Described(faults=(f"no JSON: {error}",))
        return self._trajectory(data) if isinstance(line, dict) and "turns" in line else self._example(data)

    def _trajectory(self, data: bytes) -> Described:
        try:
            trajectory = Trajectory.model_validate_json(data)
        except ValidationError as error:
            return Described(faults=tuple(_faults_of_form(error))[:FAULTS_OF_FORM])
        faults = tuple(self._checks.faults(trajectory))
        if faults:
            return Described(faults=faults)
        persona = self._personas[trajectory.persona]
        shown = Shown(trajectory, persona, self._offer.to(persona, trajectory))
        return Described(
            kind=trajectory.kind,
            language=trajectory.language,
            handlers=tuple(wanted(trajectory)),
            texts=tuple(record["text"] for record in chat_records(shown)),
            said="\n".join(turn.message for turn in trajectory.turns),
        )

    def _example(self, data: bytes) -> Described:
        try:
            example = read_example(data)
        except FormatError as error:
            return Described(faults=(str(error),))
        written = [orjson.dumps(example.tools).decode()] if example.tools else []
        for message in example.messages:
            written.append(message.get("content") or "")
            written += [orjson.dumps(call["function"]).decode() for call in message.get("tool_calls", ())]
        return Described(
            kind=str(example.metadata.get("kind", "")),
            language=str(example.metadata.get("language", "")),
            handlers=tuple(self._dotted(example.handlers)),
            texts=("\n".join(written),),
            said=example.said_by("user"),
        )

    def _dotted(self, names: tuple[str, ...]) -> Iterator[str]:
        """Names as the registry has them; a masked one stays as it is and counts for no handler."""
        for name in names:
            known = self._registry.by_wire.get(name)
            yield known.name if known else name


def _faults_of_form(error: ValidationError) -> Iterator[str]:
    """What is wrong in its place; a list of which an item is wrong counts as too short besides, which helps nobody."""
    found = error.errors()
    for one in found:
        if not any(other["loc"] != one["loc"] == other["loc"][: len(one["loc"])] for other in found):
            yield f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
