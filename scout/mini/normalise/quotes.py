"""Text in quotation marks: what a person quotes is an argument, word for word."""

import re

from scout.mini.normalise.found import Found

# An apostrophe inside a word opens nothing: a single quote opens after a space and closes before one.
QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|(?<![\w'])'(?=\S)((?:[^']|(?<=\w)'(?=\w))+)'(?!\w)|‘([^’]+(?:’\w[^’]*)*)’(?!\w)"
)


def find_quotes(text: str) -> list[Found[str]]:
    """Quoted pieces; the span includes the marks, the value does not."""
    return [
        Found(match.start(), match.end(), next(group for group in match.groups() if group).strip())
        for match in QUOTED.finditer(text)
    ]
