"""Embeddings of texts that come back at every start, kept on disk."""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from handlers.ports import Encoder, Vectors

PROBE = "how much is the fine for ten days of overstay?"
"""Tells whether the encoder is the one that made the file: the same text must give the same vector."""

SAME_ENCODER = 0.999
"""Least cosine of the probe's two vectors. Kernels differ a little between CPUs; another encoder is far off."""

Digests = NDArray[np.bytes_]


class EmbeddingCache:
    """One file, `embeddings.npz`, of the digests of texts and their vectors. Holds what was last asked for."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._path = folder / "embeddings.npz"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`; encodes only the probe and what the file does not hold."""
        wanted = [_digest(text) for text in (PROBE, *texts)]
        known = self._read()
        probe = self._encoder.encode([PROBE])[0]
        if wanted[0] in known and float(known[wanted[0]] @ probe) < SAME_ENCODER:
            known = {}
        known[wanted[0]] = probe
        fresh = {digest: text for digest, text in zip(wanted[1:], texts, strict=True) if digest not in known}
        if fresh:
            known.update(zip(fresh, self._encoder.encode(list(fresh.values())), strict=True))
        vectors = np.stack([known[digest] for digest in wanted])
        if fresh or len(known) > len(set(wanted)):
            self._write(wanted, vectors)
        return vectors[1:]

    def _read(self) -> dict[bytes, Vectors]:
        try:
            with self._path.open("rb") as stored, np.load(stored) as file:
                digests: Digests = file["digests"]
                vectors: Vectors = file["vectors"]
        except (
            OSError,
            ValueError,
            KeyError,
            EOFError,
            BadZipFile,
        ):  # no file yet, or one that was cut short: encode again
            return {}
        return dict(zip(digests.tolist(), vectors, strict=True))

    def _write(self, digests: list[bytes], vectors: Vectors) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}.tmp")
        with draft.open("wb") as file:
            np.savez(file, digests=np.array(digests), vectors=vectors)
        draft.replace(self._path)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).hexdigest()[:32].encode()
