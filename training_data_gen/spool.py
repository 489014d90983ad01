"""The records of a merge that passed the filters, on disk, in the order in which they came."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from training_data_gen.examine import Examined
from training_data_gen.near_duplicates import PERMUTATIONS, Flags, Signatures


class Spool:
    """Written once within `with`, then read. In memory are a digest and a source's number a record."""

    def __init__(self, folder: Path) -> None:
        self._lines, self._signatures = folder / "lines", folder / "signatures"
        self._files: list[BinaryIO] = []
        self._digests: list[NDArray[np.uint64]] = []
        self._owners: list[NDArray[np.uint16]] = []

    def __enter__(self) -> None:
        self._files = [self._lines.open("wb"), self._signatures.open("wb")]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()

    def add(self, owner: int, done: Examined) -> None:
        self._files[0].writelines(done.kept)
        self._files[1].write(done.signatures.tobytes())
        self._digests.append(done.digests)
        self._owners.append(np.full(len(done.kept), owner, np.uint16))

    @property
    def digests(self) -> NDArray[np.uint64]:
        return np.concatenate([np.empty(0, np.uint64), *self._digests])

    @property
    def owners(self) -> NDArray[np.uint16]:
        """The number of the source of each record."""
        return np.concatenate([np.empty(0, np.uint16), *self._owners])

    @property
    def signatures(self) -> Signatures:
        if not self._signatures.stat().st_size:
            return np.empty((0, PERMUTATIONS), np.uint32)
        return np.memmap(self._signatures, np.uint32, "r").reshape(-1, PERMUTATIONS)

    def lines(self, keep: Flags) -> Iterator[bytes]:
        with self._lines.open("rb") as file:
            yield from (line for line, kept in zip(file, keep.tolist(), strict=True) if kept)
