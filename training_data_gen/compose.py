"""Utterances -> messages: alone, several in one message, with the words that people put around them."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from schemas.tools import ToolDefinition
from schemas.trajectory import Segment
from training_data_gen.markup import Slot, parse
from training_data_gen.noise import typed
from training_data_gen.slots.setting import LANGUAGES, Language, Scene
from training_data_gen.slots.vocabulary import entries as lines
from training_data_gen.slots.vocabulary import table
from training_data_gen.sources import Utterance
from training_data_gen.written import Written, framed, joined, write

Kind = Literal["single", "parallel", "dependent", "missing", "none", "repeat"]

MIX: Mapping[Kind, float] = {
    "single": 0.42, "parallel": 0.20, "dependent": 0.12, "missing": 0.10, "none": 0.13, "repeat": 0.03,
}  # fmt: skip
"""Shares of the kinds in what Scout Mini learns from. Scout's own mix stands in `trajectories.py`."""

THREE, SAME = 0.15, 0.15
"""Of messages of several wishes: shares with three wishes, and with the same handler twice."""

BEFORE, AFTER, CONTEXT, THEN = 0.12, 0.12, 0.09, 0.25
"""Shares of messages with a greeting, with thanks, with a sentence of context on either side, and of joints that put
one wish after the other."""

SMALL_TALK = 0.5
"""Share of small talk among the messages that ask for nothing; the others talk about what a handler does."""

FIRST_DAY, DAYS = dt.datetime(2026, 1, 5, 7, tzinfo=dt.timezone(dt.timedelta(hours=8))), 700
"""Messages are written at some hour of these days: a date must be read against its own day."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A message, ready to be learned from. `now` is when it was written."""

    kind: Kind
    language: Language
    now: dt.datetime
    message: Written


class Composer:
    """Writes messages out of utterances. Deterministic: the same seed gives the same messages."""

    def __init__(self, utterances: Sequence[Utterance], definitions: Mapping[str, ToolDefinition]) -> None:
        self._required = {name: definition.required for name, definition in definitions.items()}
        self._said: dict[str, dict[str, list[Utterance]]] = defaultdict(lambda: defaultdict(list))
        self._of_kind: dict[tuple[Kind, str], list[Utterance]] = defaultdict(list)
        self._takes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for utterance in utterances:
            if utterance.kind == "said" and len(utterance.handlers) == 1:
                self._said[utterance.language][utterance.handlers[0]].append(utterance)
                for parameter, generator in utterance.slots.items():
                    self._takes[generator].append((utterance.handlers[0], parameter))
            else:
                kind: Kind = "dependent" if utterance.kind == "said" else utterance.kind
                self._of_kind[kind, utterance.language].append(utterance)

    def messages(self, count: int, seed: int, mix: Mapping[Kind, float] = MIX) -> Iterator[Composed]:
        """`count` messages in the shares of `mix`, the languages alike, every handler as often as any other."""
        rng = random.Random(seed)  # noqa: S311 (data, not a secret)
        kinds, shares = list(mix), list(mix.values())
        for _ in range(count):
            yield self.message(rng.choices(kinds, shares)[0], rng.choice(LANGUAGES), rng)

    def message(
        self, kind: Kind, language: Language, rng: random.Random, handler: str | None = None, scene: Scene | None = None
    ) -> Composed:
        """One message; with `handler`, one that asks for it, if any of the kind does. Without a scene, on any day."""
        scene = scene or any_day(rng)
        if kind == "single":
            message = self._one(language, rng, scene, handler)
        elif kind == "parallel":
            message = self._several(language, rng, scene, handler)
        elif kind == "repeat":
            message = self._follow_up(language, rng, scene)
        elif kind == "none" and rng.random() < SMALL_TALK:
            message = small_talk(rng.choice(lines("no_call", language)))
        else:
            pool = self._about(handler, self._of_kind[kind, language])
            message = self._written(rng.choice(pool), rng, scene) if pool else self._one(language, rng, scene, None)
        return Composed(kind, language, scene.now, typed(_framed(message, kind, language, rng), rng))

    def _one(self, language: Language, rng: random.Random, scene: Scene, handler: str | None) -> Written:
        said = self._said[language]
        return self._written(rng.choice(said[handler or rng.choice(sorted(said))]), rng, scene)

    def _about(self, handler: str | None, pool: Sequence[Utterance]) -> Sequence[Utterance]:
        """Those that name the handler; all of them where none does."""
        return [utterance for utterance in pool if handler in utterance.handlers] or pool

    def _several(self, language: Language, rng: random.Random, scene: Scene, handler: str | None) -> Written:
        first = handler or rng.choice(sorted(self._said[language]))
        same = first if rng.random() < SAME else None
        count = 3 if rng.random() < THREE else 2
        parts = [self._one(language, rng, scene, same if at else first) for at in range(count)]
        joints = _joints()
        whole = parts[0]
        for part in parts[1:]:
            joint = rng.choice(joints["then" if rng.random() < THEN else "plain"][language])
            whole = joined(_open(whole), *_fitting(whole, joint, part))
        return whole

    def _follow_up(self, language: Language, rng: random.Random, scene: Scene) -> Written:
        """The wish before once more, with one thing otherwise; a handler that takes such a thing is asked for it."""
        for line in rng.sample(lines("follow_up", language), 20):
            pieces = parse(line)
            slots = [piece for piece in pieces if isinstance(piece, Slot)]
            takers = self._takes.get(slots[0].parameter) if len(slots) == 1 else None
            if takers:
                handler, parameter = rng.choice(takers)
                named = tuple(
                    Slot(1, parameter, slots[0].parameter) if isinstance(piece, Slot) else piece for piece in pieces
                )
                utterance = Utterance((handler,), language, "said", named, {}, {}, f"follow_up: {line!r}")
                return replace(self._written(utterance, rng, scene), repeats=True)
        raise ValueError(f"no follow-up in {language} says anything that a handler takes")

    def _written(self, utterance: Utterance, rng: random.Random, scene: Scene) -> Written:
        return write(utterance, rng, scene, self._required)


def any_day(rng: random.Random) -> Scene:
    """Some hour of some day, in no world in particular."""
    return Scene(FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS), minutes=rng.randrange(14 * 60)))


def _open(message: Written) -> Written:
    """Without a last mark, so that another wish can follow; where a value ends with it, it stays."""
    end = len(message.text)
    if message.text[-1:] not in ".!" or any(mention.end == end for mention in message.mentions):
        return message
    segments = tuple(s.model_copy(update={"end": min(s.end, end - 1)}) for s in message.segments)
    return replace(message, text=message.text[:-1], segments=segments)


def _fitting(first: Written, joint: str, second: Written) -> tuple[str, Written]:
    """The joint and what follows it: after a question a new sentence, inside a sentence no capital of its own."""
    if first.text.endswith("?"):
        return (" " + joint.lstrip(".,;? "), second) if joint.strip(".,;? ") else (" ", second)
    if first.text[-1:] in ".!" and joint[:1] in ".,;?":
        return " " + joint[1:].lstrip(), second
    inside = not any(mark in joint for mark in ".?\n:")
    begins = second.mentions and second.mentions[0].start == 0
    if inside and not begins and second.text[:2].istitle() and not second.text.startswith("I "):
        return joint, replace(second, text=second.text[0].lower() + second.text[1:])
    return joint, second


def _framed(message: Written, kind: Kind, language: Language, rng: random.Random) -> Written:
    """With a greeting, thanks, or what a person tells besides the wish; all of it asks for nothing."""
    joints, context = _joints(), table("context")
    before = rng.choice(joints["before"][language]) if rng.random() < BEFORE else ""
    after = rng.choice(joints["after"][language]) if rng.random() < AFTER else ""
    if message.text[-1:] in ".?!" or kind == "none":
        after = ""
    if rng.random() < CONTEXT:
        told = rng.choice(context["before"][language].splitlines())
        before = told + rng.choice(
            (" ", ", ", "\n", " - ")
            if told[-1] in ".!?,:"
            else (". ", ", ", " so " if language == "en" else ", ", "\n")
        )
    if rng.random() < CONTEXT and not after:
        after = rng.choice((" ", ", ", ". ") if message.text[-1:] not in ".?!" else (" ",))
        after += rng.choice(context["after"][language].splitlines())
    return framed(message, before, after) if before or after else message


def small_talk(text: str) -> Written:
    """A message that asks for nothing."""
    return Written(text, segments=(Segment(start=0, end=len(text)),), sources=("no_call",))


@cache
def _joints() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return yaml.safe_load(files("training_data_gen").joinpath("vocabulary", "joints.yaml").read_text("utf-8"))
