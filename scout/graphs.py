"""ONNX graphs: built from weights on the first start, kept in a folder, run on one CPU thread."""

# onnxruntime ships no complete types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

GRAPH_VERSION = 1
"""Raise it when `scout/onnx_export.py` changes what it writes, so that kept graphs are built anew."""


def kept_graph(
    folder: Path,
    digest: str,
    weights: Callable[[], Mapping[str, NDArray[np.float32]]],
    output: Literal["embeddings", "tokens"],
) -> Path:
    """The file of the graph whose weights have this digest, built where it is not there yet."""
    name = "".join(c for c in digest if c.isalnum())[:16]
    path = folder / f"{output}-{name}-v{GRAPH_VERSION}.onnx"
    if path.exists():
        return path
    from scout.onnx_export import export  # noqa: PLC0415 (onnx takes 30 MB and half a second, and is needed once)

    folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    export(weights(), draft, output)
    draft.replace(path)
    return path


def session(path: Path) -> ort.InferenceSession:
    """The graph, ready to run on the thread that calls it."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # activations of a message are small, and an arena never shrinks
    options.add_session_config_entry("session.use_device_allocator_for_initializers", "1")
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
