"""A message as it is written from utterances: its text, and which characters say what."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from schemas.trajectory import Annotation, Mention, Segment, Wish
from training_data_gen.markup import Cut, Slot
from training_data_gen.slots import GENERATORS
from training_data_gen.slots.setting import Scene, Setting
from training_data_gen.sources import Utterance

REFERENCE = re.compile(r"@(?P<call>\d)(?P<path>(?:/\w+)*)")


@dataclass(frozen=True, slots=True)
class Written:
    """A message with its annotation. A wish's references name earlier wishes as `w1`, `w2` ..., in their order.

    repeats: the message asks for the wish before once more, with what it says otherwise.
    """

    text: str
    wishes: tuple[Wish, ...] = ()
    mentions: tuple[Mention, ...] = ()
    segments: tuple[Segment, ...] = ()
    sources: tuple[str, ...] = ()
    repeats: bool = False

    @property
    def annotation(self) -> Annotation:
        return Annotation(wishes=self.wishes, mentions=self.mentions, segments=self.segments, repeats=self.repeats)


@dataclass(slots=True)
class _Draft:
    text: str = ""
    args: dict[int, dict[str, JsonValue]] = field(default_factory=dict[int, dict[str, JsonValue]])
    mentions: list[Mention] = field(default_factory=list[Mention])
    cuts: list[int] = field(default_factory=list[int])

    def say(self, call: int, parameter: str, words: str, value: JsonValue) -> None:
        reference = bool(isinstance(value, str) and REFERENCE.fullmatch(value))
        end = len(self.text) + len(words)
        self.mentions.append(
            Mention(wish=call - 1, parameter=parameter, start=len(self.text), end=end, reference=reference)
        )
        self.text += words
        stated = self.args.setdefault(call, {})
        known = stated.get(parameter)
        # The items of a list may be said in several places.
        stated[parameter] = [*known, *value] if isinstance(known, list) and isinstance(value, list) else value


def write(utterance: Utterance, rng: random.Random, scene: Scene, required: Mapping[str, tuple[str, ...]]) -> Written:
    """The utterance with its slots filled. `required`: handler -> the names of what it requires."""
    draft = _Draft()
    setting = Setting(rng, utterance.language, scene.now, scene.world)
    for piece in utterance.pieces:
        if isinstance(piece, str):
            draft.text += piece
        elif isinstance(piece, Cut):
            draft.cuts.append(len(draft.text))
        elif isinstance(piece, Slot):
            generator = utterance.generator(piece)
            filled = setting.known(generator) or GENERATORS[generator](setting)
            draft.say(piece.call, piece.parameter, filled.surface, filled.value)
        else:
            draft.say(piece.call, piece.parameter, piece.words, piece.value)
    if utterance.kind == "none":
        return Written(draft.text, segments=(Segment(start=0, end=len(draft.text)),), sources=(utterance.source,))
    wishes = tuple(_wish(utterance, index, draft, required) for index in range(len(utterance.handlers)))
    return Written(draft.text, wishes, tuple(draft.mentions), _segments(draft, len(wishes)), (utterance.source,))


def _wish(utterance: Utterance, index: int, draft: _Draft, required: Mapping[str, tuple[str, ...]]) -> Wish:
    handler = utterance.handlers[index]
    args = dict(draft.args.get(index + 1, {}))
    for name, source in utterance.references.items():
        if name.startswith(f"{index + 1}."):
            args.setdefault(name[2:], source)
    after: set[int] = set()
    for name, value in args.items():
        if isinstance(value, str) and (found := REFERENCE.fullmatch(value)):
            after.add(int(found["call"]) - 1)
            args[name] = {"$from": f"w{found['call']}"} | ({"path": found["path"]} if found["path"] else {})
    missing = tuple(name for name in required[handler] if name not in args)
    return Wish(handler=handler, args=args, after=tuple(sorted(after)), missing=missing)


def _segments(draft: _Draft, wishes: int) -> tuple[Segment, ...]:
    """One for each stretch between cuts. The last stretch holds the wishes that have none of their own."""
    starts = [0, *draft.cuts]
    ends = [*draft.cuts, len(draft.text)]
    last = len(starts) - 1
    return tuple(
        Segment(start=start, end=end, wishes=tuple(range(at, wishes)) if at == last else (at,))
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def joined(first: Written, joint: str, second: Written) -> Written:
    """Two messages in one, `joint` between them; the joint belongs to the second one's first segment."""
    shift, calls = len(first.text) + len(joint), len(first.wishes)
    mentions = [
        mention.model_copy(
            update={"wish": mention.wish + calls, "start": mention.start + shift, "end": mention.end + shift}
        )
        for mention in second.mentions
    ]
    segments = [
        Segment(
            start=len(first.text) if at == 0 else segment.start + shift,
            end=segment.end + shift,
            wishes=tuple(wish + calls for wish in segment.wishes),
        )
        for at, segment in enumerate(second.segments)
    ]
    wishes = [_shifted(wish, calls) for wish in second.wishes]
    return Written(
        first.text + joint + second.text,
        (*first.wishes, *wishes),
        (*first.mentions, *mentions),
        (*first.segments, *segments),
        (*first.sources, *second.sources),
    )


def _shifted(wish: Wish, by: int) -> Wish:
    args = {
        name: value | {"$from": f"w{int(str(value['$from'])[1:]) + by}"}
        if isinstance(value, dict) and "$from" in value
        else value
        for name, value in wish.args.items()
    }
    return wish.model_copy(update={"args": args, "after": tuple(index + by for index in wish.after)})


def framed(message: Written, before: str, after: str) -> Written:
    """The message with words around it that ask for nothing; they belong to its first and its last segment."""
    whole = replace(joined(Written(before), "", message), repeats=message.repeats)
    segments = list(whole.segments)
    segments[0] = segments[0].model_copy(update={"start": 0})
    end = len(whole.text) + len(after)
    segments[-1] = segments[-1].model_copy(update={"end": end})
    return replace(whole, text=whole.text + after, segments=tuple(segments))


def lowered(message: Written) -> Written:
    """All in small letters, as many people type; the values of free texts with it."""
    text = message.text.lower()
    if len(text) != len(message.text):  # a few letters, such as a capital dotted I, change their length
        return message
    wishes = tuple(
        wish.model_copy(update={"args": _lowered_args(message, at)}) for at, wish in enumerate(message.wishes)
    )
    return replace(message, text=text, wishes=wishes)


def _lowered_args(message: Written, index: int) -> dict[str, JsonValue]:
    said = {m.parameter: message.text[m.start : m.end] for m in message.mentions if m.wish == index}
    args: dict[str, JsonValue] = {}
    for name, value in message.wishes[index].args.items():
        words = said.get(name, "")
        if isinstance(value, list):
            args[name] = [_lowered_value(each, words) for each in value]
        else:
            args[name] = _lowered_value(value, words)
    return args


def _lowered_value(value: JsonValue, words: str) -> JsonValue:
    """Codes (`EUR`, `E33G`) keep their capitals however they are typed."""
    return value.lower() if isinstance(value, str) and value in words and not value.isupper() else value
