"""Training at a small size, and that what is served computes what was trained."""

import datetime as dt

import numpy as np
import pytest
import torch

from finetune.mini.corpus import corpus
from finetune.mini.network import ScoutMini
from finetune.mini.recipe import SMALL
from finetune.mini.ship import FIGURES, RECORD, WEIGHTS, Told, ship
from finetune.mini.train import Progress, base_network, base_tokenizer
from handlers.registry import load
from scout.mini import weights
from scout.mini.heads import Heads
from scout.mini.tower import Tower
from training_data_gen.sources import read_all

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(scope="module")
def definitions():
    return {handler.name: handler.definition for handler in load(entry_points=False).values()}


@pytest.mark.timeout(300)
def test_a_small_run_goes_from_utterances_to_what_is_shipped(tmp_path):
    steps: list[Progress] = []
    stages: list[str] = []

    def stage(name: str, total: int):
        stages.append(name)
        return lambda: None

    recipe = SMALL.model_copy(update={"messages": 160, "judged": 48, "unseen": ("tax.vat",)})
    told = ship(recipe, tmp_path / "out", tmp_path / "work", Told(steps.append, stage))

    assert {path.name for path in (tmp_path / "out").iterdir()} == {WEIGHTS, FIGURES, RECORD}
    assert steps[-1].step == steps[-1].steps == 5
    assert steps[-1].loss < steps[0].loss
    assert stages == ["calibrating", "judging"]
    assert told["utterances"]["unseen"] > 60
    read = weights.read(tmp_path / "out" / WEIGHTS)
    assert len(read.familiar) == 103
    assert len(read.layers) == 6 * 16


def test_an_utterance_is_learned_from_or_judged_on_never_both(definitions):
    data = corpus(read_all(), definitions, SMALL)
    learned, judged = ({utterance.source for utterance in each} for each in (data.learned, data.judged))
    assert not learned & judged
    assert 0.07 < len(judged) / (len(judged) + len(learned)) < 0.13


def test_a_handler_that_is_left_out_is_left_out_whole(definitions):
    data = corpus(read_all(), definitions, SMALL.model_copy(update={"unseen": ("tax.vat",)}))
    assert not any("tax.vat" in utterance.handlers for utterance in (*data.learned, *data.judged))
    with pytest.raises(ValueError, match=r"no handlers \['tax.vta'\]"):
        corpus(read_all(), definitions, SMALL.model_copy(update={"unseen": ("tax.vta",)}))


@pytest.fixture(scope="module")
def network() -> ScoutMini:
    torch.manual_seed(5)
    return base_network().eval()


@pytest.fixture(scope="module")
def served(network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    values = {name: value.numpy() for name, value in network.state_dict().items() if "embeddings" not in name}
    weights.write(values, folder / "w.safetensors", {})
    read = weights.read(folder / "w.safetensors")
    return Tower(folder, read.layers, read.digest), Heads(read.heads)


def alike(one, other, least: float):
    one, other = np.asarray(one).ravel(), np.asarray(other).ravel()
    assert one @ other / np.linalg.norm(one) / np.linalg.norm(other) >= least


@torch.no_grad()
def test_the_served_tower_and_heads_are_the_trained_ones(network, served):
    tower, heads = served
    text = "send Maria the price of an E23, and is Friday a holiday?"
    ids = torch.tensor([base_tokenizer().encode(text).ids])
    tokens = network.tokens(ids, torch.ones_like(ids))[0]
    served_tokens = tower.read(text).vectors
    alike(tokens, served_tokens, 0.99)

    vectors, random = tokens.numpy(), np.random.default_rng(2)
    cards = random.normal(size=(7, 384)).astype(np.float32)
    asked = random.normal(size=(3, 768)).astype(np.float32)
    same = {"rtol": 0.02, "atol": 0.02}
    np.testing.assert_allclose(heads.begins(vectors), network.boundary(tokens)[:, 0], **same)
    np.testing.assert_allclose(heads.cards(cards), network.cards(torch.tensor(cards)), **same)
    np.testing.assert_allclose(heads.routed(vectors), network.routed(tokens), **same)
    spans = network.span_logits(tokens.expand(3, -1, -1), torch.tensor(asked))
    np.testing.assert_allclose(heads.span_logits(heads.said(vectors), heads.asked(asked)), spans, **same)
    values = network.value_logits(tokens[:1], torch.tensor(cards)[None])[0]
    np.testing.assert_allclose(heads.value_logits(vectors[0], heads.values(cards)), values, rtol=0.02, atol=0.2)
