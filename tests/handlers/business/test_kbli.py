"""kbli.lookup: what a code stands for, whom it is open to, and what of that is verified."""

import pytest

from handlers.business.kbli import lookup_kbli
from handlers.business.kbli_codes import KBLI
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.handler import DECLARATION


@pytest.mark.parametrize("said", ["56101", " 56101 ", "KBLI 56101", "kbli56101"])
def test_a_code_is_looked_up(english, said):
    found = lookup_kbli(english, said)
    assert (found.code, found.title) == ("56101", "Food service in a permanent building")
    assert found.risk == ("medium-high",)
    assert found.large_enterprise


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Amusement arcade"), ("id", "Pengelolaan Arena Permainan"), ("it", "Sala giochi")]
)
def test_titles_come_in_the_language_of_the_person(speaking, language, title):
    assert lookup_kbli(speaking(language), "93293").title == title


def test_a_villa_is_reserved_and_not_offered_to_a_large_enterprise(english):
    found = lookup_kbli(english, "55203")
    assert found.ownership == "reserved for cooperatives and small enterprises"
    assert found.large_enterprise is False
    assert (found.risk, found.unverified) == ((), ())


def test_a_code_of_2020_leads_to_the_one_that_took_its_place(english):
    found = lookup_kbli(english, "55193")
    assert (found.code, found.from_2020) == ("55203", ("55193",))


def test_a_code_of_2020_that_was_split_is_put_to_the_person(english):
    with pytest.raises(Ambiguous, match="55110") as asked:
        lookup_kbli(english, "55110")
    assert "55101 Five-star hotel" in asked.value.options


def test_a_code_of_2025_goes_before_the_same_one_of_2020(english):
    assert lookup_kbli(english, "68111").title == "Residential development"


def test_what_was_not_verified_is_told(english):
    assert lookup_kbli(english, "62199").unverified == ("the code of KBLI 2020", "foreign ownership")


def test_a_risk_that_is_not_known_is_not_made_up(english):
    found = lookup_kbli(english, "79121")
    assert (found.large_enterprise, found.risk) == (None, ())
    assert found.ownership == "not established here"


def test_a_code_of_which_only_the_title_is_known_says_so(english):
    found = lookup_kbli(english, "13133")
    assert (found.title, found.description, found.risk, found.large_enterprise) == (
        "Batik cloth making",
        None,
        (),
        None,
    )
    assert found.unverified == ("the title",)
    assert "as quoted" in found.source.name


def test_an_unknown_code_names_those_of_the_same_branch(english):
    with pytest.raises(NotFound, match="KBLI 56109 is not among") as missing:
        lookup_kbli(english, "56109")
    assert [option[:4] for option in missing.value.options[:2]] == ["5610", "5610"]


@pytest.mark.parametrize("said", ["5610", "561011", "restaurant", "56.101", ""])
def test_what_has_not_five_digits_is_no_code(english, said):
    with pytest.raises(InvalidRequest, match="five digits"):
        lookup_kbli(english, said)


def test_an_open_code_is_never_called_verified_without_being_so():
    assert [a.code for a in KBLI.codes if a.ownership != "unknown" and "ownership" not in a.unverified] == ["55203"]


def test_every_code_has_its_words_in_three_languages(speaking):
    for activity in KBLI.codes:
        for language in ("en", "id", "it"):
            found = lookup_kbli(speaking(language), activity.code)
            assert found.title
            assert found.description or "title" in activity.unverified
            assert found.source.name


@pytest.mark.parametrize("example", getattr(lookup_kbli, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_is_found(english, example):
    assert lookup_kbli(english, **example.args).code == example.args["code"]
