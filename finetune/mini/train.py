"""The training loop of Scout Mini."""

# torch and safetensors ship no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from finetune.mini.corpus import Corpus
from finetune.mini.dataset import Catalogue, Encoded, catalogue, collate, encode
from finetune.mini.learning import Support, judge, loss, run, support
from finetune.mini.network import ScoutMini
from finetune.mini.recipe import Recipe
from handlers.ports import Encoder
from scout.encoder import shipped_weights
from scout.mini.cards import card_of
from training_data_gen.compose import Composed

EXCLUDED = -30.0
"""Logit of a handler that is left out of training."""

LIKE_LENGTH = 6
"""Tokens by which the order of lengths is shaken, so that batches differ between epochs."""


@dataclass(frozen=True, slots=True)
class Progress:
    """After a step: how many of all are done, the mean loss of the last ones."""

    step: int
    steps: int
    loss: float


@dataclass(frozen=True, slots=True)
class Trained:
    """The network and how it did after each epoch, by set of messages."""

    network: ScoutMini
    epochs: tuple[Mapping[str, Mapping[str, float]], ...]


def train(recipe: Recipe, corpus: Corpus, encoder: Encoder, told: Callable[[Progress], None]) -> Trained:
    """Train on the CPU. Deterministic by seed on one machine, but for the order in which threads add."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)  # noqa: S311 (training, not a secret)
    known = catalogue([card_of(definition) for definition in corpus.definitions.values()], encoder)
    tokenizer = base_tokenizer()
    network = base_network()
    tests = {"held out": _encoded(corpus.held_out(recipe.judged), tokenizer, known)}
    if corpus.new:
        tests["unseen"] = _encoded(corpus.unseen(recipe.judged), tokenizer, known)
    learned = [at for at, name in enumerate(known.names) if name not in recipe.unseen]
    loop = _Loop(network, recipe, known, tokenizer, learned, told)
    epochs: list[Mapping[str, Mapping[str, float]]] = []
    for number in range(recipe.epochs):
        items = _encoded(corpus.epoch(number, recipe.messages), tokenizer, known)
        for group in batches(items, recipe.batch, rng):
            loop.step(group)
        everyone = loop.examples(range(len(known.names)))
        epochs.append({name: judge(network, each, known, everyone) for name, each in tests.items()})
    return Trained(network.eval(), tuple(epochs))


def base_tokenizer() -> Tokenizer:
    tokenizer: Tokenizer = Tokenizer.from_file(str(shipped_weights().tokenizer))
    tokenizer.no_padding()
    return tokenizer


def base_network() -> ScoutMini:
    """The network with the base encoder's weights. Its word embeddings stay as they are: they need not be shipped."""
    network = ScoutMini()
    network.tower.load_state_dict(load_file(shipped_weights().safetensors), strict=False)
    network.tower.embeddings.requires_grad_(False)
    return network


def batches(items: Sequence[Encoded], size: int, rng: random.Random) -> Iterator[list[Encoded]]:
    """Messages of like length together, the batches in random order."""
    order = sorted(range(len(items)), key=lambda at: len(items[at].ids) + rng.random() * LIKE_LENGTH)
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(groups)
    for group in groups:
        yield [items[at] for at in group]


def _encoded(messages: Iterator[Composed], tokenizer: Tokenizer, known: Catalogue) -> list[Encoded]:
    found = (encode(message, tokenizer, known) for message in messages)
    return [each for each in found if each is not None]


class _Loop:
    """Optimiser, schedule and the examples as they are routed now."""

    def __init__(
        self,
        network: ScoutMini,
        recipe: Recipe,
        known: Catalogue,
        tokenizer: Tokenizer,
        learned: Sequence[int],
        told: Callable[[Progress], None],
    ) -> None:
        self._network, self._recipe, self._known, self._tokenizer = network, recipe, known, tokenizer
        self._learned, self._told = learned, told
        layers = [value for name, value in network.named_parameters() if name.startswith("tower.encoder.")]
        heads = [value for name, value in network.named_parameters() if not name.startswith("tower.")]
        rates = [recipe.tower_rate, recipe.head_rate]
        self._optimiser = torch.optim.AdamW(
            [{"params": layers, "lr": rates[0]}, {"params": heads, "lr": rates[1]}], weight_decay=recipe.weight_decay
        )
        self._steps = recipe.epochs * -(-recipe.messages // recipe.batch)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, rates, total_steps=self._steps + 1, pct_start=recipe.warmup, anneal_strategy="linear"
        )
        self._excluded: Tensor = torch.ones(len(known.names) + 2, dtype=torch.bool)
        self._excluded[[*learned, known.nothing, known.repeats]] = False
        self._done = 0
        self._mean = 0.0
        self._examples: Support | None = None

    def examples(self, handlers: Sequence[int]) -> Support:
        self._network.eval()
        found = support(self._network, self._tokenizer, self._known, handlers)
        self._network.train()
        return found

    def step(self, group: Sequence[Encoded]) -> None:
        if self._examples is None or self._done % self._recipe.refresh == 0:
            self._examples = self.examples(self._learned)
        batch = collate(group, len(self._known.names) + 2)
        outputs = run(self._network, batch, self._known, self._examples)
        outputs.handlers[:, self._excluded] = EXCLUDED
        value = loss(outputs, batch)
        value.backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        self._schedule.step()
        self._optimiser.zero_grad()
        self._done += 1
        self._mean += (float(value.detach()) - self._mean) / min(self._done, self._recipe.refresh)
        self._told(Progress(self._done, self._steps, self._mean))
