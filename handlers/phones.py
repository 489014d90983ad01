"""Phone numbers in one form, E.164: `+6281234567890`."""

import re

import phonenumbers

HOME_REGION = "ID"
"""A number without a country code is read as an Indonesian one, as people in Bali write it: 0812 3456 7890."""

_WRITTEN = re.compile(r"\+?[\d\s().\-]{8,}")


def international(said: str) -> str | None:
    """A phone number in E.164, or None where the text is no phone number that could exist."""
    if not _WRITTEN.fullmatch(said.strip()):
        return None
    try:
        number = phonenumbers.parse(said, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
