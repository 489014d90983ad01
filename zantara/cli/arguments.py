"""`key=value` words as a handler's arguments: each value is read by the type that the handler's schema gives it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def parse(words: Sequence[str], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments. A repeated key makes a list; `key=@file` takes the file's text, `key=@@text` a text with an @.

    Raises typer.BadParameter naming the word and what would be right.
    """
    properties: Mapping[str, Mapping[str, Any]] = schema.get("properties", {})
    args: dict[str, Any] = {}
    for word in words:
        name, separator, text = word.partition("=")
        if not separator:
            raise typer.BadParameter(f"{word!r} is no key=value; this handler takes {_known(properties)}")
        if name not in properties:
            raise typer.BadParameter(f"there is no parameter {name!r}; this handler takes {_known(properties)}")
        value = _value(name, _content(name, text), _resolved(properties[name], schema), schema)
        if name in args and not isinstance(value, list):
            raise typer.BadParameter(f"{name} is given twice, and is no list")
        args[name] = args[name] + value if name in args else value
    return args


def kind(property_schema: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """The type in a word or two: `integer`, `list of string`, `reader | writer`."""
    resolved = _resolved(property_schema, schema)
    if "enum" in resolved:
        return " | ".join(map(str, resolved["enum"]))
    if resolved.get("type") == "array":
        return f"list of {kind(resolved.get('items', {}), schema)}"
    return str(resolved.get("format") or resolved.get("type") or "any")


def _resolved(property_schema: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema behind a `$ref`, and the one that is not null of an optional parameter."""
    if "$ref" in property_schema:
        name = str(property_schema["$ref"]).rpartition("/")[2]
        return _resolved(schema.get("$defs", {}).get(name, {}), schema)
    choices = [choice for choice in property_schema.get("anyOf", ()) if choice.get("type") != "null"]
    return _resolved(choices[0], schema) if len(choices) == 1 else property_schema


def _content(name: str, text: str) -> str:
    if text.startswith("@@"):
        return text[1:]
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise typer.BadParameter(
            f"{name}: {text[1:]} cannot be read: {reason}; for a text that begins with @ write {name}=@{text}"
        ) from error


def _value(name: str, text: str, schema: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
    wanted = schema.get("type")
    try:
        if wanted == "integer":
            return int(text)
        if wanted == "number":
            return float(text)
        if wanted == "boolean":
            return BOOLEANS[text.lower()]
        if wanted == "array":
            return _list(name, text, _resolved(schema.get("items", {}), whole), whole)
        if wanted == "string":
            return text
        return json.loads(text)
    except (ValueError, KeyError) as error:
        raise typer.BadParameter(f"{name}={text[:60]} is no {kind(schema, whole)}") from error


def _list(name: str, text: str, items: Mapping[str, Any], whole: Mapping[str, Any]) -> list[Any]:
    if text.lstrip().startswith("["):
        return json.loads(text)
    return [_value(name, part.strip(), items, whole) for part in text.split(",") if part.strip()]


def _known(properties: Mapping[str, Any]) -> str:
    return ", ".join(properties) or "no parameters"
