"""Scout Mini's trained part as it is shipped: the tower's layers in 8 bits, the heads in 16."""

# safetensors ships no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from handlers.ports import Vectors

BLOCK = 64
"""Weights that share a scale, as in the graph: what is read here is quantised there to the same levels."""

LEVELS, SCALES = ".levels", ".scales"
TOWER = "tower."
FAMILIAR = "familiar"

SHIPPED = Path(str(files("scout.mini").joinpath("data", "scout-mini.safetensors")))


@dataclass(frozen=True, slots=True)
class TrainedWeights:
    """layers: the tower's, by the names of the base encoder; heads: by the names of the network. float32.

    familiar: digests of the cards that were learned from; any other handler is new to the network.
    """

    layers: Mapping[str, Vectors]
    heads: Mapping[str, Vectors]
    familiar: frozenset[str]
    digest: str


def read(path: Path = SHIPPED) -> TrainedWeights:
    """The trained part. Raises FileNotFoundError where there is none, KeyError where it is cut short."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    with safe_open(path, "numpy") as opened:
        familiar = frozenset[str]((opened.metadata() or {}).get(FAMILIAR, "").split())
    stored = load_file(path)
    weights = {name.removesuffix(LEVELS): _restored(stored, name) for name in stored if not name.endswith(SCALES)}
    return TrainedWeights(
        layers={name.removeprefix(TOWER): value for name, value in weights.items() if name.startswith(TOWER)},
        heads={name: value for name, value in weights.items() if not name.startswith(TOWER)},
        familiar=familiar,
        digest=digest,
    )


def write(weights: Mapping[str, Vectors], path: Path, about: Mapping[str, str]) -> None:
    """Matrices of the tower (names that begin with `tower.`) in blocks of 64 with a scale each, all else in 16 bits."""
    stored: dict[str, NDArray[np.generic]] = {}
    for name, value in weights.items():
        if name.startswith(TOWER) and value.ndim == 2:
            stored |= _quantised(name, value)
        else:
            stored[name] = value.astype(np.float16)
    save_file(stored, path, metadata=dict(about))


def _quantised(name: str, value: Vectors) -> dict[str, NDArray[np.generic]]:
    blocks = value.reshape(value.shape[0], -1, BLOCK)
    scales = (np.maximum(np.abs(blocks).max(axis=-1), 1e-6) / 127).astype(np.float16)
    levels = np.round(blocks / scales[..., None].astype(np.float32)).clip(-127, 127).astype(np.int8)
    return {name + LEVELS: levels.reshape(value.shape), name + SCALES: scales}


def _restored(stored: Mapping[str, NDArray[np.generic]], name: str) -> Vectors:
    if not name.endswith(LEVELS):
        return stored[name].astype(np.float32)
    levels = stored[name].astype(np.float32)
    scales = stored[name.removesuffix(LEVELS) + SCALES].astype(np.float32)
    return (levels.reshape(*scales.shape, BLOCK) * scales[..., None]).reshape(levels.shape)
