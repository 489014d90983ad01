"""A short answer to the question for a missing parameter completes the call that was asked about."""

import datetime as dt

from pydantic import JsonValue

from schemas.plan import MissingCall
from schemas.tools import ToolDefinition
from scout.mini.parameters import Parameter, find_values, parameters_of

LONGEST_ANSWER = 30
"""Words. What is longer than that begins something new, or is asked again."""


def completed(
    pending: MissingCall, definition: ToolDefinition, message: str, language: str, now: dt.datetime
) -> dict[str, JsonValue] | None:
    """The call's arguments with what the message adds, or None where it adds nothing that was asked for."""
    if len(message.split()) > LONGEST_ANSWER:
        return None
    asked = [parameter for parameter in parameters_of(definition) if parameter.name in pending.params]
    args = dict(pending.args)
    rest = message
    for parameter in asked:
        if parameter.is_text:
            continue
        if found := find_values(parameter, rest, language, now):
            args[parameter.name] = found[0].value
            rest = rest[: found[0].start] + " " + rest[found[0].end :]
    texts = [parameter for parameter in asked if parameter.is_text]
    if len(texts) == 1 and (said := _whole(texts[0], rest)):
        args[texts[0].name] = said
    return args if args.keys() != pending.args.keys() else None


def _whole(parameter: Parameter, rest: str) -> JsonValue:
    said = " ".join(rest.split()).strip(" \"'“”")
    if not any(char.isalnum() for char in said):
        return None
    return [said] if parameter.kind == "list" else said
