"""What is in a data set: records by kind, language and handler, their lengths, and how many say the same."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from handlers.registry import Registry
from schemas.persona import Persona
from training_data_gen.describe import Describer
from training_data_gen.jsonl import lines
from training_data_gen.near_duplicates import Signatures, Signer, digest, later_duplicates, normalised
from training_data_gen.tokens import BY_ESTIMATE, TokenCounter

UNTOLD = "untold"
"""Kind or language of records that do not tell it."""


class Lengths(BaseModel):
    """Of training texts, one a turn, in tokens."""

    tokenizer: str
    texts: int
    mean: float
    p50: float
    p95: float
    longest: int


class Stats(BaseModel):
    """`duplicates` say what an earlier record says, word for word; `near_duplicates` nearly so, and are none of those.

    What people said is compared. `unused` are handlers of the registry that no record calls or asks about.
    """

    records: int
    faulty: int
    kinds: dict[str, int]
    languages: dict[str, int]
    handlers: dict[str, int]
    unused: list[str]
    lengths: Lengths
    duplicates: int
    near_duplicates: int


@dataclass(frozen=True)
class Statistician:
    """Counts over files of any form that `validate` knows."""

    registry: Registry
    personas: Mapping[str, Persona]
    tokens: TokenCounter = BY_ESTIMATE
    progress: Callable[[int], None] = lambda _: None

    def stats(self, files: Sequence[Path]) -> Stats:
        """Count the files together; lines with faults are counted as such and no further."""
        describer = Describer(self.registry, self.personas)
        kinds: Counter[str] = Counter()
        languages: Counter[str] = Counter()
        handlers: Counter[str] = Counter()
        lengths: list[int] = []
        said = _Said()
        faulty = 0
        for file in files:
            for line in lines(file):
                self.progress(len(line.data))
                described = describer.describe(line.data)
                if described.faults:
                    faulty += 1
                    continue
                kinds[described.kind or UNTOLD] += 1
                languages[described.language or UNTOLD] += 1
                handlers.update(set(described.handlers))
                lengths += map(self.tokens.count, described.texts)
                said.add(described.said)
        duplicates, near = said.duplicates()
        return Stats(
            records=kinds.total() + faulty,
            faulty=faulty,
            kinds=dict(kinds.most_common()),
            languages=dict(languages.most_common()),
            handlers=dict(sorted(handlers.items())),
            unused=[name for name in self.registry if name not in handlers],
            lengths=_lengths(lengths, self.tokens.name),
            duplicates=duplicates,
            near_duplicates=near,
        )


class _Said:
    """What people said, as signatures."""

    def __init__(self) -> None:
        self._signer = Signer()
        self._digests: list[int] = []
        self._signatures: list[Signatures] = []

    def add(self, text: str) -> None:
        text = normalised(text)
        self._digests.append(digest(text))
        self._signatures.append(self._signer.signature(text))

    def duplicates(self) -> tuple[int, int]:
        """How many are exactly, and nearly, as an earlier one."""
        if not self._digests:
            return 0, 0
        first = np.zeros(len(self._digests), np.bool_)
        first[np.unique(np.array(self._digests, np.uint64), return_index=True)[1]] = True
        near = later_duplicates(np.stack(self._signatures), first)
        return int((~first).sum()), int(near.sum())


def _lengths(lengths: Sequence[int], tokenizer: str) -> Lengths:
    values = np.array(lengths or [0])
    p50, p95 = np.percentile(values, [50, 95]).tolist()
    return Lengths(
        tokenizer=tokenizer, texts=len(lengths), mean=float(values.mean()), p50=p50, p95=p95, longest=int(values.max())
    )
