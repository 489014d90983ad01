"""Message templates that the channel's vendor has approved: choosing one, and filling it in."""

import re
from collections.abc import Mapping, Sequence

from pydantic import model_validator

from handlers.communication.messages import check_text
from handlers.errors import InvalidRequest
from handlers.languages import language_code
from handlers.values import Value

_PLACEHOLDER = re.compile(r"\{\{(\d+)\}\}")


class Template(Value):
    """`variables` says what stands for {{1}}, {{2}} ...; `texts` are by language code."""

    name: str
    variables: tuple[str, ...]
    texts: Mapping[str, str]

    @model_validator(mode="after")
    def _placeholders_are_the_variables(self) -> "Template":
        wanted = {str(number) for number in range(1, len(self.variables) + 1)}
        for language, text in self.texts.items():
            if set(_PLACEHOLDER.findall(text)) != wanted:
                raise ValueError(f"{self.name} ({language}): its placeholders are not {{{{1}}}} to {len(wanted)}")
        return self


def the_template(templates: Sequence[Template], said: str) -> Template:
    """The template of this name; `payment received` is `payment_received`. Raises InvalidRequest naming all."""
    wanted = re.sub(r"[\s-]+", "_", said.strip().lower())
    for template in templates:
        if template.name == wanted:
            return template
    listed = ", ".join(template.name for template in templates) or "none"
    raise InvalidRequest(f"There is no template {said!r}; approved are: {listed}.")


def the_language(template: Template, said: str | None, default: str) -> str:
    """The code of the language that was said; else `default` or, where the template has no such text, its first one.

    Raises InvalidRequest naming the template's languages.
    """
    if said is None:
        return default if default in template.texts else next(iter(template.texts))
    code = language_code(said)
    if code is None or code not in template.texts:
        raise InvalidRequest(
            f"Template {template.name!r} is not approved in {said!r}; it is in: {', '.join(template.texts)}."
        )
    return code


def filled(template: Template, language: str, variables: Sequence[str]) -> str:
    """The template's text with its placeholders filled. Raises InvalidRequest where the variables do not fit."""
    given = [" ".join(variable.split()) for variable in variables]
    if len(given) != len(template.variables) or not all(given):
        wanted = "; ".join(template.variables) or "none"
        raise InvalidRequest(
            f"Template {template.name!r} takes {len(template.variables)} variables ({wanted}); "
            f"{len(list(filter(None, given)))} were given."
        )
    text = _PLACEHOLDER.sub(lambda found: given[int(found[1]) - 1], template.texts[language])
    check_text(text, "WhatsApp")
    return text
