"""The machine-readable zone: specimens of ICAO Doc 9303, and zones written at random."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.assistance.mrz import check_digit, find

TODAY = dt.date(2026, 11, 21)

PASSPORT = """P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10"""
CARD = """I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<"""
SMALL_CARD = """I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
D231458907UTO7408122F1204159<<<<<<<6"""
VISA = """V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L8988901C4XXX4009078F96121096ZE184226B<<<<<<"""


@pytest.mark.parametrize(("text", "document", "number"), [
    (PASSPORT, "passport", "L898902C3"),
    (CARD, "identity card", "D23145890"),
    (SMALL_CARD, "identity card", "D23145890"),
])  # fmt: skip
def test_the_specimens_of_the_standard_are_read(text, document, number):
    zone = find(f"Some words before\n{text}\nand after", TODAY)
    assert zone is not None
    assert (zone.document, zone.number, zone.wrong) == (document, number, ())
    assert (zone.surname, zone.given_names, zone.nationality, zone.sex) == ("ERIKSSON", "ANNA MARIA", "UTO", "F")
    assert (zone.birth, zone.expiry) == (dt.date(1974, 8, 12), dt.date(2012, 4, 15))


def test_a_visa_has_no_digit_over_the_whole():
    zone = find(VISA, TODAY)
    assert zone is not None
    assert (zone.document, zone.number, zone.birth, zone.wrong) == ("visa", "L8988901C", dt.date(1940, 9, 7), ())


def test_a_wrong_digit_is_told_and_named():
    zone = find(PASSPORT.replace("L898902C36", "L898902C37"), TODAY)
    assert zone is not None
    assert zone.wrong == ("number", "whole")


def test_spaces_and_guillemets_of_a_pdf_are_forgiven():
    torn = "\n".join(" ".join(line) for line in PASSPORT.replace("<<", "«").splitlines())
    zone = find(torn, TODAY)
    assert zone is not None
    assert zone.wrong == ()


@pytest.mark.parametrize("text", ["", "PASSPORT", PASSPORT.splitlines()[0], PASSPORT[:-1], "P<" + "A" * 42 + "\nshort"])
def test_what_is_no_zone_is_none(text):
    assert find(text, TODAY) is None


def test_a_date_that_cannot_be_is_left_out():
    zone = find(PASSPORT.replace("740812", "741340"), TODAY)
    assert zone is not None
    assert zone.birth is None


letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)


@given(
    surname=letters,
    given_name=letters,
    number=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9),
    birth=st.dates(dt.date(1927, 1, 1), TODAY),
    expiry=st.dates(dt.date(2000, 1, 1), dt.date(2070, 1, 1)),
)
def test_any_passport_is_read_as_it_was_written(surname, given_name, number, birth, expiry):
    zone = find(written(surname, given_name, number, birth, expiry), TODAY)
    assert zone is not None
    assert (zone.surname, zone.given_names, zone.number) == (surname, given_name, number)
    assert (zone.birth, zone.expiry, zone.wrong) == (birth, expiry, ())


@given(place=st.integers(0, 8), other=st.sampled_from("0123456789"))
def test_one_misread_digit_of_the_number_never_passes(place, other):
    text = written("ROSSI", "MARIA", "123456789", dt.date(1990, 1, 1), dt.date(2030, 1, 1))
    first, second = text.splitlines()
    zone = find(f"{first}\n{second[:place]}{other}{second[place + 1 :]}", TODAY)
    assert zone is not None
    assert (zone.wrong == ()) == (second[place] == other)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    find(text, TODAY)
    find(f"P<ITA{text}\n{text}", TODAY)


def written(surname: str, given_name: str, number: str, birth: dt.date, expiry: dt.date) -> str:
    first = f"P<ITA{surname}<<{given_name}".ljust(44, "<")
    parts = [number.ljust(9, "<"), f"{birth:%y%m%d}", f"{expiry:%y%m%d}", "<" * 14]
    number, born, ends, rest = (part + check_digit(part) for part in parts)
    second = f"{number}ITA{born}F{ends}{rest}"
    return f"{first}\n{second}{check_digit(number + born + ends + rest)}"
