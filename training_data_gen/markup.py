"""The markup of hand-written utterances: which words say which argument.

    dig out [the spreadsheet](file_type=spreadsheet) about {query:topic} that {owner} shared

- `{owner}` or `{query:topic}`: a value that a slot generator writes in; without a name the handler's file says which.
- `[words](file_type=spreadsheet)`: these words mean this value (YAML); without `=`, the value is the words.
- Where a message holds several calls a parameter is `2.owner`, the owner of the second call; `@1/path` as a value is a
  reference to the first call's result; `|` stands where the words of another call begin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from pydantic import JsonValue

MARK = re.compile(
    r"\{(?:(?P<slot_call>\d)\.)?(?P<slot>[a-z_]+)(?::(?P<generator>[a-z_]+))?\}"
    r"|\[(?P<words>[^\[\]]+)\]\((?:(?P<said_call>\d)\.)?(?P<said>[a-z_]+)(?:=(?P<value>[^()]*(?:\([^()]*\)[^()]*)*))?\)"
    r"|(?P<cut>\s*\|\s*)"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A value to be generated for a parameter; `generator` is None where the handler's file names it."""

    call: int
    parameter: str
    generator: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """Words that mean `value`."""

    call: int
    parameter: str
    words: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the words of another call begin."""


Piece = str | Slot | Said | Cut


def parse(line: str) -> tuple[Piece, ...]:
    """The pieces of one utterance, in order. Raises ValueError on markup that is neither a slot nor said words."""
    return tuple(_pieces(line))


def _pieces(line: str) -> Iterator[Piece]:
    at = 0
    for mark in MARK.finditer(line):
        yield from _plain(line[at : mark.start()])
        at = mark.end()
        if mark["cut"]:
            yield " "
            yield Cut()
        elif mark["slot"]:
            yield Slot(int(mark["slot_call"] or 1), mark["slot"], mark["generator"])
        else:
            value = mark["words"] if mark["value"] is None else yaml.safe_load(mark["value"])
            yield Said(int(mark["said_call"] or 1), mark["said"], mark["words"], value)
    yield from _plain(line[at:])


def _plain(text: str) -> Iterator[str]:
    if re.search(r"\]\(|\{[a-z_.:0-9]*\}?", text):
        raise ValueError(
            f"markup that cannot be read: {text.strip()!r}; write {{parameter:generator}} or [words](parameter=value)"
        )
    if text:
        yield text
