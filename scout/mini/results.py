"""A result as lines of text, out of its JSON schema: labels give the words, types and formats the writing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from handlers.labels import LABEL
from scout.mini import formats

SHORT_LIST = 60
MOST_ITEMS = 30
LONG_ITEM = 120

TOLD = ("detail", "flag")
"""Roles of the fields that stand below the heading."""

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One readable field of a record. `role` is title, detail or flag."""

    label: str
    role: str
    schema: Schema
    value: Any


@dataclass(frozen=True, slots=True)
class ResultText:
    """Writes results of one schema in one language."""

    schema: Schema
    language: str

    def title(self) -> str:
        """What the result as a whole is called."""
        label = self.schema.get(LABEL, {})
        return label.get(self.language) or label.get("en") or str(self.schema.get("title", ""))

    def heading(self, result: Mapping[str, Any]) -> str:
        """`Reminder: pay the rent`; the title alone where no field heads the result."""
        heads = [self.inline(field) for field in self._fields(self.schema, result) if field.role == "title"]
        return ": ".join(part for part in (self.title(), *heads[:1]) if part)

    def lines(self, result: Mapping[str, Any]) -> Iterator[str]:
        """`- label: value`, one for each field that has something to say."""
        for field in self._fields(self.schema, result):
            if field.role in TOLD:
                yield from self._lines(field, "")

    def sources(self, schema: Schema, value: Any) -> Iterator[str]:
        """Every source in the result, nested ones too: `name, 1 Nov 2026`."""
        schema = self._resolved(schema)
        if isinstance(value, list):
            for item in cast(list[Any], value):
                yield from self.sources(schema.get("items", {}), item)
        elif isinstance(value, Mapping):
            record = cast(Mapping[str, Any], value)
            if schema.get("format") == "source":
                yield f"{record['name']}, {formats.day(record['date'], self.language, short=True)}"
                return
            for name, each in record.items():
                yield from self.sources(schema.get("properties", {}).get(name, {}), each)

    def inline(self, field: Field) -> str:
        """A value in one line."""
        return self._inline(field.schema, field.value)

    def _lines(self, field: Field, indent: str) -> Iterator[str]:
        if isinstance(field.value, list):
            yield from self._list_lines(field, indent)
        elif isinstance(field.value, str) and ("\n" in field.value or len(field.value) > 200):
            yield f"{indent}- {_capitalised(field.label)}:"
            yield from (
                f"{indent}  {line.strip()}" for line in formats.excerpt(field.value).splitlines() if line.strip()
            )
        else:
            yield f"{indent}- {_capitalised(field.label)}: {self.inline(field)}"

    def _list_lines(self, field: Field, indent: str) -> Iterator[str]:
        items = self._resolved(field.schema).get("items", {})
        written = [self._inline(items, item) for item in field.value]
        if sum(map(len, written)) <= SHORT_LIST and not any(isinstance(item, Mapping) for item in field.value):
            yield f"{indent}- {_capitalised(field.label)}: {', '.join(written)}"
            return
        yield f"{indent}- {_capitalised(field.label)}:"
        for item, text in zip(field.value[:MOST_ITEMS], written, strict=False):
            long = [field for field in self._fields(items, item) if _is_long(field.value)]
            if long:
                yield f"{indent}  - {self._inline(items, item, without=long[0].label)}"
                yield f"{indent}    {' '.join(formats.excerpt(long[0].value).split())}"
            else:
                yield f"{indent}  - {text}"
        if len(written) > MOST_ITEMS:
            yield f"{indent}  - …"

    def _inline(self, schema: Schema, value: Any, *, without: str = "") -> str:
        schema = self._resolved(schema)
        if schema.get("format") == "money":
            return formats.money(value, self.language)
        if isinstance(value, Mapping):
            fields = [field for field in self._fields(schema, value) if field.label != without]
            heads = [self.inline(field) for field in fields if field.role == "title"]
            rest = [self._named(field) for field in fields if field.role in TOLD]
            return ": ".join(part for part in (", ".join(heads), ", ".join(rest)) if part)
        if isinstance(value, list):
            return ", ".join(self._inline(schema.get("items", {}), item) for item in cast(list[Any], value))
        return self._scalar(schema, value)

    def _named(self, field: Field) -> str:
        """A field inside a line: what is true needs no "yes", and a day needs no name."""
        if isinstance(field.value, bool):
            return field.label if field.value else f"{field.label}: {self.inline(field)}"
        if field.schema.get("format") == "date":
            return self.inline(field)
        return f"{field.label} {self.inline(field)}"

    def _scalar(self, schema: Schema, value: Any) -> str:
        if isinstance(value, bool):
            return formats.truth(value, self.language)
        if isinstance(value, int | float):
            return formats.number(value, self.language)
        if schema.get("format") == "date":
            return formats.day(value, self.language)
        if schema.get("format") == "date-time":
            return formats.moment(value, self.language)
        return formats.excerpt(str(value))

    def _fields(self, schema: Schema, value: Any) -> Iterator[Field]:
        """The fields to read, in their order: all of them where none has a label, as in a plugin's plain model, and
        where the schema names none, as in the rows of a query.
        """
        if not isinstance(value, Mapping):
            return
        record = cast(Mapping[str, Any], value)
        properties: Mapping[str, Schema] = self._resolved(schema).get("properties") or {name: {} for name in record}
        plain = not any(LABEL in each for each in properties.values())
        for name, each in properties.items():
            said = record.get(name)
            resolved = self._resolved(each)
            label: Mapping[str, str] = each.get(LABEL) or {}
            role = label.get("role", "detail")
            silent = role == "hidden" or (role == "flag" and not said) or resolved.get("format") == "source"
            if silent or said is None or said in ("", []):
                continue
            if label or plain:
                words = label.get(self.language) or label.get("en") or name.replace("_", " ")
                yield Field(words, role, resolved, said)

    def _resolved(self, schema: Schema) -> Schema:
        """Without references and without `| null`."""
        if "$ref" in schema:
            return self._resolved(self.schema["$defs"][schema["$ref"].rsplit("/", 1)[1]])
        options = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
        return self._resolved(options[0]) if len(options) == 1 else schema


def _is_long(value: Any) -> bool:
    """Whether an item's text goes below its line rather than into it."""
    return isinstance(value, str) and (len(value) > LONG_ITEM or "\n" in value)


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]
