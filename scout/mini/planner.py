"""Scout Mini: one message -> a plan. Its network routes and marks, normalisers read, a fitted model tells how sure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from pydantic import JsonValue

from handlers.ports import Vectors
from schemas.messages import MessageCall, Role
from schemas.plan import MissingCall, Plan, PlannedCall, Route
from schemas.prompt import Prompt
from schemas.tools import ToolDefinition
from scout.mini.calibration import Calibration, calibration
from scout.mini.knowledge import Knowledge, KnownHandler
from scout.mini.logistic import Features
from scout.mini.network import Network
from scout.mini.pending import completed
from scout.mini.reading import Passage, Reading, read
from scout.mini.references import feeds, source_of
from scout.mini.segments import Range, ways

NAME = "scout-mini"

TOGETHER = 0.25
"""Probability of a second handler from which one segment asks for both: "translate that page"."""

LACKING = 2.5
"""What a call that lacks something costs a way of cutting, in log-odds."""

ELSEWHERE_TEXT, ELSEWHERE_TYPED = 0.5, 0.8
"""Probability from which a message is a wish of its own and no answer to what was asked: anything could be a text,
but a number or a day that was asked for is seldom something else."""


@dataclass(frozen=True, slots=True)
class Routed:
    """A segment's likeliest handlers, best first; what is no handler is in `nothing` and `repeats`."""

    passage: Passage
    best: tuple[tuple[KnownHandler, float], ...]
    nothing: float
    repeats: float

    @property
    def likeliest(self) -> float:
        return max(self.best[0][1] if self.best else 0.0, self.nothing, self.repeats)

    @property
    def calls(self) -> bool:
        return self.best[0][1] > max(self.nothing, self.repeats) if self.best else False


@dataclass(slots=True)
class Draft:
    """Calls and questions so far, and what the confidence is told from."""

    calls: list[PlannedCall] = field(default_factory=list[PlannedCall])
    missing: list[MissingCall] = field(default_factory=list[MissingCall])
    read: list[tuple[KnownHandler, float, Reading]] = field(default_factory=list[tuple[KnownHandler, float, Reading]])

    @property
    def definitions(self) -> dict[str, ToolDefinition]:
        return {handler.definition.name: handler.definition for handler, *_ in self.read}


class Planner:
    """Plans one message at a time. Thread-safe."""

    def __init__(self, network: Network, figures: Calibration | None = None) -> None:
        self._tower, self._heads = network.tower, network.heads
        self._figures = figures or calibration()

    def plan(self, prompt: Prompt, knowledge: Knowledge) -> Plan:
        """The calls that the message asks for, what they lack, and the probability that all of it is right.

        `knowledge` must be of `prompt.definitions`.
        """
        return self.plan_with_features(prompt, knowledge)[0]

    def plan_with_features(self, prompt: Prompt, knowledge: Knowledge) -> tuple[Plan, Features]:
        """As `plan`, with what its confidence was told from: the calibration is fitted on both."""
        tokens = self._tower.read(prompt.message)
        said = self._heads.said(tokens.vectors)

        def passage(piece: Range) -> Passage:
            return Passage(tokens, said, *piece, prompt.language, prompt.now)

        @cache
        def routed(piece: Range) -> Routed:
            return self._routed(passage(piece), knowledge)

        def clarity(pieces: Sequence[Range]) -> Vectors:
            vectors = (self._heads.routed(passage(piece).vector) for piece in pieces)
            return np.log([_softmax(knowledge.logits(vector)).max() for vector in vectors])

        found = ways(tokens, self._heads.begins(tokens.vectors), clarity)
        if prompt.pending and (plan := self._continued(prompt, list(map(routed, found[0].ranges)), knowledge)):
            return plan, {}
        drafts = [self._draft(list(map(routed, way.ranges)), prompt, knowledge) for way in found]
        # A piece that lacks something is more often a part of its neighbour than a wish of its own.
        scores = np.array([way.score - LACKING * len(draft.missing) for way, draft in zip(found, drafts, strict=True)])
        best = int(scores.argmax())
        draft = drafts[best]
        doubt = 1 - 1 / float(np.exp(scores - scores[best]).sum())
        features = plan_features(list(map(routed, found[best].ranges)), draft, doubt)
        confidence = round(self._figures.confidence.probability(features), 3)
        route = Route(model=NAME, confidence=confidence, reason=_reason(draft))
        return Plan(
            calls=tuple(draft.calls), missing=tuple(draft.missing), confidence=confidence, route=route
        ), features

    def _routed(self, passage: Passage, knowledge: Knowledge) -> Routed:
        vector = self._heads.routed(passage.vector)
        start, end = passage.bounds
        probabilities = _softmax(knowledge.logits(vector, passage.tokens.text[start:end]))
        order = np.argsort(-probabilities[:-2], kind="stable")[:3]
        best = tuple((knowledge.handlers[at], float(probabilities[at])) for at in map(int, order))
        return Routed(passage, best, float(probabilities[-2]), float(probabilities[-1]))

    def _draft(self, segments: Sequence[Routed], prompt: Prompt, knowledge: Knowledge) -> Draft:
        draft = Draft()
        for segment in segments:
            if segment.calls:
                self._add(draft, segment)
            elif segment.repeats > segment.nothing:
                self._repeat(draft, segment, prompt, knowledge)
        return draft

    def _add(self, draft: Draft, segment: Routed) -> None:
        """The segment's call; where it asks for two at once, the one that feeds the other first."""
        wanted = [segment.best[0]]
        if len(segment.best) > 1 and segment.best[1][1] >= TOGETHER:
            wanted = self._together(segment.passage, segment.best[0], segment.best[1]) or wanted
        for handler, sure in wanted:
            reading = read(handler, segment.passage, self._heads, earlier=bool(draft.calls))
            draft.read.append((handler, sure, reading))
            self._append(draft, handler, reading)

    def _together(self, passage: Passage, *both: tuple[KnownHandler, float]) -> list[tuple[KnownHandler, float]] | None:
        """Both handlers in their order, where the one says nothing of what it could take from the other."""
        for first, second in (both, both[::-1]):
            if feeds(first[0].definition, second[0].definition):
                source = read(first[0], passage, self._heads, earlier=False)
                taker = read(second[0], passage, self._heads, earlier=True)
                if not source.missing and taker.implied and not taker.missing:
                    return [first, second]
        return None

    def _append(self, draft: Draft, handler: KnownHandler, reading: Reading) -> None:
        args = reading.args
        lacking = list(reading.missing)
        after: list[str] = []
        for name in (*(each.parameter for each in reading.said if each.points), *reading.implied):
            source = source_of(draft.calls, draft.definitions, handler.definition, name)
            if source:
                args[name] = source
                after.append(str(source["$from"]))
            elif name in handler.definition.required:
                lacking.append(name)
        if lacking:
            asked = MissingCall(handler=handler.definition.name, args=args, params=tuple(lacking))
            draft.missing.append(asked)
            return
        call = PlannedCall(
            id=f"c{len(draft.calls) + 1}", handler=handler.definition.name, args=args, after=tuple(dict.fromkeys(after))
        )
        draft.calls.append(call)

    def _repeat(self, draft: Draft, segment: Routed, prompt: Prompt, knowledge: Knowledge) -> None:
        """The last call of the conversation once more, with what this message says otherwise."""
        before = _last_call(prompt)
        known = {handler.definition.name: handler for handler in knowledge.handlers}
        if before is None or before.handler not in known:
            return
        handler = known[before.handler]
        reading = read(handler, segment.passage, self._heads, earlier=False)
        draft.read.append((handler, segment.repeats, reading))
        args: dict[str, JsonValue] = {**before.args, **reading.args}
        draft.calls.append(PlannedCall(id=f"c{len(draft.calls) + 1}", handler=before.handler, args=args))

    def _continued(self, prompt: Prompt, routed: Sequence[Routed], knowledge: Knowledge) -> Plan | None:
        """The pending call, completed; None where the message clearly asks for something else."""
        pending = prompt.pending
        handler = next((h for h in knowledge.handlers if pending and h.definition.name == pending.handler), None)
        if pending is None or handler is None:
            return None
        text = any(p.parameter.is_text for p in handler.parameters if p.parameter.name in pending.params)
        bar = ELSEWHERE_TEXT if text else ELSEWHERE_TYPED
        if any(each.calls and each.best[0][0] is not handler and each.best[0][1] >= bar for each in routed):
            return None
        args = completed(pending, handler.definition, prompt.message, prompt.language, prompt.now)
        if args is None:
            return None
        sure = self._figures.continued
        lacking = tuple(name for name in pending.params if name not in args)
        route = Route(model=NAME, confidence=sure, reason="completes the call that was asked about")
        if lacking:
            asked = MissingCall(handler=pending.handler, args=args, params=lacking)
            return Plan(missing=(asked,), confidence=sure, route=route)
        return Plan(calls=(PlannedCall(id="c1", handler=pending.handler, args=args),), confidence=sure, route=route)


def plan_features(routed: Sequence[Routed], draft: Draft, cut_doubt: float) -> dict[str, float]:
    """What the confidence of a whole plan is told from; see `finetune/mini/calibrate.py`."""
    tops = [each.likeliest for each in routed]
    margins = [_margin(each) for each in routed]
    readings = [reading for *_, reading in draft.read]
    said = [each.certainty for reading in readings for each in reading.said]
    return {
        "route": _odds(min(tops)),
        "margin": min(margins),
        "cut": cut_doubt,
        "several": float(len(draft.read) > 1),
        "none": float(not draft.read),
        "missing": float(bool(draft.missing)),
        "said": _odds(min(said, default=0.98)),
        "said_product": float(np.prod(said)) if said else 1.0,
        "doubt": max((reading.doubt for reading in readings), default=0.0),
        "unread": float(any(reading.unread for reading in readings)),
        "refers": float(any(call.after for call in draft.calls)),
        "arguments": min(sum(len(reading.said) for reading in readings), 6) / 6,
        "words": min(sum(each.passage.last - each.passage.first for each in routed), 60) / 60,
    }


def _margin(segment: Routed) -> float:
    ranked = sorted([*(p for _, p in segment.best), segment.nothing, segment.repeats], reverse=True)
    return ranked[0] - ranked[1]


def _odds(probability: float) -> float:
    clipped = min(max(probability, 0.001), 0.999)
    return float(np.log(clipped / (1 - clipped))) / 4


def _softmax(logits: Vectors) -> Vectors:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _last_call(prompt: Prompt) -> MessageCall | None:
    """The last call of the last turn that called anything."""
    for message in reversed(prompt.history):
        if message.role is Role.ASSISTANT and message.calls:
            return message.calls[-1]
    return None


def _reason(draft: Draft) -> str:
    if not draft.read:
        return "nothing to call"
    return ", ".join(f"{handler.definition.name} {sure:.2f}" for handler, sure, _ in draft.read)
