"""Scout Mini's message tower: a message -> a vector for each of its tokens. ONNX Runtime, 8 bits, no torch."""

# onnxruntime, safetensors and tokenizers ship no complete types; what comes out of them is annotated below.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import cast

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from handlers.ports import Vectors
from scout.encoder import MAX_TOKENS, shipped_weights
from scout.graphs import kept_graph, session

RECENT = 256
"""Messages whose tokens are kept (about 8 MB): the same one is planned for again after an approval or a retry."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as the tower reads it. vectors (length, 384); token i stands at characters `offsets[i]`.

    The first and the last token stand for no characters. What goes beyond 256 tokens is not read.
    """

    text: str
    offsets: NDArray[np.int64]
    starts_word: NDArray[np.bool_]
    vectors: Vectors

    @property
    def mean(self) -> Vectors:
        """(384,): the whole text as one segment."""
        return (self.vectors[1:-1] if len(self.vectors) > 2 else self.vectors).mean(axis=0)

    def inside(self, start: int, end: int) -> NDArray[np.bool_]:
        """Which tokens stand at least partly within the characters `start:end`."""
        begins, ends = self.offsets.T
        return (begins < ends) & (begins < end) & (ends > start)


class Tower:
    """Reads texts. Its graph is built into `folder` on the first start. Thread-safe."""

    def __init__(self, folder: Path, layers: Mapping[str, Vectors], digest: str) -> None:
        shipped = shipped_weights()
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(shipped.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        path = kept_graph(folder, digest, lambda: {**load_file(shipped.safetensors), **layers}, "tokens")
        self._session = session(path)
        self._recent: LRUCache[str, Tokens] = LRUCache(RECENT)
        self._lock = Lock()

    def read(self, text: str) -> Tokens:
        with self._lock:
            known = self._recent.get(text)
        if known is not None:
            return known
        encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids], np.int64)
        vectors = cast(Vectors, self._session.run(["tokens"], {"ids": ids})[0])[0]
        continued = np.array([token.startswith("##") for token in encoding.tokens])
        tokens = Tokens(text, np.array(encoding.offsets, np.int64), ~continued, vectors)
        with self._lock:
            self._recent[text] = tokens
        return tokens
