"""What a new handler's name gives its code: `surf.tide` -> package `surf_tide`, module `tide`, type `SurfTide`."""

import keyword
from dataclasses import dataclass
from importlib.util import find_spec

from handlers.definitions import NAME, wire_name
from handlers.registry import Registry


class NameRefused(ValueError):
    """The name cannot become a handler; the text says why, and what would do."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that follow from a handler's."""

    handler: str

    @property
    def package(self) -> str:
        """Also the function's name, and the handler's on a model's wire."""
        return wire_name(self.handler)

    @property
    def noun(self) -> str:
        return self.handler.rpartition(".")[2]

    @property
    def words(self) -> str:
        return self.package.replace("_", " ")

    @property
    def type(self) -> str:
        return "".join(word.capitalize() for word in self.words.split())

    def values(self) -> dict[str, str]:
        """What the templates ask for."""
        sentence = self.words.capitalize()
        return {
            "handler": self.handler,
            "package": self.package,
            "noun": self.noun,
            "words": self.words,
            "Words": sentence,
            "Type": self.type,
        }


def names_of(name: str, registry: Registry) -> Names:
    """Raises NameRefused for what is no handler's name, is taken, or would hide a module that is installed."""
    if not NAME.fullmatch(name):
        raise NameRefused(f"{name!r} is no handler's name; use lower-case words joined by dots, such as surf.tide")
    names = Names(name)
    taken = registry.by_wire.get(wire_name(name))
    if taken is not None:
        raise NameRefused(f"the name is taken by {taken.name!r}; choose another")
    if keyword.iskeyword(names.noun):
        raise NameRefused(f"{names.noun!r} is a word of Python and names no module; choose another last word")
    if find_spec(names.package) is not None:
        raise NameRefused(f"a module {names.package!r} is installed, and the new package would hide it; rename it")
    return names
