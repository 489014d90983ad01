"""Languages by what people call them."""

import pytest

from handlers.languages import language_code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en_US", "en"),
        ("pt-BR", "pt"),
        ("English", "en"),
        ("inglese", "en"),
        ("Inggris", "en"),
        ("bahasa Inggris", "en"),
        ("bahasa", "id"),
        ("Bahasa Indonesia", "id"),
        ("lingua italiana", None),
        ("italiano", "it"),
        ("Jepang", "ja"),
        ("klingon", None),
        ("xx", None),
        ("", None),
    ],
)
def test_a_language_goes_by_code_or_by_its_name_in_three_languages(said: str, code: str | None) -> None:
    assert language_code(said) == code
