"""Hand-written utterances: `utterances/<domain>/<handler>.yaml`, and those of several calls in `utterances/together/`.

    handler: drive.search                     # or, in together/, a list `calls: [email.search, email.reply]`
    slots: {query: topic, owner: staff}       # which generator writes a parameter's `{slot}`
    en: |                                     # one utterance a line, everything required is said
      dig out [the spreadsheet](file_type=spreadsheet) about {query}
    id: |
    it: |
    missing: {en: |, id: |, it: |}            # something required is not said: the assistant has to ask
    none: {en: |, id: |, it: |}               # talk about the action, refused, supposed, done: nothing is to be called
    references: {2.message_id: "@1/message_id"}   # in together/: what a call takes from an earlier one, said or not

`python -m training_data_gen.sources FILE...` checks files and counts their lines.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from handlers.registry import load
from schemas.tools import ToolDefinition
from training_data_gen.markup import Cut, Piece, Said, Slot, parse
from training_data_gen.slots import GENERATORS
from training_data_gen.slots.setting import LANGUAGES, Language

FOLDER = Path(__file__).parent / "utterances"
Kind = Literal["said", "missing", "none"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One hand-written line. `handlers` are the calls it asks for; for kind `none` those that it only talks about."""

    handlers: tuple[str, ...]
    language: Language
    kind: Kind
    pieces: tuple[Piece, ...]
    slots: Mapping[str, str]
    references: Mapping[str, str]
    source: str

    def generator(self, slot: Slot) -> str:
        """The generator that writes the slot. Raises KeyError where neither the line nor the file names one."""
        return slot.generator or self.slots.get(f"{slot.call}.{slot.parameter}") or self.slots[slot.parameter]

    def stated(self, call: int) -> set[str]:
        """The parameters of a call (counted from 1) that the line states or that come from an earlier call."""
        said = {piece.parameter for piece in self.pieces if isinstance(piece, Slot | Said) and piece.call == call}
        return said | {name[2:] for name in self.references if name.startswith(f"{call}.")}


class SourceError(ValueError):
    """A file of utterances that cannot be used; the message names file, line and fix."""


def read(path: Path) -> list[Utterance]:
    """The utterances of one file. Raises SourceError on a line that cannot be parsed."""
    table = yaml.safe_load(path.read_text("utf-8"))
    handlers = tuple(table["calls"]) if "calls" in table else (table["handler"],)
    slots: Mapping[str, str] = table.get("slots") or {}
    references: Mapping[str, str] = table.get("references") or {}
    sections: list[tuple[Kind, Mapping[str, str]]] = [
        ("said", table),
        ("missing", table.get("missing") or {}),
        ("none", table.get("none") or {}),
    ]
    return [
        Utterance(handlers, language, kind, pieces, slots, references, f"{path.name}: {line!r}")
        for kind, section in sections
        for language in LANGUAGES
        for line, pieces in _lines(path, section.get(language) or "")
    ]


def read_all(folder: Path = FOLDER) -> list[Utterance]:
    """Every utterance below `folder`, files in the order of their names."""
    return [utterance for path in sorted(folder.rglob("*.yaml")) for utterance in read(path)]


def _lines(path: Path, text: str) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            yield line, parse(line)
        except (ValueError, yaml.YAMLError) as error:
            raise SourceError(f"{path.name}: {line!r}: {error}") from error


def faults(utterance: Utterance, definitions: Mapping[str, ToolDefinition]) -> Iterator[str]:
    """What is wrong with an utterance, each with the line and the fix."""
    if unknown := [name for name in utterance.handlers if name not in definitions]:
        yield f"{utterance.source}: there is no handler {unknown}"
        return
    for piece in utterance.pieces:
        if isinstance(piece, Slot | Said):
            yield from _piece_faults(utterance, piece, definitions)
    cuts = sum(isinstance(piece, Cut) for piece in utterance.pieces)
    if cuts >= len(utterance.handlers):
        yield f"{utterance.source}: {cuts} cuts for {len(utterance.handlers)} calls"
    unstated = [
        f"{call}.{name}"
        for call, handler in enumerate(utterance.handlers, 1)
        for name in definitions[handler].required
        if name not in utterance.stated(call)
    ]
    if utterance.kind == "said" and unstated:
        yield f"{utterance.source}: required but not said: {', '.join(unstated)}; say it, or move the line to `missing`"
    if utterance.kind == "missing" and not unstated:
        yield f"{utterance.source}: nothing required is missing; move the line up"


def _piece_faults(utterance: Utterance, piece: Slot | Said, definitions: Mapping[str, ToolDefinition]) -> Iterator[str]:
    if not 1 <= piece.call <= len(utterance.handlers):
        yield f"{utterance.source}: there is no call {piece.call}"
        return
    handler = utterance.handlers[piece.call - 1]
    schema = definitions[handler].parameters["properties"].get(piece.parameter)
    if schema is None:
        known = ", ".join(definitions[handler].parameters["properties"])
        yield f"{utterance.source}: {handler} has no parameter {piece.parameter!r}; it has: {known}"
    elif isinstance(piece, Said):
        allowed = _enum(schema)
        if allowed and piece.value not in allowed:
            yield f"{utterance.source}: {piece.parameter} is one of {allowed}, not {piece.value!r}"
    else:
        try:
            generator = utterance.generator(piece)
        except KeyError:
            yield f"{utterance.source}: no generator for {piece.parameter!r}; name it under `slots` or in the slot"
            return
        if generator not in GENERATORS:
            yield f"{utterance.source}: there is no generator {generator!r}"


def _enum(schema: Mapping[str, Any]) -> Sequence[Any]:
    """The values that a parameter is limited to, if it is."""
    options = (schema, *schema.get("anyOf", ()))
    return next((each["enum"] for each in options if "enum" in each), ())


def main(paths: Sequence[Path]) -> int:
    definitions = {handler.name: handler.definition for handler in load(entry_points=False).values()}
    wrong = 0
    for path in paths:
        try:
            utterances = read(path)
        except SourceError as error:
            sys.stdout.write(f"{error}\n")
            wrong += 1
            continue
        told = [fault for utterance in utterances for fault in faults(utterance, definitions)]
        told += [
            f"{path.name}: written twice: {line}" for line, n in Counter(u.source for u in utterances).items() if n > 1
        ]
        counts = Counter((utterance.kind, utterance.language) for utterance in utterances)
        lines = ", ".join(f"{kind} {language} {n}" for (kind, language), n in counts.items())
        sys.stdout.write("".join(f"{fault}\n" for fault in told) + f"{path.name}: {lines}; faults: {len(told)}\n")
        wrong += len(told)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
