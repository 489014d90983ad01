"""What merging has to know of the lines of a source, worked out in as many processes as there are."""

import multiprocessing
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import orjson
from numpy.typing import NDArray

from training_data_gen.filters import Reason, Rules, rejected
from training_data_gen.jsonl import Line
from training_data_gen.near_duplicates import PERMUTATIONS, Signatures, Signer, digest, normalised
from training_data_gen.source_formats import Example, FormatError, read_example

AHEAD = 3
"""Chunks in the air for each process: enough to keep all busy, few enough to keep memory flat."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines of one source, and the rules for them."""

    source: str
    lines: list[Line]
    rules: Rules


@dataclass(slots=True)
class Examined:
    """What came of a chunk. The lines of `kept` are examples in one form; digests and signatures are theirs."""

    source: str
    read_bytes: int = 0
    read: int = 0
    malformed: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    rejected: Counter[Reason] = field(default_factory=Counter[Reason])
    kept: list[bytes] = field(default_factory=list[bytes])
    digests: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))
    signatures: Signatures = field(default_factory=lambda: np.empty((0, PERMUTATIONS), np.uint32))


def examine(chunk: Chunk) -> Examined:
    """Read, filter and sign the lines of a chunk."""
    done = Examined(chunk.source, sum(len(line.data) for line in chunk.lines), len(chunk.lines))
    signer = Signer()
    digests: list[int] = []
    signatures: list[Signatures] = []
    for line in chunk.lines:
        try:
            example = read_example(line.data)
        except FormatError as error:
            done.malformed.append((line.number, str(error)))
            continue
        if reason := rejected(example, chunk.rules):
            done.rejected[reason] += 1
            continue
        text = normalised(example.text)
        done.kept.append(_written(example, chunk.source))
        digests.append(digest(text))
        signatures.append(signer.signature(text))
    if signatures:
        done.digests, done.signatures = np.array(digests, np.uint64), np.stack(signatures)
    return done


def examined(chunks: Iterable[Chunk], processes: int) -> Iterator[Examined]:
    """Examine chunks in `processes` processes; the results come in the order of the chunks."""
    if processes == 1:
        yield from map(examine, chunks)
        return
    # Processes start afresh: a fork would copy the locks of the threads that draw the progress bar.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: deque[Future[Examined]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(examine, chunk))
            if len(waiting) >= AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _written(example: Example, source: str) -> bytes:
    record: dict[str, object] = {"messages": example.messages}
    if example.tools:
        record["tools"] = example.tools
    record["source"] = source
    if example.metadata:
        record["metadata"] = example.metadata
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
