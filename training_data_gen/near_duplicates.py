"""Near duplicates among any number of texts: MinHash of character 3-grams, locality-sensitive hashing in sorted bands.

Signatures lie in a file of 512 bytes a text. A band takes eight bytes a text of memory at a time, so that millions fit.
"""

# datasketch ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

PERMUTATIONS = 128
SHINGLE = 3
THRESHOLD = 0.8
"""Jaccard similarity, as the signatures estimate it, from which on the later of two texts is a duplicate."""
ROWS_AT_ONCE = 65_536

Signatures = NDArray[np.uint32]
Flags = NDArray[np.bool_]


def normalised(text: str) -> str:
    """What is compared: in small letters, with single spaces."""
    return " ".join(text.lower().split())


def digest(text: str) -> int:
    """64 bits of a normalised text. Among a million texts two different ones meet with a probability of 3e-8."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


class Signer:
    """Makes signatures. Not thread-safe."""

    def __init__(self) -> None:
        # The shingles come as hashes already: the library would hash them one by one in Python.
        self._minhash = MinHash(PERMUTATIONS, hashfunc=lambda hashed: hashed)

    def signature(self, text: str) -> Signatures:
        """The MinHash of a normalised text, shape (128,)."""
        self._minhash.clear()
        self._minhash.update_batch(shingle_hashes(text).tolist())
        return self._minhash.hashvalues.astype(np.uint32)


def shingle_hashes(text: str) -> Signatures:
    """A hash of each character 3-gram, once; of the whole text where it is shorter."""
    points = np.frombuffer(text.ljust(SHINGLE).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    packed = (points[:-2] << np.uint64(42)) | (points[1:-1] << np.uint64(21)) | points[2:]
    return (_mixed(np.unique(packed)) >> np.uint64(32)).astype(np.uint32)


def later_duplicates(signatures: Signatures, among: Flags, threshold: float = THRESHOLD) -> Flags:
    """Which of the rows `among` are like an earlier row, shape (rows,). Of two that are alike the first stays."""
    out = ~among
    if not among.any():
        return out & among
    lsh = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    needed = int(np.ceil(threshold * PERMUTATIONS))
    for band in range(lsh.b):
        keys = _band_keys(signatures, slice(band * lsh.r, (band + 1) * lsh.r))
        for earlier, later in _candidates(keys, out):
            for part in range(0, len(later), ROWS_AT_ONCE):
                first, second = earlier[part : part + ROWS_AT_ONCE], later[part : part + ROWS_AT_ONCE]
                alike = (signatures[first] == signatures[second]).sum(axis=1) >= needed
                out[second[alike]] = True
    return out & among


def _band_keys(signatures: Signatures, columns: slice) -> NDArray[np.uint64]:
    keys = np.zeros(len(signatures), np.uint64)
    for start in range(0, len(signatures), ROWS_AT_ONCE):
        rows = signatures[start : start + ROWS_AT_ONCE, columns].astype(np.uint64)
        key = np.zeros(len(rows), np.uint64)
        for column in rows.T:
            key = _mixed(key ^ column)
        keys[start : start + ROWS_AT_ONCE] = key
    return keys


def _candidates(keys: NDArray[np.uint64], out: Flags) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Pairs of rows with one key that are worth comparing: the first of each bucket with the rest, then the second ...

    A row that is `out` meanwhile is compared with nothing more, and most are out after the first comparison.
    """
    order = np.argsort(keys, kind="stable")
    starts_bucket = np.r_[True, keys[order][1:] != keys[order][:-1]]
    first = np.maximum.accumulate(np.where(starts_bucket, np.arange(len(order)), 0))
    place = np.arange(len(order)) - first
    later = np.flatnonzero(place)
    offset = 0
    while len(later := later[(place[later] > offset) & ~out[order[later]]]):
        yield order[first[later] + offset], order[later]
        offset += 1


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finaliser: spreads every bit over all others."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
