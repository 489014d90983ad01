"""Joins data sets of several sources: one form, filtered, without duplicates, no source beyond its cap.

One pass over the sources writes what is kept to a spool, and 520 bytes of signature and digest a record beside it; the
duplicates are found in those; a second pass copies the survivors. Memory holds a few dozen bytes a record.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from training_data_gen.errors import DataError
from training_data_gen.examine import Chunk, Examined, examined
from training_data_gen.filters import Reason, Rules
from training_data_gen.jsonl import CHUNK_BYTES, chunks, replacing
from training_data_gen.near_duplicates import THRESHOLD, Flags, later_duplicates
from training_data_gen.spool import Spool

FAULTS_TOLD = 20
"""Malformed lines of each source that the report quotes; it counts all."""


class SourceReport(BaseModel):
    """What came of one source, in records. `faults` quotes the first malformed lines."""

    read: int = 0
    malformed: int = 0
    rejected: dict[Reason, int] = Field(default_factory=dict[Reason, int])
    duplicates: int = 0
    near_duplicates: int = 0
    over_cap: int = 0
    kept: int = 0
    faults: list[str] = Field(default_factory=list[str])


class MergeReport(BaseModel):
    """By source, in the order in which they were given."""

    rules: Rules
    threshold: float
    sources: dict[str, SourceReport]

    @property
    def kept(self) -> int:
        return sum(source.kept for source in self.sources.values())

    @property
    def read(self) -> int:
        return sum(source.read for source in self.sources.values())


@dataclass(frozen=True)
class Merger:
    """How to merge. `caps`: source -> most records of it; `processes`: None takes as many as there are processors.

    `progress` is told of the bytes that were read.
    """

    rules: Rules = field(default_factory=Rules)
    caps: Mapping[str, int] = field(default_factory=dict[str, int])
    threshold: float = THRESHOLD
    processes: int | None = None
    progress: Callable[[int], None] = lambda _: None

    def merge(self, files: Sequence[Path], out: Path) -> MergeReport:
        """Write `out`. A source is called as its file, without the suffix; of duplicates the first given one stays.

        Raises DataError for sources that bear one name, and for caps of sources that there are not.
        """
        names = [file.stem for file in files]
        self._check(names)
        report = MergeReport(
            rules=self.rules, threshold=self.threshold, sources={name: SourceReport() for name in names}
        )
        with tempfile.TemporaryDirectory(prefix="zantara-merge-", dir=_folder(out)) as folder:
            spool = Spool(Path(folder))
            with spool:
                for done in examined(self._chunks(files), self._processes(files)):
                    _count(report.sources[done.source], done, files)
                    spool.add(names.index(done.source), done)
            keep = self._survivors(spool, report)
            with replacing(out) as file:
                file.writelines(spool.lines(keep))
        return report

    def _check(self, names: Sequence[str]) -> None:
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise DataError(f"several files are called {', '.join(twice)}; rename them: a source is called as its file")
        unknown = sorted(set(self.caps) - set(names))
        if unknown:
            raise DataError(f"a cap for {', '.join(unknown)}, but the sources are {', '.join(names)}")

    def _chunks(self, files: Sequence[Path]) -> Iterator[Chunk]:
        for file in files:
            for group in chunks(file):
                self.progress(sum(len(line.data) for line in group))
                yield Chunk(file.stem, group, self.rules)

    def _processes(self, files: Sequence[Path]) -> int:
        """No more than there are chunks: a process takes a second to start."""
        size = sum(file.stat().st_size for file in files)
        return max(1, min(self.processes or os.cpu_count() or 1, size // (4 * CHUNK_BYTES)))

    def _survivors(self, spool: Spool, report: MergeReport) -> Flags:
        """Which records of the spool stay, counting why the others do not."""
        digests, owners = spool.digests, spool.owners
        keep = np.zeros(len(digests), np.bool_)
        keep[np.unique(digests, return_index=True)[1]] = True
        _tell(report, owners[~keep], "duplicates")
        near = later_duplicates(spool.signatures, keep, self.threshold)
        keep &= ~near
        _tell(report, owners[near], "near_duplicates")
        over = np.zeros(len(digests), np.bool_)
        for name, cap in self.caps.items():
            own = np.flatnonzero(keep & (owners == list(report.sources).index(name)))
            # By digest: an even sample, the same each time, whatever the order in the file.
            over[own[np.argsort(digests[own], kind="stable")[cap:]]] = True
        keep &= ~over
        _tell(report, owners[over], "over_cap")
        _tell(report, owners[keep], "kept")
        return keep


def _folder(out: Path) -> Path:
    """Of the result: the spool is as large, and a system's folder for such files may be in memory."""
    out.parent.mkdir(parents=True, exist_ok=True)
    return out.parent


def _count(source: SourceReport, done: Examined, files: Sequence[Path]) -> None:
    source.read += done.read
    source.malformed += len(done.malformed)
    for reason, number in done.rejected.items():
        source.rejected[reason] = source.rejected.get(reason, 0) + number
    file = next(file for file in files if file.stem == done.source)
    room = FAULTS_TOLD - len(source.faults)
    source.faults += [f"{file}:{number}: {problem}" for number, problem in done.malformed[:room]]


def _tell(report: MergeReport, owners: NDArray[np.uint16], column: str) -> None:
    counts = np.bincount(owners, minlength=len(report.sources))
    for source, count in zip(report.sources.values(), counts.tolist(), strict=True):
        setattr(source, column, count)
