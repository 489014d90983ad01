"""The confusions that matter: which handler is taken for which, which arguments go wrong, what harm would be done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from finetune.evaluation.judging import ArgumentFault, Fault, Judged
from schemas.base import Record
from schemas.plan import PlannedCall
from schemas.tools import Effect

NOTHING = "nothing"
"""Stands for the handler where nothing was wanted, or nothing planned."""


class Confusion(Record):
    """How often `got` was planned where `wanted` was right; `name?` is asking for what is missing.

    example: the id of a message.
    """

    wanted: str
    got: str
    count: int
    example: str


class ArgumentConfusion(Record):
    """How often an argument of a right handler went wrong in one way. first: what it was in the example."""

    handler: str
    param: str
    fault: Fault
    count: int
    example: str
    first: ArgumentFault


class WrongEffect(Record):
    """A call that changes something, that the planner was sure of, and that the person did not want so."""

    id: str
    query: str
    effect: str
    call: PlannedCall
    confidence: float


def confusions(rows: Iterable[Judged]) -> tuple[Confusion, ...]:
    """Pairs, the most frequent first. What is absent and what is too much in a plan are paired in their order."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.answer.plan is None:
            continue
        pairs = zip_longest(row.differences.absent, row.differences.extra, fillvalue=NOTHING)
        for pair in pairs:
            found[pair].append(row.query.id)
    pairs = (Confusion(wanted=wanted, got=got, count=len(ids), example=ids[0]) for (wanted, got), ids in found.items())
    return tuple(sorted(pairs, key=lambda one: (-one.count, one.wanted, one.got)))


def argument_confusions(rows: Iterable[Judged]) -> tuple[ArgumentConfusion, ...]:
    """The arguments that go wrong, the most frequent first."""
    found: dict[tuple[str, str, Fault], list[tuple[str, ArgumentFault]]] = defaultdict(list)
    for row in rows:
        for fault in row.differences.arguments:
            found[fault.handler, fault.param, fault.fault].append((row.query.id, fault))
    counted = (
        ArgumentConfusion(
            handler=handler, param=param, fault=fault, count=len(seen), example=seen[0][0], first=seen[0][1]
        )
        for (handler, param, fault), seen in found.items()
    )
    return tuple(sorted(counted, key=lambda one: (-one.count, one.handler, one.param, one.fault)))


def wrong_effects(rows: Sequence[Judged], effects: Mapping[str, str], sure: float) -> tuple[WrongEffect, ...]:
    """The wrong calls that are no reads, of plans at least so sure; a plan that asks for something runs none."""
    found: list[WrongEffect] = []
    for row in rows:
        plan = row.answer.plan
        if plan is None or plan.missing or plan.confidence is None or plan.confidence < sure:
            continue
        for call in plan.calls:
            effect = effects.get(call.handler, "unknown")
            if effect != Effect.READ and call.id in row.differences.wrong_calls:
                found.append(
                    WrongEffect(
                        id=row.query.id, query=row.query.query, effect=effect, call=call, confidence=plan.confidence
                    )
                )
    return tuple(sorted(found, key=lambda one: -one.confidence))
