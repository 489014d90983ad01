"""A trajectory with what stands around it in a training example: the persona, and the definitions it is offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from schemas.persona import Persona
from schemas.prompt import Outcome
from schemas.tools import ToolDefinition
from schemas.trajectory import Trajectory, TrajectoryResult, TrajectoryTurn
from scout.pythonic import renumbered
from scout.render import time_text


@dataclass(frozen=True)
class Shown:
    """`definitions` are under the wire names that they have in this record."""

    trajectory: Trajectory
    persona: Persona
    definitions: tuple[ToolDefinition, ...]

    @cached_property
    def wire_names(self) -> Mapping[str, str]:
        """Handler -> its name on the wire."""
        return {definition.name: definition.wire_name for definition in self.definitions}

    @property
    def system(self) -> str:
        """The persona and the time, as a server with a chat template of its own is told them."""
        now = self.trajectory.now.astimezone(ZoneInfo(self.trajectory.timezone))
        return f"{self.persona.prompt.strip()}\n\n{time_text(now, self.trajectory.timezone)}"

    @cached_property
    def turns(self) -> tuple[TrajectoryTurn, ...]:
        """The turns with their calls numbered c1, c2 ... in each, as every model is to write references."""
        return tuple(map(_numbered, self.trajectory.turns))


def outcome(result: TrajectoryResult) -> Outcome:
    """A result as a model reads it; the arguments stand in the plan."""
    return Outcome(
        result.call_id, result.handler, {}, result.status, result.result, result.error, simulated=result.simulated
    )


def _numbered(turn: TrajectoryTurn) -> TrajectoryTurn:
    planned = [call.id for step in turn.steps for call in step.calls]
    ids = {call_id: f"c{number}" for number, call_id in enumerate(planned, 1)}
    steps = tuple(
        step.model_copy(
            update={
                "calls": tuple(renumbered(call, ids) for call in step.calls),
                "results": tuple(one.model_copy(update={"call_id": ids[one.call_id]}) for one in step.results),
            }
        )
        for step in turn.steps
    )
    return turn.model_copy(update={"steps": steps})
