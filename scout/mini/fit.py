"""Fits the planner's two logistic models on `data/messages.yaml` and writes `data/calibration.yaml`.

    python -m scout.mini.fit FOLDER_FOR_THE_ENCODER

1. `call`: is this handler the one that this piece of a message calls? One row for each of the nearest handlers of
   each piece; messages that ask for nothing are rows of "no".
2. `confidence`: is the whole plan right? One row a message, planned by a `call` model that has not seen it (ten folds).

The figures in the file come from the same folds: each message is judged by models fitted on the others.
"""

import datetime as dt
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import yaml

from handlers.registry import load
from schemas.plan import Plan
from schemas.prompt import Prompt
from schemas.tools import ToolDefinition
from scout.encoder import OnnxEncoder
from scout.mini.calibration import Calibration
from scout.mini.logistic import Features, Logistic, fit
from scout.mini.planner import Planner
from scout.mini.routing import Routing, null_set
from scout.shortlist import Shortlist

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
FOLDS = 10
RIDGE_CALL, RIDGE_PLAN = 1.0, 3.0
THRESHOLD = 0.4
CONTINUED = 0.75
"""Set, not fitted: a completed call that is no read waits for a yes, for the person may have meant something else."""


@dataclass(frozen=True, slots=True)
class Wanted:
    handler: str
    args: Mapping[str, Any]
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    lang: str
    text: str
    wanted: tuple[Wanted, ...]

    @property
    def kind(self) -> str:
        if not self.wanted:
            return "none"
        if self.wanted[0].lacks:
            return "missing"
        return "single" if len(self.wanted) == 1 else "parallel"


def labelled() -> list[Labelled]:
    """The messages of `data/messages.yaml`."""
    rows = yaml.safe_load(files("scout.mini").joinpath("data", "messages.yaml").read_text("utf-8"))
    return [Labelled(row["lang"], row["text"], tuple(_wanted(row))) for row in rows]


def _wanted(row: Mapping[str, Any]) -> list[Wanted]:
    asked: list[Wanted] = []
    for item in (*row.get("calls", ()), *row.get("missing", ())):
        lacks = tuple(item.get("lacks", ()))
        (handler, args), *_ = [(name, value) for name, value in item.items() if name != "lacks"]
        asked.append(Wanted(handler, args, lacks))
    return asked


def right(plan: Plan, message: Labelled) -> bool:
    """Whether the plan is exactly what the message asks for, whatever the order of its calls."""
    got = [(call.handler, call.args, ()) for call in plan.calls]
    got += [(asked.handler, asked.args, tuple(sorted(asked.params))) for asked in plan.missing]
    wanted = list(message.wanted)
    if len(got) != len(wanted):
        return False
    for handler, args, lacks in got:
        fits = [w for w in wanted if w.handler == handler and tuple(sorted(w.lacks)) == lacks and _agree(args, w.args)]
        if not fits:
            return False
        wanted.remove(fits[0])
    return True


def _agree(got: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Arguments marked `name?` in the data may be there or not."""
    optional = {name.rstrip("?"): value for name, value in wanted.items() if name.endswith("?")}
    must = {name: value for name, value in wanted.items() if not name.endswith("?")}
    allowed = must | optional
    return must.keys() <= got.keys() <= allowed.keys() and all(_same(got[name], allowed[name]) for name in got)


def _same(got: object, wanted: Any) -> bool:
    accepted = cast(list[Any], wanted) if isinstance(wanted, list) else [wanted]
    return any(_folded(got) == _folded(each) for each in accepted)


def _folded(value: object) -> str:
    return " ".join(re.findall(r"[\w@+.%/*()-]+", str(value).casefold())).strip(" .")


def prompt_of(message: Labelled, definitions: Sequence[ToolDefinition]) -> Prompt:
    # The planner reads neither persona nor history.
    return Prompt(message.text, None, NOW, "Asia/Makassar", message.lang, definitions)  # pyright: ignore[reportArgumentType]


def call_rows(message: Labelled, routing: Routing, flat: Logistic) -> list[tuple[Features, bool]]:
    """The nearest handlers of a message of one wish; those of several are used whole in the second fit only."""
    if message.kind == "parallel":
        return []
    names = [wanted.handler for wanted in message.wanted]
    ranked = routing.candidates(message.text, message.lang, NOW, flat)
    return [(candidate.features, candidate.definition.name in names) for candidate in ranked]


def main(folder: Path) -> None:
    messages = labelled()
    definitions = [handler.definition for handler in load(entry_points=False).values()]
    encoder = OnnxEncoder(folder)
    shortlist = Shortlist(encoder, definitions, folder)
    flat = Logistic(0.0, {})
    null = null_set(encoder, folder / "null")
    routing = Routing(definitions, shortlist, null)
    rows = [call_rows(message, routing, flat) for message in messages]
    planners = [Planner(null, Calibration(_fitted(rows, fold), flat, THRESHOLD, CONTINUED)) for fold in range(FOLDS)]
    plans: list[tuple[Plan, Features, bool]] = []
    for index, message in enumerate(messages):
        planner = planners[index % FOLDS]
        plan, features = planner.plan_with_features(prompt_of(message, definitions), shortlist)
        plans.append((plan, features, right(plan, message)))
    confidences: list[float] = []
    for index in range(len(plans)):
        others = [item for at, item in enumerate(plans) if at % FOLDS != index % FOLDS]
        model = fit([features for _, features, _ in others], [good for *_, good in others], RIDGE_PLAN)
        confidences.append(model.probability(plans[index][1]))
    every = [row for each in rows for row in each]
    call = fit([row for row, _ in every], [label for _, label in every], RIDGE_CALL)
    confidence = fit([features for _, features, _ in plans], [good for *_, good in plans], RIDGE_PLAN)
    table = {
        "call": _plain(call),
        "confidence": _plain(confidence),
        "threshold": THRESHOLD,
        "continued": CONTINUED,
        "measured": measured(messages, plans, confidences),
    }
    target = Path(str(files("scout.mini").joinpath("data", "calibration.yaml")))
    target.write_text("# Written by `python -m scout.mini.fit`.\n" + yaml.safe_dump(table, sort_keys=False), "utf-8")
    for (plan, _, good), message, sure in zip(plans, messages, confidences, strict=True):
        if not good:
            said = (
                [(call.handler, call.args) for call in plan.calls],
                [(m.handler, m.args, m.params) for m in plan.missing],
            )
            sys.stdout.write(f"{sure:.2f} {message.kind} {message.text!r} -> {said}\n")
    sys.stdout.write(yaml.safe_dump(table["measured"], sort_keys=False))


def _fitted(rows: Sequence[Sequence[tuple[Features, bool]]], fold: int) -> Logistic:
    """The `call` model of every message that is not of this fold."""
    others = [row for at, each in enumerate(rows) if at % FOLDS != fold for row in each]
    return fit([row for row, _ in others], [label for _, label in others], RIDGE_CALL)


def measured(
    messages: Sequence[Labelled], plans: Sequence[tuple[Plan, Features, bool]], confidences: Sequence[float]
) -> dict[str, Any]:
    """Shares of right plans by kind and language, the error of the confidence, and what is wrong above 0.80."""
    goods = [good for *_, good in plans]
    groups: dict[str, list[bool]] = {"all": goods}
    for message, good in zip(messages, goods, strict=True):
        groups.setdefault(message.kind, []).append(good)
        groups.setdefault(message.lang, []).append(good)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, good in zip(confidences, goods, strict=True):
        bins.setdefault(min(9, int(sure * 10)), []).append((sure, good))
    gap = sum(abs(sum(p for p, _ in each) - sum(good for _, good in each)) for each in bins.values())
    high = [good for sure, good in zip(confidences, goods, strict=True) if sure >= 0.8]
    return {
        "messages": len(messages),
        "right": {name: round(sum(each) / len(each), 3) for name, each in groups.items()},
        "calibration_error": round(gap / len(messages), 3),
        "at_least_0.80": {"plans": len(high), "right": round(sum(high) / max(1, len(high)), 3)},
    }


def _plain(model: Logistic) -> dict[str, Any]:
    return {"bias": round(model.bias, 4), "weights": {name: round(value, 4) for name, value in model.weights.items()}}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
