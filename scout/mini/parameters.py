"""What a handler's parameter takes, told by its JSON schema and by the values in the handler's examples."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import JsonValue

from schemas.tools import ToolDefinition
from scout.mini.normalise.codes import find_pattern, shape_of
from scout.mini.normalise.contacts import find_emails, find_phones, find_urls
from scout.mini.normalise.currencies import find_currencies, is_currency
from scout.mini.normalise.dates import find_dates, find_years
from scout.mini.normalise.durations import find_durations, iso_duration
from scout.mini.normalise.enums import find_choices, find_truth
from scout.mini.normalise.expressions import find_expressions
from scout.mini.normalise.found import Found
from scout.mini.normalise.numbers import find_numbers
from scout.mini.normalise.times import find_moments
from scout.mini.words import words


class Kind(StrEnum):
    TEXT = "text"
    LIST = "list"
    CHOICE = "choice"
    TRUTH = "truth"
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    MOMENT = "moment"
    DURATION = "duration"
    EMAIL = "email"
    URL = "url"
    PHONE = "phone"
    CODE = "code"
    CURRENCY = "currency"
    CURRENCIES = "currencies"
    EXPRESSION = "expression"
    UNREADABLE = "unreadable"  # an object: nothing a sentence says


@dataclass(frozen=True, slots=True)
class Parameter:
    """`words` name it in any language; `pattern` is the shape of a code."""

    name: str
    kind: Kind
    required: bool
    whole: bool
    choices: tuple[str, ...]
    pattern: str | None
    words: tuple[str, ...]

    @property
    def is_text(self) -> bool:
        return self.kind in (Kind.TEXT, Kind.LIST)


def parameters_of(definition: ToolDefinition) -> tuple[Parameter, ...]:
    """Every parameter of a handler, in the order of its signature."""
    return tuple(
        _parameter(name, schema, [e.args[name] for e in definition.examples if name in e.args], definition)
        for name, schema in definition.parameters["properties"].items()
    )


def _parameter(name: str, schema: dict[str, Any], said: Sequence[JsonValue], definition: ToolDefinition) -> Parameter:
    texts = [value for value in said if isinstance(value, str)]
    codes = [str(item) for value in said if isinstance(value, list) for item in value]
    pattern = schema.get("pattern") or shape_of(texts)
    label = schema.get("x-label", {})
    named = (name.replace("_", " "), *(label[key] for key in ("en", "id", "it") if key in label))
    return Parameter(
        name=name,
        kind=_kind(name, schema, texts, codes, pattern),
        required=name in definition.required,
        whole=_type(schema) == "integer",
        choices=tuple(str(choice) for choice in schema.get("enum", ())),
        pattern=pattern,
        words=named,
    )


FORMATS = {
    "date": Kind.DATE,
    "date-time": Kind.MOMENT,
    "duration": Kind.DURATION,
    "email": Kind.EMAIL,
    "uri": Kind.URL,
}
TYPES = {"integer": Kind.NUMBER, "number": Kind.NUMBER, "boolean": Kind.TRUTH, "array": Kind.LIST}


def _kind(name: str, schema: dict[str, Any], texts: Sequence[str], codes: Sequence[str], pattern: str | None) -> Kind:
    if "enum" in schema:
        return Kind.CHOICE
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    type_ = _type(schema)
    if type_ == "array" and codes and all(map(is_currency, codes)):
        return Kind.CURRENCIES
    if type_ in TYPES:
        return Kind.YEAR if name == "year" else TYPES[type_]
    if type_ != "string":
        return Kind.UNREADABLE
    if texts and all(map(is_currency, texts)):
        return Kind.CURRENCY
    if pattern and not re.fullmatch(r"\^?\.[*+]\$?|\^?\\S", pattern):
        return Kind.CODE
    fixed_forms = ((Kind.EMAIL, find_emails), (Kind.URL, find_urls), (Kind.PHONE, find_phones))
    for kind, find in fixed_forms:
        if texts and all([found.value for found in find(text)] == [text] for text in texts):
            return kind
    arithmetic = [text for text in texts if re.fullmatch(r"(?=.*\d)[\d\s.()+*/%^-]+", text)]
    if len(arithmetic) > len(texts) / 2:
        return Kind.EXPRESSION
    return Kind.TEXT


def _type(schema: dict[str, Any]) -> str | None:
    """The type's name; of a caller's tool it may be a list of two, the other being null."""
    named = schema.get("type")
    types = [named] if isinstance(named, str) else [each for each in named or () if each != "null"]
    return types[0] if len(types) == 1 else None


PAST = frozenset({"since", "entry", "issue", "issued", "birth"})
"""Words of a date that lies behind: `3 November` is the last one, not the next."""


def find_values(parameter: Parameter, text: str, language: str, now: dt.datetime) -> Sequence[Found[JsonValue]]:
    """Every value in the text that the parameter could take; none for free text, which is found by its cues."""
    match parameter.kind:
        case Kind.CHOICE:
            return find_choices(text, language, parameter.choices)
        case Kind.TRUTH:
            return find_truth(text, language, parameter.words)
        case Kind.NUMBER:
            return _quantities(parameter, text, language)
        case Kind.YEAR:
            return find_years(text) + _relative_years(text, language, now)
        case Kind.DATE:
            back = any(word in PAST for name in parameter.words for word in name.split())
            return [
                Found(f.start, f.end, f.value.isoformat())
                for f in find_dates(text, language, now.date(), looking_back=back)
            ]
        case Kind.MOMENT:
            return [Found(f.start, f.end, f.value.isoformat()) for f in find_moments(text, language, now)]
        case Kind.DURATION:
            return [Found(f.start, f.end, iso_duration(f.value)) for f in find_durations(text, language)]
        case Kind.EMAIL:
            return find_emails(text)
        case Kind.URL:
            return find_urls(text)
        case Kind.PHONE:
            return find_phones(text)
        case Kind.EXPRESSION:
            return find_expressions(text, language)
        case Kind.CURRENCY | Kind.CURRENCIES:
            return find_currencies(text, language)
        case Kind.CODE:
            return find_pattern(text, parameter.pattern or "")
        case Kind.TEXT | Kind.LIST | Kind.UNREADABLE:
            return []


def _quantities(parameter: Parameter, text: str, language: str) -> list[Found[JsonValue]]:
    """Numbers; where the parameter counts a unit (`days`), a span of time in that unit: `two weeks` is 14."""
    unit = words("en").units.get(parameter.name.rsplit("_", 1)[-1])
    spans = find_durations(text, language) if unit else []
    found: list[Found[JsonValue]] = []
    for span in spans:
        count = span.value.total_seconds() / (unit or 1)
        if count.is_integer() or not parameter.whole:
            found.append(Found(span.start, span.end, int(count) if count.is_integer() else count))
    for number in find_numbers(text, language):
        apart = all(number.end <= span.start or span.end <= number.start for span in spans)
        if apart and (not parameter.whole or float(number.value).is_integer()):
            found.append(Found(number.start, number.end, number.value))
    return found


def _relative_years(text: str, language: str, now: dt.datetime) -> list[Found[int]]:
    lowered = text.lower()
    found: list[Found[int]] = []
    for phrase in words(language).periods.get("year", ()):
        if len(phrase.split()) > 1 or "'" in phrase:  # "this year", not "year"
            at = lowered.find(phrase)
            found += [Found(at, at + len(phrase), now.year)] if at >= 0 else []
    return found
