"""The embedded answer: written from typed results and their labels, in the person's language and the persona's tone.

Nothing is made up: every figure in it comes from a result, an error's message or the arguments of a call.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handlers.labels import LABEL
from schemas.persona import Persona, Phrases
from schemas.plan import MissingCall
from schemas.prompt import Outcome, Prompt
from schemas.tools import CallStatus, ToolDefinition
from scout.mini.formats import texts
from scout.mini.results import ResultText

ABILITIES = 5
"""Examples that a persona gives of what it can do."""


def compose(prompt: Prompt) -> Iterator[str]:
    """The answer to what was done so far, line by line; each piece ends with a newline but the last."""
    lines = list(_lines(prompt))
    for index, line in enumerate(lines):
        yield line + ("\n" if index < len(lines) - 1 else "")


def _lines(prompt: Prompt) -> Iterator[str]:
    outcomes = [outcome for step in prompt.steps for outcome in step.outcomes]
    missing = prompt.steps[-1].plan.missing if prompt.steps else ()
    phrases = _phrases(prompt.persona, prompt.language)
    if not outcomes and not missing:
        yield from _no_call(prompt, phrases)
        return
    opening = _opening(outcomes, phrases) if outcomes else ""
    if opening:
        yield opening
    known = {definition.name: definition for definition in prompt.definitions}
    for outcome in outcomes:
        if len(outcomes) > 1 and (opening or outcome is not outcomes[0]):
            yield ""
        yield from _outcome(outcome, known, prompt.language, phrases)
    for asked in missing:
        yield from ([""] if outcomes else [])
        yield _question(asked, known, prompt.language, phrases)


def _phrases(persona: Persona, language: str) -> Phrases:
    return persona.phrases.get(language) or persona.phrases["en"]


def _opening(outcomes: Sequence[Outcome], phrases: Phrases) -> str:
    done = sum(outcome.status is CallStatus.DONE for outcome in outcomes)
    waiting = sum(outcome.status is CallStatus.WAITING for outcome in outcomes)
    if done == len(outcomes):
        return phrases.done
    if done:
        return phrases.partly
    # What only waits has neither worked nor failed yet.
    return "" if waiting else phrases.failed


def _outcome(outcome: Outcome, known: Mapping[str, ToolDefinition], language: str, phrases: Phrases) -> Iterator[str]:
    definition = known.get(outcome.handler)
    writer = ResultText(definition.result if definition else {}, language)
    if outcome.status is CallStatus.DONE and isinstance(outcome.result, Mapping):
        yield writer.heading(outcome.result)
        yield from writer.lines(outcome.result)
        yield from _sources(writer, outcome, language)
        if outcome.simulated:
            yield texts(language)["simulated"]
        return
    title = writer.title() or outcome.handler
    if outcome.status is CallStatus.WAITING:
        yield phrases.approve.format(title=title)
        return
    yield from _not_done(outcome, title, language)


def _sources(writer: ResultText, outcome: Outcome, language: str) -> Iterator[str]:
    found = list(dict.fromkeys(writer.sources(writer.schema, outcome.result)))
    if found:
        yield f"{texts(language)['source' if len(found) == 1 else 'sources']}: {'; '.join(found)}"


def _not_done(outcome: Outcome, title: str, language: str) -> Iterator[str]:
    """Why a call did not succeed, and what the person may choose from, where the reason does not name that already."""
    error = outcome.error
    why, options = (error.message, error.options) if error else ("", ())
    key = str(outcome.status) if str(outcome.status) in texts(language) else "failed"
    if error and error.code == "ambiguous" and options:
        key, why = "choose", ""
    elif error and error.code == "denied":
        key = "denied"
    yield texts(language)[key].format(title=title, why=why).strip()
    yield from (f"- {option}" for option in options if option not in why)


def _question(asked: MissingCall, known: Mapping[str, ToolDefinition], language: str, phrases: Phrases) -> str:
    definition = known.get(asked.handler)
    if definition is None:
        return phrases.ask.format(title=asked.handler, what=", ".join(asked.params))
    schemas = definition.parameters["properties"]
    names = [_named(schemas.get(name, {}), name, language) for name in asked.params]
    title = ResultText(definition.result, language).title() or definition.description
    return phrases.ask.format(title=title, what=", ".join(names))


def _named(schema: Mapping[str, Any], name: str, language: str) -> str:
    label: Mapping[str, str] = schema.get(LABEL, {})
    return label.get(language) or str(schema.get("description", name.replace("_", " ")))


def _no_call(prompt: Prompt, phrases: Phrases) -> Iterator[str]:
    """A greeting, a thank-you back, or what can be asked, with examples in the person's language."""
    message = prompt.message.lower().strip(" !?.,")
    words = texts(prompt.language)
    if any(message.startswith(greeting) for greeting in words["thanks"]):
        yield phrases.welcome
        return
    greeted = any(message.startswith(greeting) for greeting in words["greetings"])
    yield phrases.greeting if greeted else phrases.no_call
    titles = _abilities(prompt)
    if titles:
        yield words["abilities"]
        yield from (f"- {title}" for title in titles)


def _abilities(prompt: Prompt) -> list[str]:
    """One example utterance of some handlers, in the person's language: examples stand in the order en, id, it."""
    said = [definition.examples for definition in prompt.definitions if definition.examples]
    chosen = said[:: max(1, len(said) // ABILITIES)][:ABILITIES]
    if prompt.language == "it":
        return [examples[-1].text for examples in chosen]
    return [examples[len(examples) // 2 if prompt.language == "id" else 0].text for examples in chosen]
