"""A plan beside what was wanted: whether it is right, and where it is not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from pydantic import JsonValue

from finetune.evaluation.endpoint import Answer
from finetune.evaluation.queries import Query, WantedCall
from finetune.evaluation.scoring import exact, routed, same
from schemas.base import Record
from schemas.plan import MissingCall, Plan, PlannedCall

Fault = Literal["left out", "wrong", "not said", "not asked for", "asked for needlessly"]


class ArgumentFault(Record):
    """An argument of a right handler that is not right. `wanted` holds the acceptable values."""

    handler: str
    param: str
    fault: Fault
    wanted: tuple[JsonValue, ...] = ()
    got: JsonValue = None


class Differences(Record):
    """absent: handlers wanted and not planned; extra: planned and not wanted. `name?` is asking instead of calling.

    wrong_calls: ids of the planned calls that should not run as they are.
    """

    absent: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    arguments: tuple[ArgumentFault, ...] = ()
    wrong_calls: tuple[str, ...] = ()


class Judged(Record):
    """A message, the answer to it, and the verdict. Without a plan it is wrong."""

    query: Query
    answer: Answer
    routed: bool
    exact: bool
    differences: Differences

    @property
    def confidence(self) -> float | None:
        return self.answer.plan.confidence if self.answer.plan else None


class _Pair(NamedTuple):
    """A wanted call and the planned one that stands for it."""

    wanted: WantedCall
    got: PlannedCall | MissingCall
    faults: list[ArgumentFault]


def judge(query: Query, answer: Answer) -> Judged:
    plan = answer.plan
    if plan is None:
        missed = Differences(absent=tuple(_label(call) for call in _sought(query)))
        return Judged(query=query, answer=answer, routed=False, exact=False, differences=missed)
    right = exact(plan, query)
    differences = Differences() if right else compare(plan, query)
    return Judged(query=query, answer=answer, routed=routed(plan, query), exact=right, differences=differences)


def compare(plan: Plan, query: Query) -> Differences:
    """What differs, call by call."""
    sought = _sought(query)
    pairs = _pairs(plan, query, sought)
    stands = {id(pair.got) for pair in pairs.values()}
    extra = [got for got in (*plan.calls, *plan.missing) if id(got) not in stands]
    faulty = [pair.got for pair in pairs.values() if pair.faults]
    return Differences(
        absent=tuple(_label(call) for at, call in enumerate(sought) if at not in pairs),
        extra=tuple(map(_label, extra)),
        arguments=tuple(fault for at in sorted(pairs) for fault in pairs[at].faults),
        wrong_calls=tuple(call.id for call in (*faulty, *extra) if isinstance(call, PlannedCall)),
    )


def _pairs(plan: Plan, query: Query, sought: Sequence[PlannedCall | MissingCall]) -> dict[int, _Pair]:
    """Which planned call stands for each wanted one: first those without a fault, then those with the fewest."""
    left: list[PlannedCall | MissingCall] = [*plan.calls, *plan.missing]
    pairs: dict[int, _Pair] = {}
    ids: dict[int, str] = {}
    for most in (0, None):
        for at in (at for at in range(len(sought)) if at not in pairs):
            same_handler = (got for got in left if _label(got) == _label(sought[at]))
            candidates = [_paired(query.calls[at], got, ids) for got in same_handler]
            best = min(candidates, key=lambda pair: len(pair.faults), default=None)
            if best is None or (most is not None and len(best.faults) > most):
                continue
            pairs[at] = best
            # By identity: two calls may be equal but for the place they stand at.
            left = [got for got in left if got is not best.got]
            if isinstance(best.got, PlannedCall):
                ids[at] = best.got.id
    return pairs


def _sought(query: Query) -> Sequence[PlannedCall | MissingCall]:
    """The wanted calls as a plan would hold them, without arguments."""
    if query.kind == "missing":
        return [MissingCall(handler=call.handler, params=call.missing) for call in query.calls]
    return [PlannedCall(id=str(at), handler=call.handler) for at, call in enumerate(query.calls)]


def _label(call: PlannedCall | MissingCall) -> str:
    return call.handler if isinstance(call, PlannedCall) else f"{call.handler}?"


def _paired(wanted: WantedCall, got: PlannedCall | MissingCall, ids: Mapping[int, str]) -> _Pair:
    faults = [*_argument_faults(wanted, got.args, ids)]
    if isinstance(got, MissingCall):
        faults += _asking_faults(wanted, got)
    return _Pair(wanted, got, faults)


def _argument_faults(
    wanted: WantedCall, args: Mapping[str, JsonValue], ids: Mapping[int, str]
) -> Iterator[ArgumentFault]:
    for param, accepted in {**wanted.optional, **wanted.args}.items():
        required = param in wanted.args
        if param not in args or (args[param] is None and not required):
            if required:
                yield ArgumentFault(handler=wanted.handler, param=param, fault="left out", wanted=tuple(accepted))
        elif (accepted or required) and not any(same(args[param], each, ids) for each in accepted):
            yield ArgumentFault(
                handler=wanted.handler, param=param, fault="wrong", wanted=tuple(accepted), got=args[param]
            )
    for param, value in args.items():
        if value is not None and param not in wanted.args and param not in wanted.optional:
            yield ArgumentFault(handler=wanted.handler, param=param, fault="not said", got=value)


def _asking_faults(wanted: WantedCall, got: MissingCall) -> Iterator[ArgumentFault]:
    for param in sorted(set(wanted.missing) - set(got.params)):
        yield ArgumentFault(handler=wanted.handler, param=param, fault="not asked for")
    for param in sorted(set(got.params) - set(wanted.missing)):
        yield ArgumentFault(handler=wanted.handler, param=param, fault="asked for needlessly")
