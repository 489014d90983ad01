"""The registry keeps the contract of `tests/data/catalog.yaml`: names, parameters, types and effects."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.registry import Registry, load

CATALOG = Path(__file__).parents[1] / "data" / "catalog.yaml"
COMPLETE = True
"""Whether every handler of the contract has to be there."""
SIZE = 104

JSON_TYPES: Mapping[str, Mapping[str, Any]] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "duration": {"type": "string", "format": "duration"},
    "object": {"type": "object"},
}


@dataclass(frozen=True)
class Parameter:
    type: str
    required: bool


@dataclass(frozen=True)
class Entry:
    """A handler as the contract has it."""

    domain: str
    effect: str
    parameters: Mapping[str, Parameter]


def catalog() -> dict[str, Entry]:
    """Handlers by name."""
    domains: dict[str, dict[str, Any]] = yaml.safe_load(CATALOG.read_text(encoding="utf-8"))
    return {
        name: Entry(domain, effect, {parameter: read(said) for parameter, said in parameters.items()})
        for domain, handlers in domains.items()
        for name, (effect, _, parameters) in handlers.items()
    }


def read(said: str) -> Parameter:
    """`str! words to look for` -> a required text."""
    found = re.match(r"(enum\([^)]*\)|[\w\[\]]+)(!?)", said)
    assert found, said
    return Parameter(found[1], found[2] == "!")


def expected(type: str) -> dict[str, Any]:
    """What the JSON schema of a parameter of this type says."""
    if type.startswith("enum("):
        return {"type": "string", "enum": type[5:-1].split("|")}
    if type.startswith("list["):
        return {"type": "array", "items": expected(type[5:-1])}
    return dict(JSON_TYPES[type])


def stated(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The type that a parameter's JSON schema states, without its words, bounds and default."""
    told = {key: schema[key] for key in ("type", "format", "enum") if key in schema}
    if "const" in schema:
        told["enum"] = [schema["const"]]
    if "items" in schema:
        told["items"] = stated(schema["items"])
    return told


ENTRIES = catalog()
REGISTRY: Registry = load(entry_points=False)


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_handler_is_as_the_contract_has_it(name: str) -> None:
    definition, entry = REGISTRY[name].definition, ENTRIES[name]
    properties = definition.parameters["properties"]

    assert definition.effect == entry.effect
    assert definition.domain == entry.domain
    assert set(properties) == set(entry.parameters)
    assert set(definition.required) == {name for name, parameter in entry.parameters.items() if parameter.required}
    types = {parameter: stated(schema) for parameter, schema in properties.items()}
    assert types == {parameter: expected(one.type) for parameter, one in entry.parameters.items()}


def test_the_contract_is_read_whole() -> None:
    assert len(ENTRIES) == SIZE
    assert ENTRIES["drive.share"].parameters["role"] == Parameter("enum(reader|commenter|writer)", required=False)
    assert expected("list[list[str]]") == {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}


def test_every_handler_of_the_contract_is_there() -> None:
    missing = set(ENTRIES) - set(REGISTRY)

    assert set(REGISTRY) <= set(ENTRIES)
    assert not missing or not COMPLETE, f"{len(missing)} handlers are missing: {', '.join(sorted(missing))}"
