"""The fitted figures of the planner: written by `finetune/mini/calibrate.py`, read at start."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from scout.mini.logistic import Logistic


@dataclass(frozen=True, slots=True)
class Calibration:
    """confidence: whether a whole plan is right.

    continued: confidence of a call that a short answer completes; set by judgement, not fitted.
    """

    confidence: Logistic
    continued: float


UNFITTED = Calibration(Logistic(0.0, {}), 0.75)
"""Before any fit: every plan is as likely right as wrong."""


@cache
def calibration() -> Calibration:
    """The figures of `data/calibration.yaml`."""
    table = yaml.safe_load(files("scout.mini").joinpath("data", "calibration.yaml").read_text("utf-8"))
    return Calibration(Logistic(**table["confidence"]), table["continued"])
