"""Reads a handler's arguments out of a message: typed values by their normaliser, free text by its cues."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from pydantic import JsonValue

from scout.mini.cues import BEGIN, END, Cues, HandlerCues, cues_before, is_sentence, manner
from scout.mini.normalise.found import Found
from scout.mini.normalise.quotes import find_quotes
from scout.mini.parameters import Kind, Parameter, find_values
from scout.mini.tokens import Token, collapse, tokenize
from scout.mini.words import Words, words

MOST_TOKENS = 80
"""Beyond so many words a message is read from its beginning, and a text that runs on is taken to its end."""
CANDIDATES, ENDS = 24, 3
REQUIRED_FLOOR, OPTIONAL_FLOOR = -1.0, 0.9
QUOTED_BONUS = 4.0


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `start:end` as the value of a parameter; `score` is in log-odds."""

    name: str
    start: int
    end: int
    score: float
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Reading:
    """A message read for one handler.

    outside: the words that are in no argument. unexplained: those of them that the handler's examples never use and
    that carry meaning. support: the least score of a free-text argument; 3 without one. fixed: values in a form that
    nothing else has (an address, a code).
    """

    args: Mapping[str, JsonValue]
    missing: tuple[str, ...]
    outside: tuple[str, ...]
    unexplained: tuple[str, ...]
    support: float
    fixed: int


@dataclass(slots=True)
class _Draft:
    tokens: list[Token]
    args: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    fixed: int = 0


def read(known: HandlerCues, text: str, language: str, now: dt.datetime) -> Reading:
    """The arguments that the message states. An optional parameter that it does not state stays out."""
    draft = _Draft(tokenize(text))
    for parameter in known.parameters:
        if not parameter.is_text:
            _read_typed(known, parameter, text, language, now, draft)
    spans = _best(known, list(_spans(known, text, language, draft.tokens)))
    for span in spans:
        draft.args[span.name] = span.value
    covered = {i for span in spans for i in range(span.start, span.end)}
    outside = [token for i, token in enumerate(draft.tokens) if i not in covered]
    missing = tuple(p.name for p in known.parameters if p.required and p.name not in draft.args)
    ordered = {p.name: draft.args[p.name] for p in known.parameters if p.name in draft.args}
    stop = words(language).stop
    return Reading(
        args=ordered,
        missing=missing,
        outside=tuple(token.folded for token in outside),
        unexplained=tuple(
            token.folded
            for token in outside
            if token.is_word and token.folded not in stop and not known.resembles(token.folded)
        ),
        support=min((span.score for span in spans), default=3.0),
        fixed=draft.fixed,
    )


def _read_typed(
    known: HandlerCues, parameter: Parameter, text: str, language: str, now: dt.datetime, draft: _Draft
) -> None:
    found = [item for item in find_values(parameter, text, language, now) if _free(item, draft.tokens)]
    if parameter.kind is Kind.NUMBER and not parameter.required:
        found = [item for item in found if _named_nearby(item, parameter, text)]
    if not found:
        return
    # Of several moments the one that says most: "tomorrow at 5" before "Friday".
    best = max(found, key=lambda item: (item.end - item.start, -item.start)) if _is_time(parameter) else found[0]
    draft.args[parameter.name] = best.value
    draft.tokens = collapse(draft.tokens, best.start, best.end, parameter.name)
    draft.fixed += parameter.kind in (Kind.EMAIL, Kind.URL, Kind.PHONE, Kind.CODE, Kind.EXPRESSION)


def _is_time(parameter: Parameter) -> bool:
    return parameter.kind in (Kind.DATE, Kind.MOMENT, Kind.DURATION)


def _free(item: Found[JsonValue], tokens: list[Token]) -> bool:
    return not any(
        (token.marks or token.is_quote) and token.start < item.end and item.start < token.end for token in tokens
    )


def _named_nearby(item: Found[JsonValue], parameter: Parameter, text: str) -> bool:
    near = text[max(0, item.start - 20) : item.end + 20].lower()
    names = {word for name in parameter.words for word in re.findall(r"\w{4,}", name.lower())}
    return any(name in near for name in names)


def _spans(known: HandlerCues, text: str, language: str, tokens: list[Token]) -> Iterator[Span]:
    """The likeliest places of each free-text parameter."""
    tokens_read = tokens[:MOST_TOKENS]
    folded = [BEGIN, *(token.folded for token in tokens_read), END]
    table = words(language)
    gains = [_gain(token, known, table) for token in tokens_read]
    for parameter in known.parameters:
        if not parameter.is_text:
            continue
        cues = known.text[parameter.name]
        # What is said inside another argument explains no further word.
        share = 0.0 if any(parameter.name == inner for inner, _ in known.nested) else 1.0
        scored: list[tuple[float, int, int]] = []
        # The best few ends of every beginning, so that one long text does not crowd out a name before it.
        for start in range(len(tokens_read)):
            opening = _log_odds(_opening(known, parameter.name, cues, folded, start))
            total = 0.0
            here: list[tuple[float, int, int]] = []
            for end in range(start + 1, len(tokens_read) + 1):
                total += share * gains[end - 1]
                closing = _log_odds(known.closes(parameter.name, folded[end + 1]))
                shape = _shape(cues, tokens_read[start:end], table)
                here.append((opening + 0.7 * closing + total + shape, start, end))
            scored += sorted(here, reverse=True)[:ENDS]
        scored.sort(reverse=True)
        for score, start, end in scored[:CANDIDATES]:
            stop = len(tokens) if end == len(tokens_read) else end
            value = _value(parameter, tokens[start:stop], text, table)
            if value and any(_says_something(token, known, table) for token in tokens[start:stop]):
                yield Span(parameter.name, start, stop, score, value)


def _says_something(token: Token, known: HandlerCues, table: Words) -> bool:
    """A value holds at least one word that is neither a word of the command nor one that means nothing alone."""
    if token.is_quote or token.is_contact or any(char.isdigit() for char in token.text):
        return True
    small = token.folded in table.stop or token.folded in table.fillers or token.folded in table.negations
    if not token.is_word or small:
        return token.folded in table.pronouns
    return (token.text[0].isupper() and token.start > 0) or not known.resembles(token.folded)


def _opening(known: HandlerCues, name: str, cues: Cues, folded: list[str], start: int) -> float:
    rate = known.opens(name, cues_before(folded, start))
    # After a colon comes the longest thing that a message carries.
    sentences = [cue.mean_length for cue in known.text.values()]
    return max(rate, 0.6) if folded[start] == ":" and cues.mean_length >= max(sentences) else rate


def _gain(token: Token, known: HandlerCues, table: Words) -> float:
    """What a word adds to an argument that holds it: a word of the command does not belong there."""
    if token.marks:
        return -1.2
    if token.is_quote:
        return QUOTED_BONUS
    if token.is_contact:
        return 0.8
    if not token.is_word and token.text[0] not in "@#+":
        return -0.9 if token.text in ",;:?!" else -0.1
    if token.folded in known.vocabulary:
        return -min(1.6, 0.5 + 0.3 * known.vocabulary[token.folded])
    if token.folded in table.stop:
        return 0.0
    return -0.2 if known.resembles(token.folded) else 0.8


def _shape(cues: Cues, span: list[Token], table: Words) -> float:
    score = -0.5 * max(0, len(span) - 2 * cues.longest)
    first, last = span[0], span[-1]
    if not is_sentence(cues):
        # A telephone number or an address is a whole name by itself.
        if any(token.is_contact for token in span):
            score += 2.5 if len(span) == 1 else -1.5
        score -= 0.25 * max(0.0, len(span) - cues.longest)
        score -= 0.9 * (first.folded in table.stop) + 0.9 * (last.folded in table.stop)
        if manner(cues) == "name":
            score += 1.2 if first.text[:1].isupper() else -1.0
            score -= 1.2 * sum(1 for token in span[1:] if token.is_word and token.text[:1].islower())
    if len(span) > 1 and any(token.is_quote for token in span):
        score -= 3.0
    if not (first.text[0].isalnum() or first.text[0] in "\"'“«‘@#+("):
        score -= 2.0
    if not (last.text[-1:].isalnum() or last.text[-1:] in "\"'”»’)%!?."):
        score -= 2.0
    return score


def _best(known: HandlerCues, spans: list[Span]) -> list[Span]:
    """The set of spans, one a parameter and none over another, with the highest sum."""
    required = {parameter.name for parameter in known.parameters if parameter.required}
    kept = [span for span in spans if span.score >= (REQUIRED_FLOOR if span.name in required else OPTIONAL_FLOOR)]
    names = sorted({span.name for span in kept}, key=lambda name: (name not in required, name))

    def search(index: int, chosen: tuple[Span, ...]) -> tuple[float, tuple[Span, ...]]:
        if index == len(names):
            return 0.0, ()
        name = names[index]
        best = search(index + 1, chosen)
        for span in kept:
            if span.name == name and all(_together(known, span, other) for other in chosen):
                score, rest = search(index + 1, (*chosen, span))
                # A required parameter that is found at all is worth more than a better place for another.
                score += span.score + (3.0 if name in required else 0.0)
                if score > best[0]:
                    best = score, (span, *rest)
        return best

    return list(search(0, ())[1]) if names else []


def _together(known: HandlerCues, one: Span, other: Span) -> bool:
    """Whether both may be read: side by side, or one inside the other where the examples have it so."""
    if one.end <= other.start or other.end <= one.start:
        return True
    inner, outer = (one, other) if one.end - one.start < other.end - other.start else (other, one)
    return (inner.name, outer.name) in known.nested and outer.start <= inner.start and inner.end <= outer.end


def _value(parameter: Parameter, tokens: list[Token], text: str, table: Words) -> JsonValue:
    """The words of a span as the person wrote them, without what was read as a typed value, fillers and marks."""
    pieces: list[str] = []
    for token in tokens:
        if token.marks:
            pieces.append("\n")
        elif pieces and pieces[-1] != "\n":
            pieces[-1] += text[token.start - _gap(text, token.start) : token.end]
        else:
            pieces.append(text[token.start : token.end])
    said = " ".join(piece.strip() for piece in pieces if piece != "\n").strip()
    quotes = find_quotes(said)
    if len(quotes) == 1 and quotes[0].end - quotes[0].start >= len(said) - 1:
        return quotes[0].value
    said = _without_fillers(said, table).strip(" ,;:-")
    if not re.search(r"\w", said):
        return None
    if parameter.kind is Kind.LIST:
        return [item for item in re.split(r"\s*[,;]\s*|\s+(?:and|dan|e|ed)\s+", said) if item]
    return said


def _gap(text: str, start: int) -> int:
    return len(text[:start]) - len(text[:start].rstrip())


@lru_cache(maxsize=8)
def _filler_pattern(fillers: tuple[str, ...]) -> re.Pattern[str]:
    bodies = "|".join(re.escape(filler) for filler in sorted(fillers, key=len, reverse=True))
    return re.compile(rf"(?:[\s,]+(?:{bodies}))+[\s.!?]*$|[\s.?!]+$", re.IGNORECASE)


def _without_fillers(said: str, table: Words) -> str:
    """`Budi dong` -> `Budi`: politeness at the end is no part of a value. A question mark alone goes too."""
    return _filler_pattern(table.fillers).sub("", said)


def _log_odds(rate: float) -> float:
    return log(rate / (1 - rate)) + 1.5
