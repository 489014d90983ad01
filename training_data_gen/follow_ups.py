"""The messages after the first: an answer to what was asked, a correction, the same again, a second part."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import JsonValue

from schemas.tools import ToolDefinition
from schemas.trajectory import Mention, Segment, Wish
from training_data_gen.drafts import DraftTurn
from training_data_gen.markup import Said, Slot, parse
from training_data_gen.slots import GENERATORS
from training_data_gen.slots.setting import Filled, Language, Scene, Setting
from training_data_gen.slots.vocabulary import entries
from training_data_gen.sources import Utterance
from training_data_gen.written import Written

PEOPLE = ("client_name", "contact", "contact_email", "staff", "case_ref")
"""Generators that may write a person's name, as a `{person}` in a line of follow-ups is one."""

Phrases = Literal["reply", "correction"]


class FollowUps:
    """Writes what comes after a first message, out of the values that the utterances of its handler say."""

    def __init__(self, utterances: Iterable[Utterance], definitions: Mapping[str, ToolDefinition]) -> None:
        self._definitions = definitions
        self._generators: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._said: dict[tuple[str, str, str], list[Filled]] = defaultdict(list)
        for utterance in utterances:
            if len(utterance.handlers) == 1 and utterance.kind == "said":
                self._learn(utterance)

    def _learn(self, utterance: Utterance) -> None:
        for piece in utterance.pieces:
            if isinstance(piece, Slot):
                self._generators[utterance.handlers[0], piece.parameter].add(utterance.generator(piece))
            elif isinstance(piece, Said):
                said = Filled(piece.words, piece.value)
                self._said[utterance.handlers[0], piece.parameter, utterance.language].append(said)

    def answered(self, asked: Written, language: Language, scene: Scene, rng: random.Random) -> DraftTurn | None:
        """The answer to a question for the one thing that a message lacked; None where no value of it is known."""
        wish = asked.wishes[0]
        if len(asked.wishes) != 1 or len(wish.missing) != 1:
            return None
        value = self._value(wish.handler, wish.missing[0], language, scene, rng)
        return None if value is None else self._phrased("reply", wish, wish.missing[0], value, language, rng)

    def corrected(
        self, first: Written, language: Language, scene: Scene, rng: random.Random, parameters: Sequence[str] = ()
    ) -> DraftTurn | None:
        """One of the arguments, or of `parameters` among them, is another; None where none has another value."""
        wish = first.wishes[0]
        said = [name for name, value in wish.args.items() if isinstance(value, str | int | float | list)]
        for name in rng.sample(said, len(said)):
            if parameters and name not in parameters:
                continue
            value = self._value(wish.handler, name, language, scene, rng)
            if value is not None and value.value != wish.args[name]:
                return self._phrased("correction", wish, name, value, language, rng)
        return None

    def repeated(self, first: Written, language: Language, scene: Scene, rng: random.Random) -> DraftTurn | None:
        """The same once more with one thing otherwise; None where no line names such a thing."""
        wish = first.wishes[0]
        taken = {
            named: parameter
            for (handler, parameter), generators in self._generators.items()
            if handler == wish.handler and isinstance(wish.args.get(parameter), str)
            for generator in generators
            for named in (generator, *(["person"] if generator in PEOPLE else []))
        }
        lines = [line for line in entries("follow_up", language) if _named(line) in taken]
        if not lines:
            return None
        line = rng.choice(lines)
        generator = _named(line) or ""
        setting = Setting(rng, language, scene.now, scene.world)
        value = setting.known(generator) or GENERATORS[generator](setting)
        if value.value == wish.args[taken[generator]]:
            return None
        turn = _turn(line, wish, taken[generator], value, "follow_up")
        return replace(turn, message=replace(turn.message, repeats=True))

    def _value(
        self, handler: str, parameter: str, language: Language, scene: Scene, rng: random.Random
    ) -> Filled | None:
        generators, said = sorted(self._generators[handler, parameter]), self._said[handler, parameter, language]
        if generators and (not said or rng.random() < len(generators) / (len(generators) + 0.2)):
            setting = Setting(rng, language, scene.now, scene.world)
            generator = rng.choice(generators)
            return setting.known(generator) or GENERATORS[generator](setting)
        return rng.choice(said) if said else None

    def _phrased(
        self, phrases: Phrases, wish: Wish, parameter: str, value: Filled, language: Language, rng: random.Random
    ) -> DraftTurn:
        return _turn(rng.choice(entries(phrases, language)), wish, parameter, value, phrases)


def _named(line: str) -> str | None:
    """The generator of a line's only slot."""
    slots = [piece.parameter for piece in parse(line) if isinstance(piece, Slot)]
    return slots[0] if len(slots) == 1 else None


def _turn(line: str, wish: Wish, parameter: str, value: Filled, source: str) -> DraftTurn:
    """The line with the value in its only slot; what else the wish says stands from before."""
    text, mentions = "", list[Mention]()
    for piece in parse(line):
        if isinstance(piece, Slot):
            end = len(text) + len(value.surface)
            mentions.append(Mention(wish=0, parameter=parameter, start=len(text), end=end))
            text += value.surface
        elif isinstance(piece, str):
            text += piece
    said: dict[str, JsonValue] = {parameter: value.value}
    message = Written(
        text,
        wishes=(Wish(handler=wish.handler, args=said),),
        mentions=tuple(mentions),
        segments=(Segment(start=0, end=len(text), wishes=(0,)),),
        sources=(f"{source}: {line!r}",),
    )
    return DraftTurn(message, context={name: kept for name, kept in wish.args.items() if name != parameter})
