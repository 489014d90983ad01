"""A message as words and marks, each with its place in the text."""

import re
from dataclasses import dataclass

from scout.mini.normalise.contacts import find_phones
from scout.mini.normalise.quotes import find_quotes

TOKEN = re.compile(
    r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # addresses
    r"|[#@]\w[\w.-]*\w|\d+(?:[.,:/]\d+)*\w*"  # handles, figures
    r"|\w+n't|\w+['’](?:s|ll|re|ve|m|d)\b"  # English contractions
    r"|\w+['’](?=\w)"  # Italian elisions: l'appuntamento is two words
    r"|\w+(?:[-./_]\w+)*|[^\w\s]",
    re.IGNORECASE,
)


CONTACT = re.compile(r"https?://|[\w.+-]+@\w")
IDENTIFIER = re.compile(r"[#@]\w[\w.-]*|\w+_\w+|(?=.*\d)[\w-]+|[\w.-]+\.[a-z]\w{1,4}", re.IGNORECASE)
QUOTES = "\"“«‘'"


@dataclass(frozen=True, slots=True)
class Token:
    """`folded` is what words are compared by. `marks` stands for a typed value that was found there.

    is_contact: an address or a telephone number. is_quote: a whole quotation, marks included. is_identifier: a handle,
    a file's name, a number or a word with one inside; no word of a language.
    """

    text: str
    folded: str
    start: int
    end: int
    marks: str | None = None
    is_word: bool = False
    is_contact: bool = False
    is_quote: bool = False
    is_identifier: bool = False


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
    said = text[start:end]
    return Token(
        said,
        said.lower().replace("’", "'"),
        start,
        end,
        is_word=said[0].isalnum(),
        is_contact=bool(CONTACT.match(said) or (said[0] in "+0(" and find_phones(said))),
        is_quote=len(said) > 1 and said[0] in QUOTES,
        is_identifier=bool(IDENTIFIER.fullmatch(said)),
    )


def collapse(tokens: list[Token], start: int, end: int, name: str) -> list[Token]:
    """The tokens with those that touch `start:end` become one, `<name>`: what it says is known."""
    inside = [token for token in tokens if token.start < end and start < token.end]
    if not inside:
        return tokens
    mark = Token(f"<{name}>", f"<{name}>", min(start, inside[0].start), max(end, inside[-1].end), marks=name)
    before = [token for token in tokens if token.end <= start]
    return [*before, mark, *(token for token in tokens if token.start >= end)]
