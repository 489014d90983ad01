"""Trains Scout Mini from end to end and writes what is shipped: weights, calibration, and how they came about."""

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import yaml
from pydantic import JsonValue

from finetune.evaluation.queries import read_queries
from finetune.mini.calibrate import Judged, calibrated, judged, write
from finetune.mini.corpus import corpus
from finetune.mini.recipe import Recipe
from finetune.mini.train import Progress, train
from handlers.registry import load
from scout.encoder import OnnxEncoder
from scout.mini import weights
from scout.mini.calibration import Calibration
from scout.mini.cards import card_of
from scout.mini.network import Network
from scout.mini.planner import Planner
from training_data_gen.sources import read_all

MESSAGES = Path(__file__).parents[1] / "evaluation" / "messages"
"""calibration.jsonl: the confidence is fitted on it. evaluation.jsonl: it is reported on; nothing learns from it."""

WEIGHTS, FIGURES, RECORD = "scout-mini.safetensors", "calibration.yaml", "training.yaml"
HEADING = "# How the weights beside this file were made; written by `zantara finetune train mini`.\n"

SURE = 0.80
"""Confidence from which a plan runs unasked."""

WORD_EMBEDDINGS = "tower.embeddings."
"""Come from the base encoder's package as they are, and are not shipped."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told on the way: steps of the training, and which stage begins with how many messages."""

    step: Callable[[Progress], None]
    stage: Callable[[str, int], Callable[[], None]]


def ship(recipe: Recipe, out: Path, work: Path, told: Told) -> Mapping[str, JsonValue]:
    """Train, export, calibrate, judge; returns what `training.yaml` tells. `work` keeps the encoder's graphs.

    Writes `scout-mini.safetensors`, `calibration.yaml` and `training.yaml` into `out`.
    """
    started = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    registry = load(entry_points=False)
    definitions = {handler.name: handler.definition for handler in registry.values()}
    data = corpus(read_all(), definitions, recipe)
    encoder = OnnxEncoder(work)
    trained = train(recipe, data, encoder, told.step)
    familiar = [card_of(each).digest for name, each in definitions.items() if name not in recipe.unseen]
    values = {
        name: value.float().numpy()
        for name, value in trained.network.state_dict().items()
        if not name.startswith(WORD_EMBEDDINGS)
    }
    weights.write(
        values,
        out / WEIGHTS,
        {"recipe": recipe.model_dump_json(), "registry": registry.digest, weights.FAMILIAR: " ".join(familiar)},
    )
    network = Network(encoder, work, weights.read(out / WEIGHTS))
    offered = list(definitions.values())
    knowledge = network.knowledge(offered)
    queries = list(islice(read_queries(MESSAGES / "calibration.jsonl"), recipe.calibrated))
    figures = calibrated(queries, network, knowledge, offered, told.stage("calibrating", len(queries)))
    write(figures, out / FIGURES)
    kept = list(islice(read_queries(MESSAGES / "evaluation.jsonl"), recipe.judged))
    rows = judged(kept, Planner(network, figures), knowledge, offered, told.stage("judging", len(kept)))
    record: dict[str, JsonValue] = {
        "recipe": recipe.model_dump(mode="json"),
        "seconds": round(time.monotonic() - started),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "registry": registry.digest,
        "utterances": {"learned": len(data.learned), "held out": len(data.judged), "unseen": len(data.new)},
        "after each epoch": [{name: dict(shares) for name, shares in each.items()} for each in trained.epochs],
        "evaluation.jsonl": _summary(figures, rows),
        "megabytes": round((out / WEIGHTS).stat().st_size / 1e6, 1),
    }
    (out / RECORD).write_text(HEADING + yaml.safe_dump(record, sort_keys=False), "utf-8")
    return record


def _summary(figures: Calibration, rows: Sequence[Judged]) -> dict[str, JsonValue]:
    """Shares of exactly right plans, of all and of those that are sure enough to run."""
    sure = [row.right for row in rows if figures.confidence.probability(row.features) >= SURE]
    return {
        "messages": len(rows),
        "exact": round(sum(row.right for row in rows) / len(rows), 3),
        "sure": round(len(sure) / len(rows), 3),
        "sure and exact": round(sum(sure) / max(1, len(sure)), 3),
    }
