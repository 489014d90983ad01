"""Logistic regression over a few named features: small enough to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Logistic:
    """P(yes) = 1 / (1 + exp(-(bias + sum of weight x feature)))."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Features) -> float:
        """0 to 1. Every weight's feature must be given (KeyError)."""
        total = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def fit(rows: Sequence[Features], labels: Sequence[bool], ridge: float) -> Logistic:
    """Newton's method with an L2 penalty `ridge` on every weight but the bias."""
    names = sorted(rows[0])
    x: NDArray[np.float64] = np.array([[1.0, *(row[name] for name in names)] for row in rows])
    y = np.array(labels, float)
    penalty = ridge * np.eye(x.shape[1])
    penalty[0, 0] = 1e-6
    beta = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (y - p) - penalty @ beta
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return Logistic(float(beta[0]), {name: float(value) for name, value in zip(names, beta[1:], strict=True)})
