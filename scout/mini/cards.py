"""What Scout Mini reads of a handler, in training and in serving alike: texts that the base encoder embeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

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
    options: Sequence[Mapping[str, Any]] = (schema, *schema.get("anyOf", ()))
    for option in options:
        if "enum" in option:
            return {str(value): str(value).replace("_", " ") for value in option["enum"] if value is not None}
        if option.get("type") == "boolean":
            return TRUTHS
    return {}
