"""Reads a handler's arguments out of a message: typed values by their normaliser, free text by its cues."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from scout.mini.cues import HandlerCues
from scout.mini.normalise.found import Found
from scout.mini.parameters import Kind, Parameter, find_values
from scout.mini.spans import best_spans
from scout.mini.tokens import Token, collapse, tokenize
from scout.mini.words import words


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
    spans = best_spans(known, text, language, draft.tokens)
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
    # Of several moments or amounts the one that says most: "tomorrow at 5" before "Friday", "180 million" before "21".
    if parameter.kind is Kind.CURRENCIES:
        draft.args[parameter.name] = [item.value for item in found]
        for item in found:
            draft.tokens = collapse(draft.tokens, item.start, item.end, parameter.name)
        return
    best = max(found, key=lambda item: (item.end - item.start, -item.start)) if _in_full(parameter) else found[0]
    if parameter.kind is Kind.CURRENCY:
        # "5000 rupiah": the currency of an amount stands beside it; the other one is what it is turned into.
        best = next((item for item in found if _beside_amount(item, draft.tokens)), best)
    draft.args[parameter.name] = best.value
    draft.tokens = collapse(draft.tokens, best.start, best.end, parameter.name)
    draft.fixed += parameter.kind in (Kind.EMAIL, Kind.URL, Kind.PHONE, Kind.CODE, Kind.EXPRESSION)


def _beside_amount(item: Found[JsonValue], tokens: list[Token]) -> bool:
    return any(token.marks and 0 <= item.start - token.end <= 1 for token in tokens)


def _in_full(parameter: Parameter) -> bool:
    amount = parameter.kind is Kind.NUMBER and not parameter.whole
    return amount or parameter.kind in (Kind.DATE, Kind.MOMENT, Kind.DURATION)


def _free(item: Found[JsonValue], tokens: list[Token]) -> bool:
    return not any(
        (token.marks or token.is_quote) and token.start < item.end and item.start < token.end for token in tokens
    )


def _named_nearby(item: Found[JsonValue], parameter: Parameter, text: str) -> bool:
    near = text[max(0, item.start - 20) : item.end + 20].lower()
    names = {word for name in parameter.words for word in re.findall(r"\w{4,}", name.lower())}
    return any(name in near for name in names)
