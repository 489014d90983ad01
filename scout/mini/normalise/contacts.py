"""Addresses that have a fixed form: e-mail, web pages, telephone numbers."""

import re

from scout.mini.normalise.found import Found

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@\w[\w-]*(?:\.\w[\w-]*)+", re.UNICODE)
URL = re.compile(
    r"https?://[^\s<>\"'”’]+|(?<![\w@.])(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|org|net|id|it|gov|io|edu|info|eu)"
    r"(?![\w@])(?:/[^\s<>\"'”’]*)?",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\w+.,/-])(?:\+|00)?\d[\d\s().-]{6,18}\d(?![\w-]|[.,]\d)")


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
    """Numbers of 8 to 15 digits that begin with `+` or 0, as telephone numbers do."""
    found: list[Found[str]] = []
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 8 <= len(digits) <= 15 and match.group()[0] in "+0":
            found.append(Found(match.start(), match.end(), match.group().strip()))
    return found
