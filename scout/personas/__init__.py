"""Personas as files: ours in this folder, and an operator's own in another, each checked when it is read."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from pydantic import ValidationError

from schemas.persona import Persona, Phrases

OURS = Path(__file__).parent

PLACEHOLDERS: Mapping[str, frozenset[str]] = {"ask": frozenset({"title", "what"}), "approve": frozenset({"title"})}
"""What a phrase may name in braces; every other phrase is plain text."""


class PersonaError(Exception):
    """A persona file cannot be used: the message names the file, the field and the fix."""


def load_personas(folder: Path | None = None) -> dict[str, Persona]:
    """Personas by name: ours, then those of `folder`, which may replace ours. Raises PersonaError."""
    files = sorted(OURS.glob("*.yaml"))
    if folder is not None:
        if not folder.is_dir():
            raise PersonaError(f"{folder}: there is no such folder; create it or unset ZANTARA_PERSONAS")
        files += sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    personas = [read_persona(file) for file in files]
    return {persona.name: persona for persona in personas}


def read_persona(file: Path) -> Persona:
    """One persona. Its name must be the file's, it must speak every language it lists, and English."""
    try:
        table = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PersonaError(f"{file}: not readable as YAML: {' '.join(str(error).split())}") from error
    try:
        persona = Persona.model_validate(table)
    except ValidationError as error:
        faults = "; ".join(_fault(found) for found in error.errors())
        raise PersonaError(f"{file}: {faults}") from error
    _check_name(file, persona)
    for language in dict.fromkeys(("en", *persona.languages)):
        if language not in persona.phrases:
            raise PersonaError(
                f"{file}: phrases.{language} is missing; write it, or take {language!r} out of languages"
            )
        _check_placeholders(file, language, persona.phrases[language])
    return persona


def _fault(found: Any) -> str:
    where = ".".join(str(part) for part in found["loc"]) or "the file"
    return f"{where}: {found['msg']} (got {found['input']!r:.60})"


def _check_name(file: Path, persona: Persona) -> None:
    if persona.name != file.stem:
        raise PersonaError(
            f"{file}: name is {persona.name!r}; call the file {persona.name}.yaml or the persona {file.stem}"
        )


def _check_placeholders(file: Path, language: str, phrases: Phrases) -> None:
    for field, text in phrases.model_dump().items():
        where = f"{file}: phrases.{language}.{field}"
        try:
            named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise PersonaError(f"{where}: {error}; write a brace as {{{{ or }}}}") from error
        allowed = PLACEHOLDERS.get(field, frozenset())
        if named - allowed:
            raise PersonaError(f"{where}: unknown placeholder {sorted(named - allowed)}; it may use {sorted(allowed)}")
