"""How far confidences are from shares of right plans, and how far chance alone would put a perfect planner's."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from schemas.base import Record

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]

BINS = 10
DRAWS = 1_000
SEED = 7


class Bin(Record):
    """Plans of like confidence. low and high: 95% interval of `right`, were the confidences perfectly calibrated."""

    plans: int
    confidence: float
    right: float
    low: float
    high: float


class Interval(Record):
    """What chance gives: the mean over the draws, and the 2.5th and 97.5th percentile."""

    mean: float
    low: float
    high: float


class Errors(Record):
    """adaptive_ece: bins of equal mass; ece: bins of equal width; brier: mean squared error of the confidence."""

    adaptive_ece: float
    ece: float
    brier: float


class PerfectErrors(Record):
    """The same figures of a planner whose every confidence is its true probability, on as many plans."""

    adaptive_ece: Interval
    ece: Interval
    brier: Interval


class Calibration(Record):
    """plans: those with a confidence. reliability: the bins of equal mass, the least sure first."""

    plans: int
    errors: Errors
    perfect: PerfectErrors
    reliability: tuple[Bin, ...]


def calibration(confidences: Floats, right: Floats, draws: int = DRAWS, seed: int = SEED) -> Calibration:
    """Figures of n confidences, 0 to 1, and n outcomes, 0 or 1. Raises ValueError for none."""
    if not confidences.size:
        raise ValueError("there is no plan with a confidence")
    chance = np.random.default_rng(seed).random((draws, confidences.size)) < confidences
    simulated = chance.astype(np.float64)
    mass, width = equal_mass(confidences), equal_width(confidences)
    return Calibration(
        plans=confidences.size,
        errors=Errors(
            adaptive_ece=float(expected_error(confidences, right, mass)),
            ece=float(expected_error(confidences, right, width)),
            brier=float(brier(confidences, right)),
        ),
        perfect=PerfectErrors(
            adaptive_ece=_interval(expected_error(confidences, simulated, mass)),
            ece=_interval(expected_error(confidences, simulated, width)),
            brier=_interval(brier(confidences, simulated)),
        ),
        reliability=_reliability(confidences, right, simulated, mass),
    )


def equal_width(confidences: Floats, bins: int = BINS) -> Counts:
    """The bin of each confidence, [0, 0.1), ..., [0.9, 1] for ten."""
    return np.minimum((confidences * bins).astype(np.int64), bins - 1)


def equal_mass(confidences: Floats, bins: int = BINS) -> Counts:
    """The bin of each confidence, as many in each as ties allow: equal confidences share a bin, so order is nothing."""
    edges = np.quantile(confidences, np.arange(1, bins) / bins)
    return np.searchsorted(edges, confidences, side="right").astype(np.int64)


def expected_error(confidences: Floats, right: Floats, bins: Counts) -> Floats:
    """Mean over plans of |mean confidence - share right| of their bin. `right`: (n,), or (draws, n) for one each."""
    gaps = right - confidences
    in_bins = [np.abs(gaps[..., bins == one].sum(-1)) for one in np.unique(bins)]
    return np.sum(in_bins, axis=0) / confidences.size


def brier(confidences: Floats, right: Floats) -> Floats:
    return np.square(right - confidences).mean(-1)


def _interval(values: Floats) -> Interval:
    low, high = np.quantile(values, (0.025, 0.975))
    return Interval(mean=float(values.mean()), low=float(low), high=float(high))


def _reliability(confidences: Floats, right: Floats, simulated: Floats, bins: Counts) -> tuple[Bin, ...]:
    found: list[Bin] = []
    for one in np.unique(bins):
        inside = bins == one
        chance = _interval(simulated[:, inside].mean(-1))
        found.append(
            Bin(
                plans=int(inside.sum()),
                confidence=float(confidences[inside].mean()),
                right=float(right[inside].mean()),
                low=chance.low,
                high=chance.high,
            )
        )
    return tuple(found)
