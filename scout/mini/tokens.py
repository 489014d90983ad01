"""A message as words and marks, each with its place in the text."""

import re
from dataclasses import dataclass

from scout.mini.normalise.contacts import find_phones
from scout.mini.normalise.quotes import find_quotes

TOKEN = re.compile(
    r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # addresses
    r"|[#@]\w[\w.]*|\d+(?:[.,:/]\d+)*\w*"  # handles, figures
    r"|\w+n't|\w+['’](?:s|ll|re|ve|m|d)\b"  # English contractions
    r"|\w+['’](?=\w)"  # Italian elisions: l'appuntamento is two words
    r"|\w+(?:[-./_]\w+)*|[^\w\s]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`folded` is what words are compared by. `marks` stands for a typed value that was found there."""

    text: str
    folded: str
    start: int
    end: int
    marks: str | None = None

    @property
    def is_word(self) -> bool:
        return self.marks is None and self.text[0].isalnum()

    @property
    def is_contact(self) -> bool:
        """An address or a telephone number."""
        return bool((self.text[0] in "+0(" and find_phones(self.text)) or re.match(r"https?://|[\w.+-]+@\w", self.text))

    @property
    def is_quote(self) -> bool:
        return len(self.text) > 1 and self.text[0] in "\"“«‘'"


def tokenize(text: str) -> list[Token]:
    """Words and marks in order; a quotation and a telephone number are one token each, which nothing cuts."""
    tokens = [_token(text, match.start(), match.end()) for match in TOKEN.finditer(text)]
    for whole in (*find_quotes(text), *find_phones(text)):
        inside = [token for token in tokens if whole.start <= token.start and token.end <= whole.end]
        if inside:
            at = tokens.index(inside[0])
            tokens[at : at + len(inside)] = [_token(text, whole.start, whole.end)]
    return tokens


def _token(text: str, start: int, end: int) -> Token:
    return Token(text[start:end], text[start:end].lower().replace("’", "'"), start, end)


def collapse(tokens: list[Token], start: int, end: int, name: str) -> list[Token]:
    """The tokens with those that touch `start:end` become one, `<name>`: what it says is known."""
    inside = [token for token in tokens if token.start < end and start < token.end]
    if not inside:
        return tokens
    mark = Token(f"<{name}>", f"<{name}>", min(start, inside[0].start), max(end, inside[-1].end), marks=name)
    before = [token for token in tokens if token.end <= start]
    return [*before, mark, *(token for token in tokens if token.start >= end)]
