"""visa.oracle: a visa for a purpose, with the reasons and what to beware of, and honest where none fits."""

import pytest

from handlers.business.purposes import PURPOSES, purposes_of
from handlers.business.visa_advice import recommend_visa
from handlers.business.visas import VISAS
from handlers.errors import InvalidRequest, NotFound
from handlers.handler import DECLARATION


def recommended(found):
    return [option.code for option in found.recommended]


@pytest.mark.parametrize(
    ("said", "purposes"),
    [
        ("tourism", ("tourism",)),
        ("Holiday with my family", ("tourism", "family")),
        ("work remotely", ("remote_work",)),
        ("work", ("employment",)),
        ("kerja remote", ("remote_work",)),
        ("lavorare da remoto", ("remote_work",)),
        ("seguire un corso di yoga a Bali", ("course",)),
        ("mau nikah sama orang Bali", ("marriage",)),
        ("aprire una società", ("pre_investment",)),
        ("retirment", ("retirement",)),
    ],
)
def test_purposes_are_read_in_three_languages(said, purposes):
    assert purposes_of(said, "en") == purposes


def test_every_purpose_of_the_visas_has_words():
    assert {purpose for visa in VISAS.visas for purpose in visa.purposes} == set(PURPOSES)


def test_an_unknown_purpose_names_those_that_are_known(english):
    with pytest.raises(NotFound, match="'qwertyuiop'") as missing:
        recommend_visa(english, "qwertyuiop")
    assert len(missing.value.options) == len(PURPOSES)


@pytest.mark.parametrize("said", ["", "  ", "?"])
def test_a_purpose_must_be_said(english, said):
    with pytest.raises(InvalidRequest, match="purpose is empty"):
        recommend_visa(english, said)


@pytest.mark.parametrize(
    ("purpose", "passport", "days", "first"),
    [
        ("tourism", None, None, "B1"),
        ("tourism", "Italian", 20, "B1"),
        ("tourism", "Thai", 20, "A1"),
        ("tourism", "Nigerian", 20, "C1"),
        ("tourism", "Italian", 60, "C1"),
        ("tourism", "Italian", 170, "C1"),
        ("business", "Italian", 25, "B2"),
        ("visit family", "Italian", 50, "C1"),
        ("join my husband", None, 300, "E31B"),
        ("work remotely", "British", 300, "E33G"),
        ("work", "Japanese", 300, "E23"),
        ("retirement", None, 365, "E33F"),
        ("retirement", None, 1800, "E33E"),
        ("investment", None, 700, "E28A"),
        ("yoga course", None, 21, "C9"),
    ],
)
def test_the_visa_that_fits_best_comes_first(english, purpose, passport, days, first):
    assert recommended(recommend_visa(english, purpose, passport, days))[0] == first


def test_a_stay_beyond_the_first_permit_says_how_often_it_is_extended(english):
    option = recommend_visa(english, "tourism", "Italian", 170).recommended[0]
    assert option.reasons == ("made for tourism", "covers 170 days when extended (2 × 60 days)")


def test_extensions_that_are_not_known_are_a_caveat_not_a_promise(english):
    option = recommend_visa(english, "work", "Japanese", 700).recommended[0]
    assert len(option.reasons) == 1
    assert any("has to be confirmed" in caveat for caveat in option.caveats)


def test_where_no_stay_is_long_enough_the_nearest_are_shown_and_nothing_is_recommended(english):
    found = recommend_visa(english, "tourism", "Italian", 300)
    assert found.recommended == ()
    assert "300 days" in found.note
    assert found.nearest[0].code == "C1"


def test_a_passport_that_a_visa_is_closed_to_never_gets_it(english):
    assert "A1" not in recommended(recommend_visa(english, "tourism", "Italian", 10))


def test_without_a_passport_a_visa_for_some_passports_says_so(english):
    option = recommend_visa(english, "tourism").recommended[0]
    assert any("say which passport" in caveat for caveat in option.caveats)


def test_what_was_not_checked_is_a_caveat(english):
    option = recommend_visa(english, "work").recommended[0]
    assert any("confirm it" in caveat for caveat in option.caveats)


@pytest.mark.parametrize("days", [0, -5])
def test_no_stay_is_refused(english, days):
    with pytest.raises(InvalidRequest, match="give at least 1"):
        recommend_visa(english, "tourism", stay_days=days)


@pytest.mark.parametrize("language", ["en", "id", "it"])
def test_purposes_are_named_in_the_language_of_the_person(speaking, language):
    found = recommend_visa(speaking(language), "magang")
    assert found.purposes == (PURPOSES["internship"].name.to(language),)


@pytest.mark.parametrize("example", getattr(recommend_visa, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_gets_a_recommendation(english, example):
    assert recommend_visa(english, **example.args).recommended
