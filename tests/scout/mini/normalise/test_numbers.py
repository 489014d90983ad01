"""Numbers as people write them in three languages."""

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from scout.mini.normalise.numbers import find_numbers


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("id", "12,5 jt", [12_500_000]),
        ("en", "3.2k", [3_200]),
        ("it", "1.800 dollari", [1_800]),
        ("en", "1,250.50 dollars", [1250.5]),
        ("it", "due milioni", [2_000_000]),
        ("it", "duecentocinquanta euro", [250]),
        ("id", "dua ratus lima puluh ribu", [250_000]),
        ("id", "dua belas hari", [12]),
        ("en", "twenty five days", [25]),
        ("en", "15% of 2.4 million", [15, 2_400_000]),
        ("id", "Rp75.000", [75_000]),
        ("en", "a million and a half", [1_500_000]),
        ("en", "two and a half million", [2_500_000]),
        ("en", "half a billion", [500_000_000]),
        ("en", "one hundred and ten", [110]),
        ("id", "dua juta setengah", [2_500_000]),
        ("id", "sejuta setengah", [1_500_000]),
        ("it", "mezzo milione", [500_000]),
        ("it", "un milione e mezzo", [1_500_000]),
        ("it", "duemila e trecento", [2_300]),
        ("it", "sessantotto", [68]),
        ("it", "millecentoventi", [1_120]),
        ("it", "32,2 milioni", [32_200_000]),
        ("it", "sei", [6]),
    ],
)
def test_reads_figures_and_words(language: str, text: str, values: list[float]) -> None:
    assert [found.value for found in find_numbers(text, language)] == values


@pytest.mark.parametrize("text", ["INV-5520", "visa C313", "sei a casa", "10.0.0.1/24", "no one came"])
def test_codes_and_ordinary_words_are_no_numbers(text: str) -> None:
    assert find_numbers(text, "it" if text.startswith("sei") else "en") == []


@given(st.integers(0, 10**12), st.sampled_from(["en", "id", "it"]))
def test_a_whole_number_written_in_the_persons_locale_is_read_back(value: int, language: str) -> None:
    written = format_decimal(value, "#,##0", locale=language)
    assert [found.value for found in find_numbers(f"x {written} y", language)] == [value]


@given(st.decimals(0, 9_999, places=2), st.sampled_from(["en", "id", "it"]))
def test_a_decimal_number_written_in_the_persons_locale_is_read_back(value: float, language: str) -> None:
    written = format_decimal(value, "#,##0.00", locale=language)
    assert [found.value for found in find_numbers(written, language)] == [pytest.approx(float(value))]
