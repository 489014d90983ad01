"""References between calls: which calls an argument needs, whether the path can exist, and what it stands for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonpointer import JsonPointer, JsonPointerException
from pydantic import JsonValue

from schemas.plan import PlannedCall

PLACE = re.compile(r"\{([A-Za-z0-9_-]+)((?:/[^{}/]*)*)\}")
"""`{c1/amount}` in a `$text`."""


class BadReference(Exception):
    """A reference that cannot be followed; the message names it and says what is there instead."""


def is_reference(value: JsonValue) -> bool:
    return isinstance(value, dict) and ("$from" in value or "$text" in value)


def references(value: JsonValue) -> Iterator[tuple[str, str]]:
    """Every (call id, JSON pointer) that a value refers to. Raises BadReference for one that is malformed."""
    if isinstance(value, dict):
        if "$from" in value:
            yield _from(value)
        elif "$text" in value:
            yield from ((match[1], match[2]) for match in PLACE.finditer(_text(value)))
        else:
            for part in value.values():
                yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def needs(call: PlannedCall) -> set[str]:
    """Ids of the calls that must have succeeded before this one can start."""
    return set(call.after) | {target for target, _ in references(dict(call.args))}


def _text(value: Mapping[str, JsonValue]) -> str:
    text = value["$text"]
    if set(value) != {"$text"} or not isinstance(text, str):
        raise BadReference('a text with references is written {"$text": "... {c1/field} ..."}')
    return text


def _from(value: Mapping[str, JsonValue]) -> tuple[str, str]:
    target, path = value["$from"], value.get("path", "")
    if not set(value) <= {"$from", "path"} or not isinstance(target, str) or not isinstance(path, str):
        raise BadReference('a reference is written {"$from": "c1", "path": "/field"}')
    if path and not path.startswith("/"):
        raise BadReference(f"the path {path!r} is no JSON pointer; write {'/' + path!r}")
    return target, path


def resolve(value: JsonValue, results: Mapping[str, JsonValue]) -> JsonValue:
    """Replace every reference in an argument by what it points at. Raises BadReference."""
    if isinstance(value, dict):
        if "$from" in value:
            target, path = _from(value)
            return _look_up(target, path, results)
        if "$text" in value:
            return PLACE.sub(lambda match: _as_text(_look_up(match[1], match[2], results)), _text(value))
        return {key: resolve(part, results) for key, part in value.items()}
    if isinstance(value, list):
        return [resolve(part, results) for part in value]
    return value


def _look_up(target: str, path: str, results: Mapping[str, JsonValue]) -> JsonValue:
    if target not in results:
        raise BadReference(f"there is no result of {target!r}")
    try:
        return JsonPointer(path).resolve(results[target])
    except JsonPointerException as error:
        raise BadReference(f"{target}{path} is not in the result: {error}") from error


def _as_text(value: JsonValue) -> str:
    if isinstance(value, dict | list):
        raise BadReference("a text can only hold a single value; name the field, such as {c1/name}")
    return "" if value is None else str(value)


def renamed(call: PlannedCall, names: Mapping[str, str]) -> PlannedCall:
    """The call with its references and `after` pointing at the new names of other calls."""
    others = {old: new for old, new in names.items() if new != call.id}

    def rename(value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            if isinstance(target := value.get("$from"), str):
                return {**value, "$from": others.get(target, target)}
            if isinstance(text := value.get("$text"), str):
                return {**value, "$text": PLACE.sub(lambda m: f"{{{others.get(m[1], m[1])}{m[2]}}}", text)}
            return {key: rename(part) for key, part in value.items()}
        return [rename(part) for part in value] if isinstance(value, list) else value

    after = tuple(others.get(name, name) for name in call.after)
    return call.model_copy(update={"after": after, "args": {name: rename(value) for name, value in call.args.items()}})


def locate(schema: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The part of a result's JSON schema that a pointer leads to. Raises BadReference naming the fields there are."""
    node = schema
    try:
        parts = JsonPointer(path).parts
    except JsonPointerException as error:
        raise BadReference(f"the path {path!r} is no JSON pointer: {error}") from error
    for part in parts:
        node = _child(_follow(node, schema), str(part), path, schema)
    return _follow(node, schema)


def _follow(node: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Through `$ref`, and through `x | null`."""
    while "$ref" in node or "anyOf" in node:
        if "$ref" in node:
            node = root["$defs"][node["$ref"].rsplit("/", 1)[1]]
            continue
        options = [option for option in node["anyOf"] if option.get("type") != "null"]
        if len(options) != 1:
            return {}
        node = options[0]
    return node


def _child(node: Mapping[str, Any], part: str, path: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    if "type" not in node or node.get("additionalProperties") is True:  # it may be anything
        return {}
    if node.get("type") == "array":
        if not part.isdigit():
            raise BadReference(f"{path!r}: {part!r} is no position in a list; write a number, the first is 0")
        return node.get("items", {})
    properties = node.get("properties", {})
    if part in properties:
        return properties[part]
    if isinstance(node.get("additionalProperties"), dict):
        return node["additionalProperties"]
    raise BadReference(f"the result has no {part!r} ({path}); it has {', '.join(sorted(properties)) or 'no fields'}")
