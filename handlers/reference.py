"""Reference data: dated figures in YAML files that an operator can correct without touching code."""

import datetime as dt
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from handlers.values import Source, Value

T = TypeVar("T")

# The C loader reads the same and ten times faster; it is missing where PyYAML was built without libyaml.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Translated(Value):
    """A text in the languages of the house."""

    en: str
    id: str
    it: str

    def to(self, language: str) -> str:
        """The text in `language`; English for a language that the house does not speak."""
        return {"id": self.id, "it": self.it}.get(language, self.en)


Checked = Literal[True, False, "sample"]
"""Whether a figure was compared with its source; `sample` is a figure that was made up to show how it looks."""

CAVEATS: dict[Checked, Translated] = {
    False: Translated(
        en="not compared with the official source yet: confirm it before relying on it",
        id="belum dicocokkan dengan sumber resmi: pastikan dulu sebelum dipakai",
        it="non ancora confrontato con la fonte ufficiale: da confermare prima di farvi affidamento",
    ),
    "sample": Translated(
        en="a sample figure, not an offer", id="angka contoh, bukan penawaran", it="cifra di esempio, non un'offerta"
    ),
}


class Provenance(Value):
    """Where an entry comes from, the day it was taken from there, and whether it was compared with that source."""

    source: str
    date: dt.date
    url: str | None = None
    checked: Checked

    def cited(self) -> Source:
        return Source(name=self.source, date=self.date, url=self.url)

    def caveat(self, language: str) -> str | None:
        """What a person must know before relying on the entry; nothing where it was checked."""
        return None if self.checked is True else CAVEATS[self.checked].to(language)


def load(path: Path, model: type[T]) -> T:
    """Read a YAML file into `model`. Raises ValueError naming the file and every fault in it."""
    content: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (both are safe loaders)
    try:
        return TypeAdapter(model).validate_python(content)
    except ValidationError as error:
        raise ValueError(f"{path}: {error}") from error
