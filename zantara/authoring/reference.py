"""`zantara handlers reference`: a page on every handler, out of the registry."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from handlers.assistance.detection import detect
from handlers.definitions import Handler
from handlers.handler import Policy
from zantara.cli.arguments import kind
from zantara.cli.output import EFFECT_MEANINGS

HEAD = """# Handlers

Written by `zantara handlers reference`, out of the handlers themselves: change those, never this file. A parameter in
bold is required. Examples are marked with the language that they are in.
"""

LANGUAGES = {"en": "English", "id": "Indonesian", "it": "Italian"}


def reference(handlers: Iterable[Handler]) -> str:
    """Markdown: a section per domain, its handlers by name."""
    ordered = sorted(handlers, key=lambda handler: (handler.definition.domain, handler.name))
    domains = {domain: list(group) for domain, group in groupby(ordered, lambda handler: handler.definition.domain)}
    contents = [f"- [{domain}](#{domain}): {len(group)} handlers" for domain, group in domains.items()]
    sections = (section for domain, group in domains.items() for section in _domain(domain, group))
    return "\n".join([HEAD, *contents, *sections]) + "\n"


def _domain(domain: str, group: list[Handler]) -> Iterator[str]:
    yield f"\n## {domain}"
    for handler in group:
        yield from _handler(handler)


def _handler(handler: Handler) -> Iterator[str]:
    definition = handler.definition
    yield f"\n### {handler.name}\n"
    yield f"{definition.description}.\n"
    yield f"- Effect: {definition.effect.value} ({EFFECT_MEANINGS[definition.effect]})"
    if definition.egress:
        yield "- Its arguments leave the house"
    if definition.untrusted:
        yield "- Its result comes from the open world and is not trusted"
    yield f"- Scope: `{definition.scope}`"
    yield f"- Limits: {', '.join(_limits(handler.policy))}"
    yield from _table("parameter", _rows(definition.parameters, definition.parameters))
    yield from _table("result", _rows(definition.result, definition.result))
    yield "\nPeople say:\n"
    for example in definition.examples:
        language = LANGUAGES[detect(example.text).code]
        yield f"- {_plain(example.text)} ({language}): `{json.dumps(example.args, ensure_ascii=False)}`"


def _limits(policy: Policy) -> Iterator[str]:
    yield f"{policy.timeout:g} s"
    yield f"{policy.retries} retries" if policy.retries != 1 else "1 retry"
    yield f"{policy.concurrency} at once"
    if policy.rate:
        yield f"{policy.rate.replace('/', ' a ')}"
    if policy.cache:
        yield f"results kept for {_span(policy.cache)}"


def _span(span: dt.timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _table(head: str, rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield from (f"\n| {head} | type | meaning |", "| --- | --- | --- |", *lines)


def _rows(schema: Mapping[str, Any], whole: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str, str]]:
    """A row per property; what a list or a value of several fields holds stands below it: `notes[].text`."""
    required = schema.get("required", ()) if not within and "title" not in schema else ()
    for name, one in schema.get("properties", {}).items():
        shown = f"`{within}{name}`"
        yield (
            f"**{shown}**" if name in required else shown,
            _plain(kind(one, whole)),
            _plain(one.get("description", "")),
        )
        inner, marks = _inner(one, whole)
        if inner.get("properties") and inner.get("format") not in ("money", "source") and within.count(".") < 2:
            yield from _rows(inner, whole, f"{within}{name}{marks}.")


def _inner(schema: Mapping[str, Any], whole: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """The schema of what a property holds, and `[]` where it holds several."""
    if "$ref" in schema:
        return _inner(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) == 1:
        return _inner(choices[0], whole)
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        inner, marks = _inner(schema["items"], whole)
        return inner, "[]" + marks
    return schema, ""


def _plain(text: str) -> str:
    """Text that no Markdown table or list takes for its own marks."""
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
