"""Where free text begins and ends, learned from the handlers' own examples: `saying` opens a message, `to` does not.

Nothing here is written for a handler or a language: each example says which of its words are an argument, and the
words left and right of them, and those that stand in no argument, are counted.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from schemas.tools import Example, ToolDefinition
from scout.mini.parameters import Parameter, find_values, parameters_of
from scout.mini.tokens import Token, collapse, tokenize

BEGIN, END = "<begin>", "<end>"
REFERENCE = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
"""Examples name no day of their own, so any moment serves to find where they speak of one."""

STEM = 4
"""Letters that words of one family begin with, in all three languages near enough."""

PRIOR, PRIOR_STRENGTH = 0.1, 1.0
"""How likely a text begins after a word never seen, and for how many observations that counts: examples are few."""

NAMES = 0.7
"""Share of capitalised values from which a parameter is one that takes names."""

SENTENCE = 3.5
"""Words from which values are sentences, on average."""

POOLED = 0.3
"""What an observation at another handler counts for."""


@dataclass
class Cues:
    """Counts for one free-text parameter. The figures drawn from them hold once all examples are counted."""

    starts: Counter[str] = field(default_factory=Counter[str])
    ends: Counter[str] = field(default_factory=Counter[str])
    lengths: list[int] = field(default_factory=list[int])
    capitals: list[bool] = field(default_factory=list[bool])
    identifiers: list[bool] = field(default_factory=list[bool])

    @cached_property
    def identifier_rate(self) -> float:
        return sum(self.identifiers) / len(self.identifiers) if self.identifiers else 0.0

    @cached_property
    def mean_length(self) -> float:
        return sum(self.lengths) / len(self.lengths) if self.lengths else 4.0

    @cached_property
    def longest(self) -> int:
        return max(self.lengths, default=6)

    @cached_property
    def capital_rate(self) -> float:
        return sum(self.capitals) / len(self.capitals) if self.capitals else 0.0


@dataclass(slots=True)
class Pool:
    """Counts over all handlers for texts of one manner: what opens a name here, opens a name there."""

    starts: Counter[str] = field(default_factory=Counter[str])
    ends: Counter[str] = field(default_factory=Counter[str])
    left: Counter[str] = field(default_factory=Counter[str])
    right: Counter[str] = field(default_factory=Counter[str])


@dataclass(slots=True)
class HandlerCues:
    """What a handler's examples teach: the words of the command, and the cues of each free-text parameter.

    masked: the examples without their arguments. left, right: how often a word stood beside any place where a text may
    begin or end. nested: parameters (inner, outer) of which one is said inside the other. joints: what stands between
    the items of a list, at any handler.
    """

    definition: ToolDefinition
    parameters: tuple[Parameter, ...]
    masked: list[str] = field(default_factory=list[str])
    left: Counter[str] = field(default_factory=Counter[str])
    right: Counter[str] = field(default_factory=Counter[str])
    vocabulary: Counter[str] = field(default_factory=Counter[str])
    nested: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    stems: set[str] = field(default_factory=set[str])
    text: dict[str, Cues] = field(default_factory=dict[str, Cues])
    pools: dict[str, Pool] = field(default_factory=dict[str, Pool])
    joints: set[str] = field(default_factory=set[str])

    def opens(self, name: str, before: list[str]) -> float:
        """Probability that the parameter begins after these words (the last one, and the last two)."""
        own, pool = self.text[name], self.pools[manner(self.text[name])]
        return max(
            _rate(own.starts[cue] + POOLED * pool.starts[cue], self.left[cue] + POOLED * pool.left[cue])
            for cue in before
        )

    def closes(self, name: str, after: str) -> float:
        own, pool = self.text[name], self.pools[manner(self.text[name])]
        rate = _rate(own.ends[after] + POOLED * pool.ends[after], self.right[after] + POOLED * pool.right[after])
        # Whatever a message ends with, it may end there.
        return max(rate, 0.4) if after == END else rate

    def resembles(self, word: str) -> bool:
        """Whether it is a word of the command in another form: `cari` and `cariin`, `cerca` and `cercami`."""
        return word in self.vocabulary or (len(word) > STEM and word[:STEM] in self.stems)


def learn(definitions: Sequence[ToolDefinition]) -> list[HandlerCues]:
    """Count the examples of every handler, and pool what they have in common."""
    known = [_learn(definition) for definition in definitions]
    pools = {each: Pool() for each in MANNERS}
    for each in known:
        for cues in each.text.values():
            pool = pools[manner(cues)]
            pool.starts.update(cues.starts)
            pool.ends.update(cues.ends)
            pool.left.update(each.left)
            pool.right.update(each.right)
    joints = set[str]().union(*(each.joints for each in known))
    for each in known:
        each.pools, each.joints = pools, joints
    return known


def _learn(definition: ToolDefinition) -> HandlerCues:
    known = HandlerCues(definition, parameters_of(definition))
    known.text = {parameter.name: Cues() for parameter in known.parameters if parameter.is_text}
    for example in definition.examples:
        _count(known, example)
    named = [definition.description, definition.name.replace(".", " ")]
    for token in tokenize(" ".join(named)):
        known.vocabulary[token.folded] += 0  # known as a word of the command, but nobody was heard saying it
    known.stems = {word[:STEM] for word in known.vocabulary if len(word) >= STEM and word[0].isalpha()}
    return known


def _count(known: HandlerCues, example: Example) -> None:
    tokens = tokenize(example.text)
    for parameter in known.parameters:
        if parameter.name in example.args and not parameter.is_text:
            for found in find_values(parameter, example.text, "en", REFERENCE)[:1]:
                tokens = collapse(tokens, found.start, found.end, parameter.name)
    spans: dict[str, tuple[int, int]] = {}
    for name in known.text:
        if (value := example.args.get(name)) and (span := _place(tokens, value)):
            spans[name] = span
    for inner, (start, end) in spans.items():
        within = (name for name, (s, e) in spans.items() if name != inner and s <= start and end <= e)
        known.nested.update((inner, outer) for outer in within)
    inside = {i for start, end in spans.values() for i in range(start, end)}
    edges = {edge for span in spans.values() for edge in span}
    folded = [BEGIN, *(token.folded for token in tokens), END]
    for i in range(len(tokens) + 1):
        if i not in inside or i - 1 not in inside or i in edges:
            known.left.update(cues_before(folded, i))
            known.right[folded[i + 1]] += 1
    for i, token in enumerate(tokens):
        if i not in inside:
            known.vocabulary[token.folded] += 1
    for name, (start, end) in spans.items():
        cues = known.text[name]
        cues.identifiers.append(end - start == 1 and tokens[start].is_identifier)
        if isinstance(items := example.args[name], list):
            known.joints.update(_between(tokens, [str(item) for item in items]))
        cues.starts.update(cues_before(folded, start))
        cues.ends[folded[end + 1]] += 1
        cues.lengths.append(end - start)
        if tokens[start].is_word and tokens[start].text[0].isalpha():  # a telephone number tells nothing of names
            cues.capitals.append(tokens[start].text[0].isupper())
    known.masked.append(_masked(tokens, spans))


def cues_before(folded: list[str], index: int) -> list[str]:
    """The word before position `index` of the message, and the two before it. `folded` begins with BEGIN."""
    last = folded[index]
    return [last, f"{folded[index - 1]} {last}"] if index else [last]


def _place(tokens: list[Token], value: object) -> tuple[int, int] | None:
    """Which tokens say the value: the same words, whatever their case."""
    if not isinstance(value, list):
        return next(iter(_places(tokens, str(value))), None)
    spans = _item_places(tokens, [str(item) for item in value])  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def _item_places(tokens: list[Token], items: list[str]) -> list[tuple[int, int]]:
    """Where each item of a list stands last: what names a person before may be listed again after."""
    return sorted(places[-1] for item in items if (places := _places(tokens, item)))


def _between(tokens: list[Token], items: list[str]) -> list[str]:
    """The lone words and marks between two items of a list: `and`, a comma, `vs`."""
    gaps = [tokens[one[1] : other[0]] for one, other in pairwise(_item_places(tokens, items))]
    return [gap[0].folded for gap in gaps if len(gap) == 1]


def _places(tokens: list[Token], value: str) -> list[tuple[int, int]]:
    """Every stretch of tokens that says the value."""
    exact = [token.text == value or (token.is_quote and token.text[1:-1].strip() == value) for token in tokens]
    if any(exact):
        return [(at, at + 1) for at, same in enumerate(exact) if same]
    wanted = [token.folded.removesuffix("'s") for token in tokenize(value)]
    folded = [token.folded.removesuffix("'s") for token in tokens]
    starts = range(len(folded) - len(wanted) + 1) if wanted else ()
    return [(at, at + len(wanted)) for at in starts if folded[at : at + len(wanted)] == wanted]


def _masked(tokens: list[Token], spans: dict[str, tuple[int, int]]) -> str:
    """The example without its arguments: what is left is how people ask for this handler."""
    inside = {i for start, end in spans.values() for i in range(start, end)}
    text = " ".join(token.text for i, token in enumerate(tokens) if i not in inside and not token.marks)
    return re.sub(r"\s+", " ", text)


def _rate(hits: float, seen: float) -> float:
    return (hits + PRIOR * PRIOR_STRENGTH) / (seen + PRIOR_STRENGTH)


MANNERS = ("name", "phrase", "sentence")


def manner(cues: Cues) -> str:
    """Names are short and capitalised, sentences long; phrases are the rest."""
    if is_sentence(cues):
        return "sentence"
    return "name" if cues.capital_rate >= NAMES else "phrase"


def is_sentence(cues: Cues) -> bool:
    """Whether the parameter takes whole sentences rather than names."""
    return cues.mean_length >= SENTENCE
