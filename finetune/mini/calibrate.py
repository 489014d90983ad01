"""Fits how sure Scout Mini is, on messages by people that it never learned from.

A logistic model tells from a plan's features whether all of it is right. It is fitted on
`evaluation/messages/calibration.jsonl`, which is apart from what the evaluation judges.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from finetune.evaluation.queries import Query
from finetune.evaluation.scoring import exact
from schemas.prompt import Prompt
from schemas.tools import ToolDefinition
from scout.mini.calibration import UNFITTED, Calibration
from scout.mini.knowledge import Knowledge
from scout.mini.logistic import Features, fit
from scout.mini.network import Network
from scout.mini.planner import Planner

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
"""When the annotated messages are written: a Friday."""

TIMEZONE = "Asia/Makassar"
RIDGE = 3.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan's features and whether it was exactly right."""

    features: Features
    right: bool


def calibrated(
    queries: Sequence[Query],
    network: Network,
    knowledge: Knowledge,
    definitions: Sequence[ToolDefinition],
    told: Callable[[], None],
) -> Calibration:
    """The figures with which the plans of these messages are told best. `told` after each message."""
    rows = judged(queries, Planner(network, UNFITTED), knowledge, definitions, told)
    model = fit([row.features for row in rows], [row.right for row in rows], RIDGE)
    return Calibration(model, UNFITTED.continued)


def judged(
    queries: Sequence[Query],
    planner: Planner,
    knowledge: Knowledge,
    definitions: Sequence[ToolDefinition],
    told: Callable[[], None],
) -> list[Judged]:
    """Each message as the planner plans it."""
    rows: list[Judged] = []
    for query in queries:
        # The planner reads no persona.
        prompt = Prompt(query.query, None, NOW, TIMEZONE, query.lang, definitions)  # pyright: ignore[reportArgumentType]
        plan, features = planner.plan_with_features(prompt, knowledge)
        rows.append(Judged(features, exact(plan, query)))
        told()
    return rows


def write(figures: Calibration, path: Path) -> None:
    """As `scout/mini/calibration.py` reads it."""
    table = {
        "confidence": {
            "bias": round(figures.confidence.bias, 4),
            "weights": {name: round(value, 4) for name, value in figures.confidence.weights.items()},
        },
        "continued": figures.continued,
    }
    path.write_text("# Written by `zantara finetune train mini`.\n" + yaml.safe_dump(table, sort_keys=False), "utf-8")
