"""One segment of a message read for one handler: which words say which parameter, and what they mean."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from pydantic import JsonValue

from handlers.ports import Vectors
from scout.mini.heads import BEGINS, ENDS, INSIDE, POINTS, Heads
from scout.mini.knowledge import KnownHandler, KnownParameter
from scout.mini.normalise.currencies import find_currencies
from scout.mini.normalise.found import Found
from scout.mini.normalise.quotes import find_quotes
from scout.mini.parameters import Kind, find_values
from scout.mini.stated import stated
from scout.mini.tower import Tokens

CLIP = 4.0
"""Log-odds of one token count no further than this: one sure word must not carry unsure ones with it."""

MOST_WORDS = 120
"""Tokens of a segment in which a span is looked for; what comes after them belongs to a span that reaches it."""

MOSTLY = 0.6
"""Share of a span and of a quotation that they have in common, from which they are the same."""

NEW_REQUIRED = np.float32(1.5)
"""Least log-odds of the word that most says what a new handler requires: the network is less sure of it, and
most messages say what is required."""

CURRENCIES = frozenset({"EUR", "USD", "IDR"})

TYPED_BAR = -1.0
"""Mean log-odds from which a value that a normaliser found is the parameter's."""


@dataclass(frozen=True, slots=True)
class Said:
    """Characters `start:end` say a parameter. certainty: probability of its less sure edge.

    points: they point at an earlier result, and say no value.
    """

    parameter: str
    start: int
    end: int
    value: JsonValue
    certainty: float
    points: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """missing: required and not said. unread: parameters whose words were found, and their meaning was not.

    doubt: highest probability that a parameter was said after all, among those that were not found.
    implied: parameters that come from an earlier call though no word says so.
    """

    said: tuple[Said, ...]
    missing: tuple[str, ...]
    unread: tuple[str, ...]
    implied: tuple[str, ...]
    doubt: float

    @property
    def args(self) -> dict[str, JsonValue]:
        return {each.parameter: each.value for each in self.said if not each.points}


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment of a message: its tokens from `first` to before `last`, and the message's language and time."""

    tokens: Tokens
    said: Vectors
    first: int
    last: int
    language: str
    now: dt.datetime

    @property
    def vector(self) -> Vectors:
        return self.tokens.vectors[self.first : self.last].mean(axis=0)

    @property
    def bounds(self) -> tuple[int, int]:
        """Characters from and to."""
        return int(self.tokens.offsets[self.first, 0]), int(self.tokens.offsets[self.last - 1, 1])


def read(handler: KnownHandler, passage: Passage, heads: Heads, *, earlier: bool) -> Reading:
    """The arguments that the passage states. `earlier`: whether a call stands before it that one could come from."""
    if not handler.parameters:
        return Reading((), (), (), (), 0.0)
    logits = heads.span_logits(passage.said[passage.first : passage.last], handler.asked)
    if handler.is_new:
        required = np.array([known.parameter.required for known in handler.parameters])
        # Where no word says what is required, the words that do so most are taken.
        lift: Vectors = np.maximum(NEW_REQUIRED - logits[..., INSIDE].max(axis=1), 0.0)
        logits += np.where(required, lift, np.float32(0.0))[:, None, None]
    implied = heads.implied(passage.vector, handler.implied) if earlier else np.full(len(handler.parameters), -9.0)
    spans = _spans(logits, passage, earlier)
    said: dict[str, Said] = {}
    unread: list[str] = []
    taken = np.zeros(logits.shape[1], bool)
    # The surest first: words that say one parameter do not say another.
    for at in sorted(range(len(handler.parameters)), key=lambda at: -spans[at].score):
        known = handler.parameters[at]
        found = _meant(known, logits[at], taken, passage, heads, earlier)
        if isinstance(found, Said):
            said[known.parameter.name] = found
            taken |= _covered(passage, found)
        elif found:
            unread.append(known.parameter.name)
    if currency := _currency_of_amount(handler, said, passage):
        said[currency.parameter] = currency
    names = [known.parameter.name for known in handler.parameters]
    from_before = tuple(
        name
        for at, name in enumerate(names)
        if implied[at] > 0 and name not in said and name in handler.definition.required
    )
    unsaid = [at for at, name in enumerate(names) if name not in said]
    return Reading(
        said=tuple(said[name] for name in names if name in said),
        missing=tuple(
            known.parameter.name
            for known in handler.parameters
            if known.parameter.required and known.parameter.name not in said and known.parameter.name not in from_before
        ),
        unread=tuple(unread),
        implied=from_before,
        doubt=max((_probability(float(logits[at, :, INSIDE].max())) for at in unsaid), default=0.0),
    )


def _currency_of_amount(handler: KnownHandler, said: Mapping[str, Said], passage: Passage) -> Said | None:
    """`Rp 2.500.000` and `2,5 juta rupiah` say a currency too, where the handler takes one that nothing else says."""
    unsaid = [known for known in handler.parameters if known.parameter.name not in said]
    wanted = [known for known in unsaid if CURRENCIES.intersection(known.allowed)]
    amounts = [
        said[parameter.name]
        for parameter in (known.parameter for known in handler.parameters)
        if parameter.kind is Kind.NUMBER and not parameter.whole and parameter.name in said
    ]
    if len(wanted) != 1 or len(amounts) != 1:
        return None
    for found in find_currencies(passage.tokens.text, passage.language):
        gap = max(found.start - amounts[0].end, amounts[0].start - found.end)
        if gap <= 1 and found.value in wanted[0].allowed:
            name = wanted[0].parameter.name
            return Said(name, found.start, found.end, found.value, amounts[0].certainty, points=False)
    return None


@dataclass(frozen=True, slots=True)
class _Span:
    """Tokens `start:end` of the passage; score is a sum of log-odds, edge the lesser of both edges'."""

    start: int
    end: int
    score: float
    edge: float
    points: bool


NO_SPAN = _Span(0, 0, -99.0, -99.0, False)


def _spans(logits: Vectors, passage: Passage, earlier: bool) -> list[_Span]:
    free = np.zeros(logits.shape[1], bool)
    return [_best_span(each, free, passage, earlier) for each in logits]


def _best_span(logits: Vectors, taken: np.ndarray, passage: Passage, earlier: bool) -> _Span:
    """The stretch of free tokens that most likely says the parameter, whether as a value or by pointing at one."""
    best = _stretch(logits, logits[:, INSIDE], taken, passage, points=False)
    if earlier:
        pointing = _stretch(logits, logits[:, POINTS], taken, passage, points=True)
        if pointing.score > best.score:
            return pointing
    return best


def _stretch(logits: Vectors, inside: Vectors, taken: np.ndarray, passage: Passage, *, points: bool) -> _Span:
    length = min(len(inside), MOST_WORDS)
    gains = np.clip(inside[:length], -CLIP, CLIP)
    gains[taken[:length]] = -99.0
    sums = np.concatenate([[0.0], np.cumsum(gains)])
    begins, ends = np.clip(logits[:length, BEGINS], -CLIP, CLIP), np.clip(logits[:length, ENDS], -CLIP, CLIP)
    starts_word = passage.tokens.starts_word[passage.first : passage.last]
    may_begin = starts_word[:length]
    may_end = np.append(starts_word[1:length], True)
    # scores[s, e]: tokens s to e, both included.
    scores = (begins - sums[:-1])[:, None] + (ends + sums[1:])[None, :]
    allowed = may_begin[:, None] & may_end[None, :] & np.tri(length, dtype=bool).T
    scores = np.where(allowed, scores, -999.0)
    start, end = map(int, np.unravel_index(int(scores.argmax()), scores.shape))
    stop = len(inside) if length < len(inside) and end == length - 1 else end + 1
    return _Span(start, stop, float(scores[start, end]), float(min(begins[start], ends[end])), points)


def _meant(
    known: KnownParameter, logits: Vectors, taken: np.ndarray, passage: Passage, heads: Heads, earlier: bool
) -> Said | bool:
    """What the passage says of a parameter; whether words say it that cannot be read; False where none does."""
    parameter = known.parameter
    span = _best_span(logits, taken, passage, earlier)
    there = span.score > 0
    if there and span.points:
        return _said(parameter.name, span, passage, None)
    if known.values is not None:
        if not there:
            return False
        vectors = passage.tokens.vectors[passage.first + span.start : passage.first + span.end]
        chosen = heads.value_logits(vectors.mean(axis=0), known.values)
        certain = float(np.exp(chosen.max() - np.log(np.exp(chosen).sum())))
        value: JsonValue = known.allowed[int(chosen.argmax())]
        if parameter.kind is Kind.TRUTH:
            value = value == "true"
        return _said(parameter.name, span, passage, value, certain)
    if parameter.is_text:
        if not there:
            return False
        start, end = _whole_quotation(passage.tokens.text, *_characters(span, passage))
        value = stated(parameter, passage.tokens.text[start:end], passage.language)
        return _said(parameter.name, span, passage, value) if value else False
    return _typed(known, logits, span if there else None, taken, passage)


def _typed(
    known: KnownParameter, logits: Vectors, span: _Span | None, taken: np.ndarray, passage: Passage
) -> Said | bool:
    """A value that a normaliser reads: in the span itself, or in the words around it."""
    text = passage.tokens.text
    best: tuple[float, Found[JsonValue]] | None = None
    for found in _candidates(known, passage, span):
        inside = passage.tokens.inside(found.start, found.end)[passage.first : passage.last]
        if not inside.any() or (inside & taken).any():
            continue
        score = float(logits[inside, INSIDE].mean())
        if score > TYPED_BAR and (
            best is None or (score, found.end - found.start) > (best[0], best[1].end - best[1].start)
        ):
            best = score, found
    if best:
        return Said(known.parameter.name, best[1].start, best[1].end, best[1].value, _probability(best[0]), False)
    if span is None:
        return False
    if known.parameter.kind in (Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.CODE, Kind.EXPRESSION):
        first, last = _characters(span, passage)
        return _said(known.parameter.name, span, passage, text[first:last].strip())
    return True


def _candidates(known: KnownParameter, passage: Passage, span: _Span | None) -> Iterator[Found[JsonValue]]:
    """What normalisers find in the passage; in the words of the span alone, where these can be read by themselves."""
    windows = [passage.bounds]
    if span:
        windows.insert(0, _characters(span, passage))
    for start, end in windows:
        for found in find_values(known.parameter, passage.tokens.text[start:end], passage.language, passage.now):
            yield Found(found.start + start, found.end + start, found.value)


def _said(name: str, span: _Span, passage: Passage, value: JsonValue, certain: float = 1.0) -> Said:
    start, end = _characters(span, passage)
    return Said(name, start, end, value, min(certain, _probability(span.edge)), span.points)


def _characters(span: _Span, passage: Passage) -> tuple[int, int]:
    offsets = passage.tokens.offsets[passage.first + span.start : passage.first + span.end]
    return int(offsets[0, 0]), int(offsets[-1, 1])


def _whole_quotation(text: str, start: int, end: int) -> tuple[int, int]:
    """What is mostly one quotation is all of it: its marks say where it begins and ends."""
    for quote in find_quotes(text):
        shared = min(end, quote.end) - max(start, quote.start)
        if shared > MOSTLY * max(end - start, quote.end - quote.start):
            return quote.start, quote.end
    return start, end


def _covered(passage: Passage, said: Said) -> np.ndarray:
    return passage.tokens.inside(said.start, said.end)[passage.first : passage.last]


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
