"""E-mail addresses in one form."""

import pytest

from handlers.emails import address


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("maria@rossi.it", "maria@rossi.it"),
        (" Maria.Rossi@Example.COM ", "maria.rossi@example.com"),
        ("Maria Rossi <maria@rossi.it>", "maria@rossi.it"),
        ("m+visa@mail.rossi.co.id", "m+visa@mail.rossi.co.id"),
        ("maria@rossi", None),
        ("maria@@rossi.it", None),
        ("maria@.it", None),
        ("maria @rossi.it", None),
        ("maria@rossi.it, luca@bianchi.it", None),
        ("Maria Rossi", None),
        (f"{'m' * 65}@rossi.it", None),
        ("", None),
    ],
)
def test_an_address_is_read_or_refused(said: str, found: str | None) -> None:
    assert address(said) == found
