"""Who of several people handles a subject, in the words of three languages (`data/subjects.yaml`)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from handlers.business.lookup import plain
from handlers.reference import Translated, load
from handlers.values import Value


class Skilled(Protocol):
    """Someone with a role, and subjects that they handle."""

    @property
    def role(self) -> str: ...
    @property
    def subjects(self) -> Sequence[str]: ...


SkilledT = TypeVar("SkilledT", bound=Skilled)


class Subject(Value):
    """Something that people ask the team about, and the words for it."""

    name: Translated
    words: tuple[str, ...]

    def in_(self, phrase: str) -> bool:
        """Whether one of the words stands in a phrase that is `plain`."""
        return any(_holds(phrase, plain(word)) for word in self.words)


def handling(query: str, people: Sequence[SkilledT]) -> Sequence[SkilledT]:
    """Those who handle what a query speaks of; who has the very words of the query goes before who has like ones."""
    phrase = plain(query)
    exact = [person for person in people if any(_holds(phrase, plain(own)) for own in (person.role, *person.subjects))]
    if exact:
        return exact
    asked = [subject for subject in SUBJECTS if subject.in_(phrase)]
    return [person for person in people if any(subject.in_(_skills(person)) for subject in asked)]


def _skills(person: Skilled) -> str:
    return " | ".join(plain(skill) for skill in (person.role, *person.subjects))


def _holds(phrase: str, words: str) -> bool:
    return f" {words} " in f" {phrase} "


SUBJECTS = load(Path(__file__).parent / "data/subjects.yaml", tuple[Subject, ...])
