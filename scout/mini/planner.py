"""The embedded planner: one message -> a plan, out of the registry's cards and examples alone."""

from collections.abc import Sequence
from functools import cache
from math import log

from cachetools import LRUCache
from pydantic import JsonValue

from handlers.labels import LABEL
from schemas.plan import MissingCall, Plan, PlannedCall, Route
from schemas.prompt import Prompt
from schemas.tools import Effect, ToolDefinition
from scout.mini.calibration import Calibration, calibration
from scout.mini.logistic import Features
from scout.mini.parameters import parameters_of
from scout.mini.pending import completed
from scout.mini.routing import Candidate, NullSet, Routing
from scout.mini.segments import pieces, split
from scout.mini.words import words
from scout.shortlist import Shortlist

NAME = "scout-mini"
REGISTRIES = 8
"""Sets of handlers whose knowledge is kept: each persona has one, and a request may bring its own."""

ELSEWHERE_TEXT, ELSEWHERE_TYPED = 0.5, 0.8
"""Probability from which a message is a wish of its own and no answer to what was asked: anything could be a text,
but a number or a day that was asked for is seldom something else."""

SURE = 0.75
"""Probability from which what a comma parts is a wish of its own: commas part the items of lists, too."""


class Planner:
    """Plans one message at a time. Thread-safe; a plan costs an encoding (3 to 10 ms) a piece and a few ms more."""

    def __init__(self, null: NullSet, figures: Calibration | None = None) -> None:
        self._null = null
        self._figures = figures or calibration()
        self._known: LRUCache[int, tuple[Shortlist, Routing]] = LRUCache(REGISTRIES)

    def plan(self, prompt: Prompt, shortlist: Shortlist) -> Plan:
        """The calls that the message asks for, what they lack, and the probability that all of it is right.

        `shortlist` must be over `prompt.definitions`.
        """
        return self.plan_with_features(prompt, shortlist)[0]

    def plan_with_features(self, prompt: Prompt, shortlist: Shortlist) -> tuple[Plan, Features]:
        """As `plan`, with what its confidence was told from: the fit learns from both."""
        routing = self.routing(shortlist)

        @cache
        def rank(text: str) -> list[Candidate]:
            return routing.candidates(text, prompt.language, prompt.now, self._figures.call)

        if prompt.pending and (plan := self._continued(prompt, rank(prompt.message))):
            return plan, {}
        segments = split(
            prompt.message,
            prompt.language,
            stands=lambda text, comma: self._stands(rank(text), SURE if comma else 0.0),
            completes=lambda shorter, longer: _completes(rank(shorter), rank(longer)),
        )
        ranked = [rank(segment) for segment in segments]
        chosen = [found[0] for found in ranked if found and self._called(found[0])]
        uncut = len(pieces(prompt.message, prompt.language)) - len(segments)
        features = plan_features(ranked, chosen, uncut)
        return self._assembled(chosen, prompt, self._figures.confidence.probability(features)), features

    def routing(self, shortlist: Shortlist) -> Routing:
        """What is known of the shortlist's handlers, learned once."""
        kept = self._known.get(id(shortlist))
        if kept is None or kept[0] is not shortlist:
            kept = shortlist, Routing(shortlist.definitions, shortlist, self._null)
            self._known[id(shortlist)] = kept
        return kept[1]

    def _called(self, candidate: Candidate) -> bool:
        """Likely enough; and what begins as a refusal or a report never starts anything but a read."""
        told = candidate.features["negated"] or candidate.features["past"]
        harmless = candidate.definition.effect is Effect.READ or not told
        return harmless and candidate.probability >= self._figures.threshold

    def _stands(self, ranked: Sequence[Candidate], least: float) -> bool:
        """Whether a piece is a wish of its own: surely a call, and not one that still lacks something."""
        if not ranked or not self._called(ranked[0]) or ranked[0].reading.missing:
            return False
        return ranked[0].probability >= least

    def _continued(self, prompt: Prompt, ranked: Sequence[Candidate]) -> Plan | None:
        """The pending call, completed; None where the message clearly asks for something else."""
        pending = prompt.pending
        definition = next((d for d in prompt.definitions if pending and d.name == pending.handler), None)
        if pending is None or definition is None:
            return None
        text = any(parameter.is_text for parameter in parameters_of(definition) if parameter.name in pending.params)
        bar = ELSEWHERE_TEXT if text else ELSEWHERE_TYPED
        if ranked and ranked[0].definition is not definition and ranked[0].probability >= bar:
            return None
        args = completed(pending, definition, prompt.message, prompt.language, prompt.now)
        if args is None:
            return None
        lacking = tuple(name for name in pending.params if name not in args)
        route = Route(model=NAME, confidence=self._figures.continued, reason="completes the call that was asked about")
        if lacking:
            asked = MissingCall(handler=pending.handler, args=args, params=lacking)
            return Plan(missing=(asked,), confidence=self._figures.continued, route=route)
        call = PlannedCall(id="c1", handler=pending.handler, args=args)
        return Plan(calls=(call,), confidence=self._figures.continued, route=route)

    def _assembled(self, chosen: Sequence[Candidate], prompt: Prompt, confidence: float) -> Plan:
        calls: list[PlannedCall] = []
        missing: list[MissingCall] = []
        for candidate in chosen:
            name, args = candidate.definition.name, dict(candidate.reading.args)
            lacking = list(candidate.reading.missing)
            after: tuple[str, ...] = ()
            for parameter in list(args):
                if isinstance(args[parameter], str) and _is_pronoun(str(args[parameter]), prompt.language):
                    source = _referent(calls, prompt.definitions)
                    if source:
                        args[parameter], after = source, (str(source["$from"]),)
                    else:
                        del args[parameter]
                        lacking += [parameter] if parameter in candidate.definition.required else []
            if lacking:
                missing.append(MissingCall(handler=name, args=args, params=tuple(lacking)))
            else:
                calls.append(PlannedCall(id=f"c{len(calls) + 1}", handler=name, args=args, after=after))
        confidence = round(confidence, 3)
        route = Route(model=NAME, confidence=confidence, reason=_reason(chosen))
        return Plan(calls=tuple(calls), missing=tuple(missing), confidence=confidence, route=route)


def _completes(shorter: Sequence[Candidate], longer: Sequence[Candidate]) -> bool:
    """Whether the longer text says further parameters of the same call: `add Marc` and `add Marc, phone 0812...`."""
    if not shorter or not longer or shorter[0].definition is not longer[0].definition:
        return False
    return shorter[0].reading.args.keys() < longer[0].reading.args.keys()


def plan_features(ranked: Sequence[Sequence[Candidate]], chosen: Sequence[Candidate], uncut: int) -> dict[str, float]:
    """What the confidence of a whole plan is told from; see `fit.py`.

    uncut: places where the message might have been two wishes, and was not cut.
    """
    tops = [found[0].probability for found in ranked if found]
    seconds = [found[1].probability if len(found) > 1 else 0.0 for found in ranked if found]
    sure = [p if p >= 0.5 else 1 - p for p in tops] or [1.0]
    readings = [candidate.reading for candidate in chosen]
    return {
        "sure": _odds(min(sure)),
        "rival": max(seconds, default=0.0),
        "none": float(not chosen),
        "several": float(len(chosen) > 1),
        "uncut": min(uncut, 3) / 3,
        "missing": float(any(reading.missing for reading in readings)),
        "support": min((max(-3.0, min(6.0, reading.support)) / 6 for reading in readings), default=0.5),
        "unexplained": min(sum(len(reading.unexplained) for reading in readings), 6) / 6,
        "texts": float(sum(len(candidate.reading.args) > 1 for candidate in chosen) > 0),
    }


def _odds(probability: float) -> float:
    clipped = min(max(probability, 0.001), 0.999)
    return log(clipped / (1 - clipped)) / 4


def _is_pronoun(value: str, language: str) -> bool:
    return value.lower() in words(language).pronouns


def _referent(calls: Sequence[PlannedCall], definitions: Sequence[ToolDefinition]) -> dict[str, JsonValue] | None:
    """Whom "her" means: what the result of the call before is headed by."""
    if not calls:
        return None
    definition = next(d for d in definitions if d.name == calls[-1].handler)
    for name, schema in definition.result.get("properties", {}).items():
        if schema.get(LABEL, {}).get("role") == "title":
            return {"$from": calls[-1].id, "path": f"/{name}"}
    return None


def _reason(chosen: Sequence[Candidate]) -> str:
    if not chosen:
        return "no handler fits the message"
    named = ", ".join(f"{candidate.definition.name} {candidate.probability:.2f}" for candidate in chosen)
    return f"nearest handlers: {named}"
