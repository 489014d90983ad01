"""What Scout Mini's training minimises, and how well it does on messages that it did not learn from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from finetune.mini.dataset import Batch, Catalogue, Encoded, collate
from finetune.mini.network import ROUTE, ScoutMini

BOUNDARY, SPAN, IMPLIED, VALUE = 1.0, 2.0, 0.3, 0.3
"""Weights of the losses beside that of the handler."""

POSITIVE = 4.0
"""Weight of a token that says something against one that does not."""


@dataclass(frozen=True, slots=True)
class Support:
    """Examples of handlers as the tower routes them now. vectors (e, 256), owners (e,)."""

    vectors: Tensor
    owners: Tensor


@torch.no_grad()
def support(network: ScoutMini, tokenizer: Tokenizer, known: Catalogue, handlers: Sequence[int]) -> Support:
    """The examples of `handlers`; computed anew every so often, for the tower moves."""
    wanted = set(handlers)
    pairs = [(text, owner) for text, owner in zip(known.examples, known.owners, strict=True) if owner in wanted]
    vectors: list[Tensor] = []
    for at in range(0, len(pairs), 64):
        encodings = tokenizer.encode_batch([text for text, _ in pairs[at : at + 64]])
        length = max(len(each.ids) for each in encodings)
        ids, mask = (torch.zeros(len(encodings), length, dtype=torch.long) for _ in range(2))
        for row, each in enumerate(encodings):
            ids[row, : len(each.ids)] = torch.tensor(each.ids)
            mask[row, : len(each.ids)] = 1
        with torch.autocast("cpu", torch.bfloat16):
            tokens = network.tokens(ids, mask).float()
        inside = mask.clone()
        inside[:, 0] = 0
        inside[torch.arange(len(mask)), mask.sum(1) - 1] = 0
        vectors.append(network.routed(network.segments(tokens, torch.arange(len(mask)), inside.float())))
    if not vectors:
        return Support(torch.zeros(0, ROUTE), torch.zeros(0, dtype=torch.long))
    return Support(torch.cat(vectors), torch.tensor([owner for _, owner in pairs]))


@dataclass(frozen=True, slots=True)
class Outputs:
    handlers: Tensor
    begins: Tensor
    spans: Tensor
    implied: Tensor
    values: Tensor


def run(network: ScoutMini, batch: Batch, known: Catalogue, examples: Support) -> Outputs:
    with torch.autocast("cpu", torch.bfloat16):
        tokens = network.tokens(batch.ids, batch.mask)
    tokens = tokens.float()
    segments = network.segments(tokens, batch.segment_rows, batch.inside)
    logits = network.handler_logits(
        network.routed(segments), network.cards(known.cards.handlers), examples.vectors, examples.owners
    )
    rows = batch.segment_rows[batch.question_segments]
    asked = batch.question_parameters
    parameters = torch.cat(
        [known.cards.parameters[asked], known.cards.descriptions[known.cards.parameter_handlers[asked]]], -1
    )
    spans = network.span_logits(tokens[rows], parameters)
    valued = batch.value_questions
    said = batch.labels[valued, :, 2]
    means = torch.einsum("qld,ql->qd", tokens[rows[valued]], said / said.sum(1, keepdim=True).clamp(min=1))
    values = network.value_logits(means, known.cards.values[batch.value_rows])
    return Outputs(
        handlers=logits,
        begins=network.boundary(tokens).squeeze(-1),
        spans=spans,
        implied=network.implied_logits(segments[batch.question_segments], parameters),
        values=values.masked_fill(~batch.value_mask, -1e4),
    )


def loss(outputs: Outputs, batch: Batch) -> Tensor:
    mask = batch.mask.float()
    begins = (
        F.binary_cross_entropy_with_logits(
            outputs.begins, batch.begins, weight=mask, pos_weight=torch.tensor(3.0), reduction="sum"
        )
        / mask.sum()
    )
    total = F.cross_entropy(outputs.handlers, batch.targets) + BOUNDARY * begins
    if len(batch.labels):
        inside = batch.inside[batch.question_segments].unsqueeze(-1)
        spans = F.binary_cross_entropy_with_logits(
            outputs.spans, batch.labels, weight=inside, pos_weight=torch.tensor(POSITIVE), reduction="sum"
        )
        total = (
            total
            + SPAN * spans / inside.sum()
            + IMPLIED * F.binary_cross_entropy_with_logits(outputs.implied, batch.implied)
        )
    if len(batch.value_targets):
        total = total + VALUE * F.cross_entropy(outputs.values, batch.value_targets)
    return total


@torch.no_grad()
def judge(network: ScoutMini, items: Sequence[Encoded], known: Catalogue, examples: Support) -> dict[str, float]:
    """Shares right: segments' handlers, where wishes begin, spans of parameters, values."""
    network.eval()
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for at in range(0, len(items), 64):
        batch = collate(items[at : at + 64], len(known.names) + 2)
        outputs = run(network, batch, known, examples)
        chosen = outputs.handlers.argmax(1)
        hits = batch.targets[torch.arange(len(chosen)), chosen] > 0
        calls = batch.targets[:, known.nothing] == 0
        _count(right, of, "handler", hits[calls])
        _count(right, of, "nothing", hits[~calls])
        wrong = ((outputs.begins > 0).float() - batch.begins).abs() * batch.mask
        _count(right, of, "boundary", wrong.sum(1) == 0)
        inside = batch.inside[batch.question_segments].unsqueeze(-1)
        marked = ((outputs.spans > 0).float() * inside)[..., 2:]
        wanted = (batch.labels * inside)[..., 2:]
        exact = (marked == wanted).flatten(1).all(1)
        _count(right, of, "spans said", exact[wanted.flatten(1).any(1)])
        _count(right, of, "spans unsaid", exact[~wanted.flatten(1).any(1)])
        _count(right, of, "implied", ((outputs.implied > 0) == (batch.implied > 0))[batch.implied > 0])
        _count(right, of, "value", outputs.values.argmax(1) == batch.value_targets)
    network.train()
    return {name: right[name] / of[name] for name in of if of[name]}


def _count(right: Counter[str], of: Counter[str], name: str, hits: Tensor) -> None:
    right[name] += int(hits.sum())
    of[name] += len(hits)
