"""Refuses what says what some evaluation message says, and what says nearly the same as an earlier record."""

# datasketch ships no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import orjson
from datasketch import MinHash, MinHashLSH

from training_data_gen.errors import DataError
from training_data_gen.jsonl import lines
from training_data_gen.near_duplicates import PERMUTATIONS, THRESHOLD, Signatures, normalised, shingle_hashes

FIELDS = ("query", "message", "text", "utterance", "instruction", "prompt", "question")
"""Where a line of a file of annotated queries holds what a person says."""


class Seen:
    """The texts that were met, by their MinHash over character 3-grams: 128 permutations, Jaccard 0.8."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._near = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        self._exact: set[str] = set()
        # The shingles come as hashes already.
        self._empty = MinHash(PERMUTATIONS, hashfunc=lambda hashed: hashed)
        self._signatures: list[Signatures] = []
        self._needed = threshold

    def like(self, text: str) -> bool:
        """Whether an earlier text is the same once folded, or nearly the same."""
        if folded(text) in self._exact:
            return True
        signature = self._signature(text)
        near = (self._signatures[at] for at in cast(Iterable[int], self._near.query(signature)))
        return any((signature.hashvalues == other).mean() >= self._needed for other in near)

    def add(self, text: str) -> None:
        self._exact.add(folded(text))
        signature = self._signature(text)
        self._near.insert(len(self._signatures), signature, check_duplication=False)
        self._signatures.append(signature.hashvalues.astype(np.uint32))

    def _signature(self, text: str) -> MinHash:
        signature = self._empty.copy()
        signature.update_batch(shingle_hashes(normalised(text)).tolist())
        return signature


def folded(text: str) -> str:
    """In small letters, its words alone."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def queries(path: Path) -> Iterator[str]:
    """What people say in a JSONL file of annotated queries. Raises DataError naming the line that cannot be read."""
    for line in lines(path):
        try:
            record: object = orjson.loads(line.data)
        except orjson.JSONDecodeError as error:
            raise DataError(f"{path}:{line.number}: no JSON: {error}") from error
        if not isinstance(record, dict):
            raise DataError(f"{path}:{line.number}: a line is an object with one of {', '.join(FIELDS)}, or `turns`")
        yield from _said(cast(Mapping[str, Any], record))


def _said(record: Mapping[str, Any]) -> Iterator[str]:
    yield from (record[field] for field in FIELDS if isinstance(record.get(field), str))
    for turn in record.get("turns") or ():
        yield from (turn[field] for field in FIELDS if isinstance(turn.get(field), str))
    for message in record.get("messages") or ():
        if message.get("role") == "user" and isinstance(message.get("content"), str):
            yield message["content"]
