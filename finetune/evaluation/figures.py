"""Judged messages -> every figure of an evaluation. Pure: the same rows give the same figures."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from finetune.evaluation.calibration import Calibration, calibration
from finetune.evaluation.confusions import (
    ArgumentConfusion,
    Confusion,
    WrongEffect,
    argument_confusions,
    confusions,
    wrong_effects,
)
from finetune.evaluation.judging import Judged
from schemas.base import Record
from service.engine.policy import SURE


class Share(Record):
    """Of so many messages: the share whose handlers are right, and the share whose whole plan is."""

    messages: int
    routed: float
    exact: float


class HandlerFigures(Record):
    """wanted and planned: how often, asking for what is missing included. exact: share of its messages wholly right.

    precision: share of `planned` that was wanted; recall: share of `wanted` that was planned; None for a share of none.
    """

    wanted: int
    planned: int
    precision: float | None
    recall: float | None
    exact: float | None
    unseen: bool


class Latency(Record):
    """Milliseconds from request to plan, as a client sees it; failed requests left out."""

    p50: float
    p95: float


class Point(Record):
    """Were only plans at least so sure kept: the share of messages that keeps, and the share of those right."""

    confidence: float
    coverage: float
    right: float


class Selective(Record):
    """threshold: from where on a plan runs by itself. curve: each confidence that occurs, the surest first."""

    threshold: float
    kept: int
    coverage: float
    right: float | None
    curve: tuple[Point, ...]


class Figures(Record):
    """left_alone: share of no-call messages with an empty plan. asked_for: share of messages with something missing
    that are answered by asking for exactly that. seen and unseen: messages that want handlers known in training, and
    those that want any that was not.
    """

    overall: Share
    failures: dict[str, int]
    by_language: dict[str, Share]
    by_kind: dict[str, Share]
    by_language_and_kind: dict[str, dict[str, Share]]
    left_alone: float | None
    asked_for: float | None
    seen: Share | None
    unseen: Share | None
    handlers: dict[str, HandlerFigures]
    latency_ms: Latency | None
    calibration: Calibration | None
    selective: Selective
    confusions: tuple[Confusion, ...]
    argument_confusions: tuple[ArgumentConfusion, ...]
    wrong_effects: tuple[WrongEffect, ...]

    def groups(self) -> Iterator[tuple[str, Share]]:
        """The shares of one kind, language or side each, with its name, in the order in which they are read."""
        yield "all", self.overall
        yield from self.by_language.items()
        yield from self.by_kind.items()
        for name, share in (("handlers seen in training", self.seen), ("handlers unseen", self.unseen)):
            if share:
                yield name, share


def figures(rows: Sequence[Judged], effects: Mapping[str, str], unseen: frozenset[str] = frozenset()) -> Figures:
    """All figures. `effects`: handler -> effect; `unseen`: handlers that the model did not know in training.

    Raises ValueError for no rows.
    """
    if not rows:
        raise ValueError("there are no messages to judge")
    by_language = _grouped(rows, lambda row: row.query.lang)
    timed = [row.answer.milliseconds for row in rows if row.answer.plan]
    calling = [row for row in rows if row.query.calls]
    new, known = _split(calling, unseen)
    return Figures(
        overall=_share(rows),
        failures=dict(Counter(row.answer.error for row in rows if row.answer.error is not None).most_common()),
        by_language=_shares(by_language),
        by_kind=_shares(_grouped(rows, _kind)),
        by_language_and_kind={lang: _shares(_grouped(of, _kind)) for lang, of in by_language.items()},
        left_alone=_mean(row.exact for row in rows if row.query.kind == "none"),
        asked_for=_mean(_asks_for_it(row) for row in rows if row.query.kind == "missing"),
        seen=_share(known) if unseen and known else None,
        unseen=_share(new) if new else None,
        handlers=_handlers(rows, unseen),
        latency_ms=Latency(p50=float(np.quantile(timed, 0.5)), p95=float(np.quantile(timed, 0.95))) if timed else None,
        calibration=_calibration(rows),
        selective=selective(rows, SURE),
        confusions=confusions(rows),
        argument_confusions=argument_confusions(rows),
        wrong_effects=wrong_effects(rows, effects, SURE),
    )


def selective(rows: Sequence[Judged], threshold: float) -> Selective:
    """What is kept at a threshold and at every other one. A plan without a confidence is never kept."""
    sure = sorted(((row.confidence, row.exact) for row in rows if row.confidence is not None), reverse=True)
    curve: list[Point] = []
    kept = right = 0
    for confidence, alike in groupby(sure, key=lambda one: one[0]):
        outcomes = [exact for _, exact in alike]
        kept, right = kept + len(outcomes), right + sum(outcomes)
        curve.append(Point(confidence=confidence, coverage=kept / len(rows), right=right / kept))
    above = [exact for confidence, exact in sure if confidence >= threshold]
    return Selective(
        threshold=threshold,
        kept=len(above),
        coverage=len(above) / len(rows),
        right=_mean(above),
        curve=tuple(curve),
    )


def _kind(row: Judged) -> str:
    return row.query.kind


def _grouped(rows: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    return {name: list(of) for name, of in groupby(sorted(rows, key=key), key)}


def _shares(groups: Mapping[str, Sequence[Judged]]) -> dict[str, Share]:
    return {name: _share(of) for name, of in groups.items()}


def _split(rows: Iterable[Judged], unseen: frozenset[str]) -> tuple[list[Judged], list[Judged]]:
    """The messages that want any unseen handler, and the others."""
    sides: tuple[list[Judged], list[Judged]] = ([], [])
    for row in rows:
        sides[unseen.isdisjoint(call.handler for call in row.query.calls)].append(row)
    return sides


def _share(rows: Sequence[Judged]) -> Share:
    count = len(rows)
    return Share(
        messages=count, routed=sum(row.routed for row in rows) / count, exact=sum(row.exact for row in rows) / count
    )


def _mean(outcomes: Iterable[bool]) -> float | None:
    listed = list(outcomes)
    return sum(listed) / len(listed) if listed else None


def _asks_for_it(row: Judged) -> bool:
    """Whether the plan runs nothing and asks for exactly what was left unsaid, of the right handler."""
    plan, wanted = row.answer.plan, row.query.calls[0]
    return (
        plan is not None
        and [(asked.handler, set(asked.params)) for asked in plan.missing] == [(wanted.handler, set(wanted.missing))]
        and not plan.calls
    )


def _handlers(rows: Sequence[Judged], unseen: frozenset[str]) -> dict[str, HandlerFigures]:
    wanted: Counter[str] = Counter()
    planned: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    messages: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows:
        plan = row.answer.plan
        want = Counter(call.handler for call in row.query.calls)
        got = Counter(call.handler for call in (*plan.calls, *plan.missing)) if plan else Counter[str]()
        wanted, planned, hit = wanted + want, planned + got, hit + (want & got)
        messages.update(want.keys())
        right.update(want.keys() if row.exact else ())
    return {
        name: HandlerFigures(
            wanted=wanted[name],
            planned=planned[name],
            precision=hit[name] / planned[name] if planned[name] else None,
            recall=hit[name] / wanted[name] if wanted[name] else None,
            exact=right[name] / messages[name] if messages[name] else None,
            unseen=name in unseen,
        )
        for name in sorted(wanted | planned)
    }


def _calibration(rows: Sequence[Judged]) -> Calibration | None:
    sure = [(row.confidence, row.exact) for row in rows if row.confidence is not None]
    if not sure:
        return None
    confidences, right = np.array(sure, dtype=np.float64).T
    return calibration(confidences, right)
