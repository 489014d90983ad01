"""JSONL files: read a line at a time with its number, written whole or not at all."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

CHUNK_BYTES = 1 << 20


class Line(NamedTuple):
    """A line as it stands in the file; the first has number 1."""

    number: int
    data: bytes


def lines(path: Path) -> Iterator[Line]:
    """The lines of a file that are not blank."""
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            if data.strip():
                yield Line(number, data)


def chunks(path: Path) -> Iterator[list[Line]]:
    """The lines of a file in groups of about a megabyte: what one process works on at a time."""
    group: list[Line] = []
    size = 0
    for line in lines(path):
        group.append(line)
        size += len(line.data)
        if size >= CHUNK_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


@contextmanager
def replacing(path: Path) -> Generator[BinaryIO]:
    """A file to write into, which takes the place of `path` when it is complete; after an error `path` is as before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
