"""The fitted figures of the planner: written by `fit.py`, read at start."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from scout.mini.logistic import Logistic


@dataclass(frozen=True, slots=True)
class Calibration:
    """call: whether a piece of a message is a call of a handler. confidence: whether a whole plan is right.

    threshold: least probability of a call. continued: confidence of a call that a
    short answer completes; set by judgement, not fitted.
    """

    call: Logistic
    confidence: Logistic
    threshold: float
    continued: float


@cache
def calibration() -> Calibration:
    """The figures of `data/calibration.yaml`."""
    table = yaml.safe_load(files("scout.mini").joinpath("data", "calibration.yaml").read_text("utf-8"))
    return Calibration(
        call=Logistic(**table["call"]),
        confidence=Logistic(**table["confidence"]),
        threshold=table["threshold"],
        continued=table["continued"],
    )
