"""What Scout Mini reads of a handler, in training and in serving alike: texts that the base encoder embeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from handlers.definitions import card
from schemas.tools import ToolDefinition

TRUTHS = {"true": "yes, so it is", "false": "no, it is not"}


@dataclass(frozen=True, slots=True)
class ParameterCard:
    """A parameter in words. `values` are those that it is limited to, as JSON and in words; empty for free values."""

    name: str
    text: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HandlerCard:
    """A handler in words. Its name is not among them: the description has to carry the meaning."""

    name: str
    text: str
    description: str
    examples: tuple[str, ...]
    parameters: tuple[ParameterCard, ...]

    @property
    def digest(self) -> str:
        """Tells this card from any other, and from itself in other words."""
        return sha256(self.text.encode()).hexdigest()[:16]


def card_of(definition: ToolDefinition) -> HandlerCard:
    return HandlerCard(
        name=definition.name,
        text=card(definition),
        description=definition.description or definition.name.replace(".", " ").replace("_", " "),
        examples=tuple(example.text for example in definition.examples),
        parameters=tuple(
            _parameter(name, schema) for name, schema in definition.parameters.get("properties", {}).items()
        ),
    )


def _parameter(name: str, schema: Mapping[str, Any]) -> ParameterCard:
    words = name.replace("_", " ")
    text = f"{words}: {schema.get('description', words)}"
    return ParameterCard(name, text, {value: f"{text}: {said}" for value, said in _values(schema).items()})


def _values(schema: Mapping[str, Any]) -> Mapping[str, str]:
    """A caller's tool may hold anything where a schema has its options."""
    others: object = schema.get("anyOf")
    options: list[object] = [schema, *(cast(list[object], others) if isinstance(others, list) else ())]
    for option in options:
        table: Mapping[str, Any] = cast(Mapping[str, Any], option) if isinstance(option, Mapping) else {}
        if isinstance(table.get("enum"), list):
            return {str(value): str(value).replace("_", " ") for value in table["enum"] if value is not None}
        if table.get("type") == "boolean":
            return TRUTHS
    return {}
