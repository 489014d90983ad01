"""Finds personal data in a text: e-mail addresses, phone numbers, passports, identity and card numbers."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from handlers.phones import international

Kind = Literal["email", "phone", "passport", "number"]

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Digits that are grouped as people group them; what they amount to is decided by the numbering plans.
PHONE = re.compile(r"(?<![\w.,/-])(?:\+\d|\(\+?\d|0\d|628|wa\.me/\d)[\d\s().-]{6,18}\d(?![\w/-]|[.,]\d)")
DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
# One or two letters and six to eight digits, as most countries number passports; Italy has two letters in front.
PASSPORT = re.compile(r"(?<![\w/-])[A-Z]{1,2}\d{6,8}(?![\w-])|(?<![\w/-])[A-Z]{2}\d{5}[A-Z]{2}(?![\w-])")
# Indonesia's NIK and bank cards have sixteen digits, in groups of four or in none.
NUMBER = re.compile(r"(?<![\w.,-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w-]|[.,]\d)")


class Found(NamedTuple):
    """Characters `start:end` of the text."""

    start: int
    end: int
    kind: Kind


def find_personal_data(text: str) -> list[Found]:
    """In order, without overlaps. Names are not found: no pattern tells a person's from a street's."""
    found: list[Found] = []
    end = 0
    for one in sorted(_candidates(text)):
        if one.start >= end:
            found.append(one)
            end = one.end
    return found


def _candidates(text: str) -> Iterator[Found]:
    if "@" in text:
        yield from (Found(*match.span(), "email") for match in EMAIL.finditer(text))
    for match in PHONE.finditer(text):
        written = match[0].removeprefix("wa.me/")
        if not DATE.match(written) and international(written if written[0] in "+0(" else f"+{written}"):
            yield Found(*match.span(), "phone")
    yield from (Found(*match.span(), "passport") for match in PASSPORT.finditer(text))
    yield from (Found(*match.span(), "number") for match in NUMBER.finditer(text))
