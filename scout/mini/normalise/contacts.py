"""Addresses that have a fixed form: e-mail, web pages, telephone numbers."""

import re

from scout.mini.normalise.found import Found

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@\w[\w-]*(?:\.\w[\w-]*)+", re.UNICODE)
URL = re.compile(
    r"https?://[^\s<>\"'”’]+|(?<![\w@.])(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|org|net|id|it|gov|io|edu|info|eu)"
    r"(?![\w@])(?:/[^\s<>\"'”’]*)?",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\w+.,/(-])(?:\+|00)?\(?\d[\d\s().-]{6,18}\d(?![\w-]|[.,]\d)")


def find_emails(text: str) -> list[Found[str]]:
    return [Found(match.start(), match.end(), match.group()) for match in EMAIL.finditer(text)]


def find_urls(text: str) -> list[Found[str]]:
    """Web addresses, a bare `example.org/page` too; a full stop or bracket that ends the sentence stays out."""
    found: list[Found[str]] = []
    for match in URL.finditer(text):
        url = match.group().rstrip(".,;:!?")
        if url.endswith(")") and "(" not in url:
            url = url[:-1]
        found.append(Found(match.start(), match.start() + len(url), url))
    return found


def find_phones(text: str) -> list[Found[str]]:
    """Numbers of 8 to 15 digits that begin as telephone numbers do: with `+`, 0, or 628 for a mobile in Indonesia.

    A text that is nothing but such a number is one, whatever it begins with.
    """
    found: list[Found[str]] = []
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        begins_as_one = match.group()[0] == "+" or digits.startswith(("0", "628")) or match.group() == text.strip()
        if 8 <= len(digits) <= 15 and begins_as_one:
            found.append(Found(match.start(), match.end(), match.group().strip()))
    return found
