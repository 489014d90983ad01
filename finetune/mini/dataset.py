"""Messages -> tensors: which tokens begin a wish, which handler each segment calls, which tokens say each parameter."""

# torch and safetensors ship no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from tokenizers import Tokenizer
from torch import Tensor

from finetune.mini.network import CHANNELS, Cards
from handlers.ports import Encoder
from scout.mini.cards import HandlerCard
from training_data_gen.compose import Composed

MAX_TOKENS = 96
"""Longest message that is learned from, in tokens."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The handlers in words and as rows of `Cards`."""

    names: tuple[str, ...]
    cards: Cards
    parameter_rows: Mapping[tuple[str, str], int]
    value_rows: Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[int, ...]]]
    examples: tuple[str, ...]
    owners: tuple[int, ...]

    @property
    def nothing(self) -> int:
        return len(self.names)

    @property
    def repeats(self) -> int:
        return len(self.names) + 1


def catalogue(cards: Sequence[HandlerCard], encoder: Encoder) -> Catalogue:
    """Embeds every text of every card once."""
    parameter_rows: dict[tuple[str, str], int] = {}
    value_rows: dict[tuple[str, str], tuple[tuple[str, ...], tuple[int, ...]]] = {}
    parameter_texts: list[str] = []
    parameter_handlers: list[int] = []
    value_texts: list[str] = []
    for at, card in enumerate(cards):
        for parameter in card.parameters:
            parameter_rows[card.name, parameter.name] = len(parameter_texts)
            parameter_texts.append(parameter.text)
            parameter_handlers.append(at)
            if parameter.values:
                start = len(value_texts)
                value_texts += parameter.values.values()
                value_rows[card.name, parameter.name] = tuple(parameter.values), tuple(range(start, len(value_texts)))

    def embedded(texts: Sequence[str]) -> Tensor:
        return torch.from_numpy(encoder.encode(texts))

    return Catalogue(
        names=tuple(card.name for card in cards),
        cards=Cards(
            embedded([card.text for card in cards]),
            embedded([card.description for card in cards]),
            embedded(parameter_texts),
            torch.tensor(parameter_handlers),
            embedded(value_texts),
        ),
        parameter_rows=parameter_rows,
        value_rows=value_rows,
        examples=tuple(text for card in cards for text in card.examples),
        owners=tuple(at for at, card in enumerate(cards) for _ in card.examples),
    )


@dataclass(slots=True)
class Question:
    """Which tokens of a segment say a parameter? labels (length, 4)."""

    segment: int
    parameter: int
    labels: Tensor
    implied: bool
    value: tuple[tuple[int, ...], int] | None


@dataclass(slots=True)
class Encoded:
    ids: Tensor
    begins: Tensor
    inside: list[Tensor] = field(default_factory=list[Tensor])
    targets: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])
    questions: list[Question] = field(default_factory=list[Question])


def encode(composed: Composed, tokenizer: Tokenizer, known: Catalogue) -> Encoded | None:
    """One message; None where it is too long."""
    message = composed.message
    encoding = tokenizer.encode(message.text)
    if len(encoding.ids) > MAX_TOKENS:
        return None
    # The first and the last token are marks that stand for no characters.
    offsets = encoding.offsets
    length = len(encoding.ids)
    encoded = Encoded(torch.tensor(encoding.ids), torch.zeros(length))
    for at, segment in enumerate(message.segments):
        inside = torch.tensor([float(s < e and s < segment.end and e > segment.start) for s, e in offsets])
        if at:
            # A wish begins with a word: marks before it part it from the one before.
            words = [i for i, (s, e) in enumerate(offsets) if inside[i] and message.text[s:e][:1].isalnum()]
            encoded.begins[words[:1]] = 1
        encoded.inside.append(inside)
        targets = tuple(known.names.index(message.wishes[wish].handler) for wish in segment.wishes)
        if message.repeats:
            targets = (known.repeats,)
        encoded.targets.append(targets or (known.nothing,))
        for wish in segment.wishes:
            encoded.questions += _questions(composed, at, wish, offsets, inside, known)
    return encoded


def _questions(
    composed: Composed, at: int, index: int, offsets: Sequence[tuple[int, int]], inside: Tensor, known: Catalogue
) -> Iterator[Question]:
    wish = composed.message.wishes[index]
    for (handler, name), row in known.parameter_rows.items():
        if handler != wish.handler:
            continue
        labels = torch.zeros(len(offsets), CHANNELS)
        said = [m for m in composed.message.mentions if m.wish == index and m.parameter == name]
        for mention in said:
            tokens = [i for i, (s, e) in enumerate(offsets) if s < e and s < mention.end and e > mention.start]
            if not tokens or not inside[tokens[0]]:
                continue
            labels[tokens[0], 0] = labels[tokens[-1], 1] = 1
            labels[tokens, 3 if mention.reference else 2] = 1
        value = wish.args.get(name)
        referred = isinstance(value, dict)
        chosen = None
        if (handler, name) in known.value_rows and said and not referred:
            allowed, rows = known.value_rows[handler, name]
            wanted = str(value).lower() if isinstance(value, bool) else str(value)
            if wanted in allowed:
                chosen = rows, allowed.index(wanted)
        yield Question(at, row, labels, referred and not said, chosen)


@dataclass(slots=True)
class Batch:
    """Tensors of n messages. Segments (s), questions (q) and values (v) name their rows."""

    ids: Tensor
    mask: Tensor
    begins: Tensor
    segment_rows: Tensor
    inside: Tensor
    targets: Tensor
    question_segments: Tensor
    question_parameters: Tensor
    labels: Tensor
    implied: Tensor
    value_questions: Tensor
    value_rows: Tensor
    value_mask: Tensor
    value_targets: Tensor


def collate(items: Sequence[Encoded], classes: int) -> Batch:
    length = max(len(item.ids) for item in items)
    ids = torch.zeros(len(items), length, dtype=torch.long)
    mask, begins = torch.zeros(len(items), length, dtype=torch.long), torch.zeros(len(items), length)
    rows: list[int] = []
    inside: list[Tensor] = []
    targets: list[Tensor] = []
    questions: list[tuple[int, Question]] = []
    for at, item in enumerate(items):
        own = len(item.ids)
        ids[at, :own], mask[at, :own], begins[at, :own] = item.ids, 1, item.begins
        questions += [(len(rows) + question.segment, question) for question in item.questions]
        for each, wanted in zip(item.inside, item.targets, strict=True):
            rows.append(at)
            inside.append(torch.nn.functional.pad(each, (0, length - own)))
            target = torch.zeros(classes)
            target[list(wanted)] = 1 / len(wanted)
            targets.append(target)
    valued = [(at, q.value) for at, (_, q) in enumerate(questions) if q.value]
    widest = max((len(value[0]) for _, value in valued), default=1)
    value_rows = torch.zeros(len(valued), widest, dtype=torch.long)
    value_mask = torch.zeros(len(valued), widest, dtype=torch.bool)
    for at, (_, (allowed, _)) in enumerate(valued):
        value_rows[at, : len(allowed)] = torch.tensor(allowed)
        value_mask[at, : len(allowed)] = True
    return Batch(
        ids=ids,
        mask=mask,
        begins=begins,
        segment_rows=torch.tensor(rows),
        inside=torch.stack(inside),
        targets=torch.stack(targets),
        question_segments=torch.tensor([at for at, _ in questions], dtype=torch.long),
        question_parameters=torch.tensor([q.parameter for _, q in questions], dtype=torch.long),
        labels=torch.stack([torch.nn.functional.pad(q.labels, (0, 0, 0, length - len(q.labels))) for _, q in questions])
        if questions
        else torch.zeros(0, length, CHANNELS),
        implied=torch.tensor([float(q.implied) for _, q in questions]),
        value_questions=torch.tensor([at for at, _ in valued], dtype=torch.long),
        value_rows=value_rows,
        value_mask=value_mask,
        value_targets=torch.tensor([target for _, (_, target) in valued], dtype=torch.long),
    )
