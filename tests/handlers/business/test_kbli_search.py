"""kbli.search: the codes that fit what a business does, in three languages."""

import pytest

from handlers.business.kbli import search_kbli
from handlers.business.kbli_codes import KBLI
from handlers.business.kbli_ranking import SYNONYMS, ranked
from handlers.errors import InvalidRequest, NotFound
from handlers.handler import DECLARATION


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("restaurant", "56101"),
        ("restorant", "56101"),
        ("rumah makan", "56101"),
        ("ristorante", "56101"),
        ("surf school", "85510"),
        ("sewa motor", "77100"),
        ("noleggio scooter", "77100"),
        ("palestra", "93116"),
        ("toko bunga", "47761"),
        ("coffee roasting", "10761"),
        ("wholesale of rice", "46311"),
        ("kursus bahasa", "85593"),
        ("studio legale", "69101"),
        ("batik", "13133"),
        ("3D printing", "18113"),
    ],
)
def test_a_business_is_found_in_the_words_of_people(said, code):
    assert ranked(said)[0].code == code


def test_every_code_is_found_by_its_official_title():
    for activity in KBLI.codes:
        assert activity in ranked(activity.title.id)[:5], activity.title.id


def test_codes_that_synonyms_name_exist():
    assert {code for codes in SYNONYMS.hints.values() for code in codes} <= {a.code for a in KBLI.codes}


def test_at_most_as_many_codes_are_listed_as_were_asked_for(english):
    assert len(search_kbli(english, "wholesale", limit=3).codes) == 3
    assert len(search_kbli(english, "wholesale").codes) == 5


@pytest.mark.parametrize("limit", [0, -1, 51])
def test_a_limit_out_of_range_is_refused(english, limit):
    with pytest.raises(InvalidRequest, match="ask for 1 to 50"):
        search_kbli(english, "wholesale", limit=limit)


def test_only_codes_known_to_be_open_count_as_open_to_foreigners(english):
    found = search_kbli(english, "villa", foreign_owned=True, limit=50)
    assert "55203" in [activity.code for activity in ranked("villa")]
    assert all(KBLI.by_code(match.code).ownership == "open" for match in found.codes)


def test_codes_of_which_the_ownership_is_not_established_are_counted_not_hidden(english):
    found = search_kbli(english, "massage clinic", foreign_owned=True)
    assert found.not_established >= 1
    assert search_kbli(english, "massage clinic").not_established is None


def test_what_is_not_verified_is_said_of_each_code(english):
    titled = next(match for match in search_kbli(english, "batik").codes if match.code == "13133")
    assert titled.unverified == ("the title",)
    assert titled.ownership == "not established here"


def test_what_no_code_fits_is_told(english):
    with pytest.raises(NotFound, match="'xyzzy'"):
        search_kbli(english, "xyzzy")


@pytest.mark.parametrize("said", ["", " ", "!"])
def test_an_activity_must_be_said(english, said):
    with pytest.raises(InvalidRequest, match="activity is empty"):
        search_kbli(english, said)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Bakery production"), ("it", "Produzione di prodotti da forno")]
)
def test_titles_come_in_the_language_of_the_person(speaking, language, title):
    assert title in [match.title for match in search_kbli(speaking(language), "bakery").codes]


@pytest.mark.parametrize("example", getattr(search_kbli, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_finds_codes(english, example):
    assert search_kbli(english, **example.args).codes
