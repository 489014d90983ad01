"""A persona: who answers, in which tone, and with which handlers."""

from pydantic import Field

from schemas.base import Record
from schemas.tools import Effect


class Phrases(Record):
    """What a persona says around results, in one language. Placeholders are named in each comment."""

    greeting: str  # to a greeting
    welcome: str  # to thanks
    no_call: str  # nothing it could do
    done: str  # opens an answer whose calls all succeeded
    partly: str  # opens an answer of which some calls failed
    failed: str  # opens an answer of which every call failed
    ask: str  # {what} is missing for {title}
    approve: str  # {title} waits for a yes


class Persona(Record):
    """`handlers` are patterns (`visa.*`, `*`); `approve` lists the effects that wait for the person's yes."""

    name: str
    title: str
    prompt: str = Field(description="System prompt for language models")
    languages: tuple[str, ...] = ("en", "id", "it")
    handlers: tuple[str, ...] = ("*",)
    approve: tuple[Effect, ...] = (Effect.DESTROY,)
    phrases: dict[str, Phrases] = Field(description="By language: en, id, it")
