"""E-mail addresses in one form: `maria@rossi.it`."""

import re

_ADDRESS = re.compile(r"(?=.{3,254}$)[^@\s,;<>\"]{1,64}@[^@\s.,;<>\"]+(\.[^@\s.,;<>\"]+)+")
_NAMED = re.compile(r"[^<>]*<([^<>]+)>")


def address(said: str) -> str | None:
    """The address in lower case, also out of `Maria Rossi <maria@rossi.it>`; None where the text is no one address."""
    named = _NAMED.fullmatch(said.strip())
    plain = (named[1] if named else said).strip().lower()
    return plain if _ADDRESS.fullmatch(plain) else None
