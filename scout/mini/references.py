"""What a later call takes from an earlier one: the field of its result that the parameter asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from handlers.labels import LABEL
from schemas.plan import PlannedCall
from schemas.tools import ToolDefinition

DEEPEST = 3
"""Levels of a result that are looked into; of a list its first item."""

LEAST = 1.0
"""Score from which a field may stand for a parameter."""

TEXTS = frozenset({"text", "content", "body", "message", "summary", "description", "answer", "translation", "question"})
"""Names of fields and parameters that hold running text."""

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ResultField:
    """A field of a result. pointer: RFC 6901, into the result."""

    pointer: str
    name: str
    schema: Schema
    depth: int


def source_of(
    calls: Sequence[PlannedCall], definitions: Mapping[str, ToolDefinition], wanted: ToolDefinition, parameter: str
) -> dict[str, JsonValue] | None:
    """A reference to the latest earlier call whose result has what the parameter asks for; None where none has."""
    for call in reversed(calls):
        if pointer := field_for(definitions[call.handler].result, wanted, parameter):
            return {"$from": call.id, "path": pointer}
    return None


def feeds(first: ToolDefinition, second: ToolDefinition) -> bool:
    """Whether the result of `first` has something that `second` requires."""
    return any(field_for(first.result, second, name) for name in second.required)


def field_for(result: Schema, wanted: ToolDefinition, parameter: str) -> str | None:
    """The pointer to the best field of a result for a parameter."""
    schema = wanted.parameters["properties"][parameter]
    scored = [(_score(field, parameter, schema), -at, field) for at, field in enumerate(_fields(result))]
    best = max(scored, default=None, key=lambda each: each[:2])
    return best[2].pointer if best and best[0] >= LEAST else None


def _score(field: ResultField, parameter: str, schema: Schema) -> float:
    if _types(field.schema).isdisjoint(_types(schema)):
        return -1.0
    name, asked = _words(field.name), _words(parameter)
    score = -0.2 * field.depth
    if field.name == parameter:
        score += 3
    elif name & asked:
        score += 2
    if field.name in TEXTS and parameter in TEXTS:
        score += 1.5
    if field.schema.get(LABEL, {}).get("role") == "title" and parameter not in TEXTS:
        score += 1.2
    said, described = _words(str(field.schema.get("description", ""))), _words(str(schema.get("description", "")))
    return score + 0.5 * len((said | name) & described)


def _fields(result: Schema) -> Iterator[ResultField]:
    yield from _below(result, result, "", 0)


def _below(root: Schema, schema: Schema, pointer: str, depth: int) -> Iterator[ResultField]:
    schema = _resolved(root, schema)
    if depth > DEEPEST:
        return
    for name, each in schema.get("properties", {}).items():
        inner = _resolved(root, each)
        where = f"{pointer}/{name}"
        if inner.get("type") == "array":
            items = _resolved(root, inner.get("items", {}))
            yield from _below(root, items, f"{where}/0", depth + 1)
        elif "properties" in inner:
            yield from _below(root, inner, where, depth + 1)
        else:
            yield ResultField(where, name, {**each, **inner}, depth)


def _resolved(root: Schema, schema: Schema) -> Schema:
    if "$ref" in schema:
        return root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    return _resolved(root, options[0]) if len(options) == 1 else schema


def _types(schema: Schema) -> set[str]:
    options = [schema, *schema.get("anyOf", ())]
    named = {str(option["type"]) for option in options if isinstance(option.get("type"), str)} - {"null"}
    return named | ({"number"} if "integer" in named else set())


def _words(text: str) -> set[str]:
    return {
        word for word in re.findall(r"[a-z]{2,}", text.lower()) if word not in ("the", "of", "or", "and", "in", "to")
    }
