"""Which words of a message are a handler's free text: every stretch is scored by its cues, the best set is taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from pydantic import JsonValue

from scout.mini.cues import BEGIN, END, Cues, HandlerCues, cues_before, is_sentence, manner
from scout.mini.parameters import Kind
from scout.mini.stated import stated
from scout.mini.tokens import Token
from scout.mini.words import Words, words

MOST_TOKENS = 80
"""Beyond so many words a message is read from its beginning, and a text that runs on is taken to its end."""

CANDIDATES, ENDS = 24, 3
"""Stretches looked at for a parameter, and for each beginning of one."""

LIST_JOINT = 0.4
"""What a comma or an "and" adds to a list."""

LED = 0.25
"""Probability of a beginning from which any words are a text, `hi` too."""

REQUIRED_FLOOR, OPTIONAL_FLOOR = -1.0, 0.9
"""Least score: what is not required needs clear cues."""

LEFTOVER = 1.2
"""Cost of a word that says something, right beside a text and in none: `call` of `call the notary`."""

CUT_NAME = 2.5
"""Cost of a text that begins or ends between two capitalised words."""

CUT_PHRASE = 4.0
"""Cost of a sentence that begins after its article, or of a list that begins after its "and"."""

LONG_QUOTE = 3.0
"""Cost of a quotation longer than any value of the parameter, where another one takes longer texts."""

HANDLE = 1.5
"""A lone `@name` or `#channel` is whom it is for, and no sentence."""

QUOTED_BONUS = 4.0
"""What a person puts in quotation marks is nearly always an argument."""


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `start:end` as the value of a parameter; `score` is in log-odds."""

    name: str
    start: int
    end: int
    score: float
    value: JsonValue


def best_spans(known: HandlerCues, text: str, language: str, tokens: list[Token]) -> list[Span]:
    """The set of spans, one a parameter and none over another, with the highest sum. `tokens` are those of `text`."""
    spans = _spans(known, text, language, tokens)
    required = {parameter.name for parameter in known.parameters if parameter.required}
    kept = [span for span in spans if span.score >= (REQUIRED_FLOOR if span.name in required else OPTIONAL_FLOOR)]
    loose = _loose(known, tokens, words(language))
    names = sorted({span.name for span in kept}, key=lambda name: (name not in required, name))

    def search(index: int, chosen: tuple[Span, ...]) -> tuple[float, tuple[Span, ...]]:
        if index == len(names):
            return -LEFTOVER * _beside(chosen, loose), ()
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
        listed = parameter.kind is Kind.LIST
        # What is said inside another argument explains no further word.
        share = 0.0 if any(parameter.name == inner for inner, _ in known.nested) else 1.0
        scored: list[tuple[float, int, int]] = []
        # The best few ends of every beginning, so that one long text does not crowd out a name before it.
        for start in range(len(tokens_read)):
            opening = _log_odds(_opening(known, parameter.name, cues, folded, start))
            opening -= CUT_NAME * _cuts_name(known, tokens_read, start)
            if is_sentence(cues) and start and tokens_read[start - 1].folded in table.definite:
                opening -= CUT_PHRASE
            if listed and start and tokens_read[start - 1].folded in known.joints - {",", ":"}:
                opening -= CUT_PHRASE
            total = 0.0
            here: list[tuple[float, int, int]] = []
            for end in range(start + 1, len(tokens_read) + 1):
                token = tokens_read[end - 1]
                total += LIST_JOINT if listed and token.folded in known.joints else share * gains[end - 1]
                closing = _log_odds(known.closes(parameter.name, folded[end + 1]))
                closing -= CUT_NAME * _cuts_name(known, tokens_read, end)
                shape = _shape(known, cues, tokens_read[start:end], table)
                here.append((opening + 0.7 * closing + total + shape, start, end))
            scored += sorted(here, reverse=True)[:ENDS]
        scored.sort(reverse=True)
        for score, start, end in scored[:CANDIDATES]:
            stop = len(tokens) if end == len(tokens_read) else end
            value = stated(parameter, tokens[start:stop], text, table, frozenset(known.joints))
            led = is_sentence(cues) and known.opens(parameter.name, cues_before(folded, start)) >= LED
            if value and (led or any(_says_something(token, known, table) for token in tokens[start:stop])):
                yield Span(parameter.name, start, stop, score, value)


def _loose(known: HandlerCues, tokens: list[Token], table: Words) -> list[bool]:
    """Which words would be left unexplained outside every text."""
    small = table.stop.union(table.fillers, table.negations)
    return [
        token.is_word and not token.marks and token.folded not in small and not known.resembles(token.folded)
        for token in tokens
    ]


def _beside(chosen: tuple[Span, ...], loose: list[bool]) -> int:
    """How many such words touch one of the texts."""
    covered = {i for span in chosen for i in range(span.start, span.end)}
    edges = {edge for span in chosen for edge in (span.start - 1, span.end)} - covered
    return sum(loose[edge] for edge in edges if 0 <= edge < len(loose))


def _cuts_name(known: HandlerCues, tokens: list[Token], at: int) -> bool:
    """Whether a cut before token `at` parts two words of one name."""
    if not 1 < at < len(tokens):
        return False
    before, after = tokens[at - 1], tokens[at]
    names = all(token.is_word and not token.marks and token.text[0].isupper() for token in (before, after))
    return names and not known.resembles(before.folded)


def _says_something(token: Token, known: HandlerCues, table: Words) -> bool:
    """A value holds at least one word that is neither a word of the command nor one that means nothing alone."""
    if token.is_quote or token.is_contact or token.is_identifier or any(char.isdigit() for char in token.text):
        return True
    small = token.folded in table.stop or token.folded in table.fillers or token.folded in table.negations
    if not token.is_word or small:
        return token.folded in table.pronouns
    return (token.text[0].isupper() and token.start > 0) or not known.resembles(token.folded)


def _opening(known: HandlerCues, name: str, cues: Cues, folded: list[str], start: int) -> float:
    rate = known.opens(name, cues_before(folded, start))
    # After a colon comes the longest thing that a message carries.
    return max(rate, 0.6) if folded[start] == ":" and cues.mean_length >= _longest(known) else rate


def _longest(known: HandlerCues) -> float:
    """Mean length of the longest texts that the handler takes."""
    return max(cues.mean_length for cues in known.text.values())


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
    if token.folded in table.definite:
        return 0.0
    if token.folded in known.vocabulary:
        return -min(1.6, 0.5 + 0.3 * known.vocabulary[token.folded])
    if token.folded in table.stop:
        return 0.0
    return -0.2 if known.resembles(token.folded) else 0.8


def _shape(known: HandlerCues, cues: Cues, span: list[Token], table: Words) -> float:
    score = -0.5 * max(0, len(span) - 2 * cues.longest)
    first, last = span[0], span[-1]
    if any(token.is_identifier for token in span):
        score += cues.identifier_rate * (2.5 if len(span) == 1 else -1.5)
    else:
        score -= cues.identifier_rate
    if first.is_quote and len(first.text.split()) > cues.longest and cues.mean_length < _longest(known):
        score -= LONG_QUOTE
    if len(span) == 1 and first.text[0] in "@#":
        score += -HANDLE if is_sentence(cues) else HANDLE
    if not is_sentence(cues):
        # A telephone number or an address is a whole name by itself.
        if any(token.is_contact for token in span):
            score += 2.5 if len(span) == 1 else -1.5
        score -= 0.25 * max(0.0, len(span) - cues.longest)
        score -= 0.9 * (first.folded in table.stop) + 0.9 * (last.folded in table.stop)
        if len(span) > 1:
            score -= 0.8 * sum(token.text.islower() and known.resembles(token.folded) for token in (first, last))
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


def _together(known: HandlerCues, one: Span, other: Span) -> bool:
    """Whether both may be read: side by side, or one inside the other where the examples have it so."""
    if one.end <= other.start or other.end <= one.start:
        return True
    inner, outer = sorted((one, other), key=lambda span: span.end - span.start)
    if inner.end - inner.start == outer.end - outer.start:
        return False
    return (inner.name, outer.name) in known.nested and outer.start <= inner.start and inner.end <= outer.end


def _log_odds(rate: float) -> float:
    return log(rate / (1 - rate)) + 1.5
