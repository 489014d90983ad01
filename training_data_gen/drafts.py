"""A conversation as it is written, before anything of it was run."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import JsonValue

from schemas.plan import MissingCall, Plan, PlannedCall, Route
from schemas.trajectory import Wish
from training_data_gen.slots.setting import Language
from training_data_gen.written import Written

Sort = Literal["single", "multiple", "parallel", "multi_turn", "none", "missing", "error_recovery"]
"""What an example is written for. `multiple`: several handlers; `parallel`: several calls that wait for none."""

ROUTE = Route(model="written", confidence=1.0, reason="written with the message")


@dataclass(frozen=True, slots=True)
class Task:
    """An example to be made. The same task always gives the same example."""

    number: int
    sort: Sort
    handler: str
    language: Language


@dataclass(frozen=True, slots=True)
class DraftTurn:
    """A message and what it asks for.

    context: arguments that stand from the turn before, for its only wish. earlier: its references point at the results
    of the turn before.
    fails: some call is to fail, honestly, on what is not there.
    """

    message: Written
    context: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    earlier: bool = False
    fails: bool = False

    @property
    def wishes(self) -> Sequence[Wish]:
        """With what stands from the turn before."""
        if not self.context:
            return self.message.wishes
        wish = self.message.wishes[0]
        return (wish.model_copy(update={"args": {**self.context, **wish.args}, "missing": ()}),)

    def plan(self, wishes: Sequence[Wish] | None = None) -> Plan:
        """The calls that the message asks for; a wish that lacks something is asked for instead."""
        wishes = self.wishes if wishes is None else wishes
        return Plan(
            calls=tuple(_call(at, wish) for at, wish in enumerate(wishes) if not wish.missing),
            missing=tuple(
                MissingCall(handler=wish.handler, args=dict(wish.args), params=wish.missing)
                for wish in wishes
                if wish.missing
            ),
            confidence=1.0,
            route=ROUTE,
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """`decision`: the person's word on what waits for one. `now`: when the first message was written."""

    task: Task
    now: dt.datetime
    turns: Sequence[DraftTurn]
    persona: str = "zantara"
    decision: Literal["approve", "deny"] = "approve"

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source for turn in self.turns for source in turn.message.sources))


def _call(at: int, wish: Wish) -> PlannedCall:
    after = tuple(f"c{index + 1}" for index in wish.after)
    args = {name: _named(value) for name, value in wish.args.items()}
    return PlannedCall(id=f"c{at + 1}", handler=wish.handler, args=args, after=after)


def _named(value: JsonValue) -> JsonValue:
    """A reference to a wish as one to its call."""
    if isinstance(value, dict) and "$from" in value:
        return {**value, "$from": f"c{str(value['$from'])[1:]}"}
    return value
