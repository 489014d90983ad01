"""visa.overstay_fine and visa.requirements, and the data behind them."""

import pytest
import yaml

from handlers.business.nationality import DATA, country
from handlers.business.visa import overstay_fine, visa_requirements
from handlers.business.visas import VISAS, Visas
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.handler import DECLARATION
from handlers.reference import load


@pytest.mark.parametrize(("days", "rupiah"), [(1, 1_000_000), (10, 10_000_000), (60, 60_000_000)])
def test_overstaying_costs_a_million_rupiah_a_day(english, days, rupiah):
    fine = overstay_fine(english, days).fine
    assert (fine.amount, fine.currency) == (rupiah, "IDR")


def test_beyond_sixty_days_there_is_removal_instead_of_a_fine(english):
    found = overstay_fine(english, 61)
    assert found.fine is None
    assert "deportation" in found.consequence


@pytest.mark.parametrize("days", [0, -3])
def test_no_days_are_no_overstay(english, days):
    with pytest.raises(InvalidRequest, match=f"{days} days are no overstay"):
        overstay_fine(english, days)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("C18", "C18"),
        ("c18", "C18"),
        ("visa C 18", "C18"),
        ("KITAS E23", "E23"),
        ("kitas e-23", "E23"),
        ("C312", "E23"),
        ("VOA", "B1"),
        ("digital nomad", "E33G"),
        ("digtal nomad visa", "E33G"),
        ("izin tinggal kerja", "E23"),
        ("visa magang", "C22"),
        ("visto turistico", "C1"),
        ("visto per pensionati", "E33F"),
        ("kitas investor 2 tahun", "E28A"),
    ],
)
def test_a_visa_is_found_by_what_people_call_it(english, said, code):
    assert visa_requirements(english, said).code == code


def test_every_visa_is_found_by_its_code_and_its_names():
    for visa in VISAS.visas:
        for said in (visa.code, visa.name.en, visa.name.id, visa.name.it):
            assert VISAS.find(said, "en") == visa


@pytest.mark.parametrize(("said", "options"), [("kitas", 6), ("B211A", 2), ("E31", 2), ("multiple entry", 3)])
def test_several_visas_that_fit_are_put_to_the_person(english, said, options):
    with pytest.raises(Ambiguous) as asked:
        visa_requirements(english, said)
    assert len(asked.value.options) == options


def test_a_code_that_does_not_exist_is_never_taken_for_a_similar_one(english):
    with pytest.raises(NotFound, match="No visa is called 'E33Z'") as missing:
        visa_requirements(english, "E33Z")
    assert any("E33G" in option for option in missing.value.options)


@pytest.mark.parametrize("said", ["banana", "golden ticket"])
def test_an_unknown_visa_names_the_nearest(english, said):
    with pytest.raises(NotFound) as missing:
        visa_requirements(english, said)
    assert len(missing.value.options) == 4


@pytest.mark.parametrize("said", ["", "   ", "?!"])
def test_a_visa_must_be_said(english, said):
    with pytest.raises(InvalidRequest, match="give its name or code"):
        visa_requirements(english, said)


@pytest.mark.parametrize(
    ("language", "document"),
    [
        ("en", "passport valid for at least 6 months"),
        ("id", "paspor berlaku minimal 6 bulan"),
        ("it", "passaporto valido almeno 6 mesi"),
    ],
)
def test_documents_come_in_the_language_of_the_person(speaking, language, document):
    assert visa_requirements(speaking(language), "C18").documents[0] == document


def test_the_longest_stay_counts_every_extension(english):
    found = visa_requirements(english, "C1")
    assert (found.stay_days, found.extensions, found.extension_days, found.longest_days) == (60, 2, 60, 180)


def test_what_is_not_known_is_left_out(english):
    assert visa_requirements(english, "E23").longest_days is None


def test_an_entry_that_was_not_checked_says_so(english):
    assert visa_requirements(english, "C18").caveat is None
    assert "confirm it" in visa_requirements(english, "C9").caveat


@pytest.mark.parametrize(
    ("visa", "passport", "eligible", "note"),
    [
        ("VOA", "Italian", True, None),
        ("VOA", "orang Malaysia", True, "without a visa"),
        ("VOA", "Nigeria", None, "not in our list"),
        ("A1", "tedesca", False, "not among the countries"),
        ("A1", "Thailand", True, None),
        ("E33G", "nigeriano", True, "calling visa"),
        ("E33G", "canadian", True, None),
    ],
)
def test_the_passport_changes_the_conditions(english, visa, passport, eligible, note):
    rule = visa_requirements(english, visa, passport).passport
    assert rule.eligible is eligible
    assert rule.note is None if note is None else note in rule.note


def test_without_a_passport_nothing_is_said_of_it(english):
    assert visa_requirements(english, "VOA").passport is None


def test_an_unknown_passport_is_refused(english):
    with pytest.raises(InvalidRequest, match="'martian' is no nationality"):
        visa_requirements(english, "VOA", "martian")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("IT", "IT"),
        ("Italian", "IT"),
        ("WN Rusia", "RU"),
        ("warga negara Jepang", "JP"),
        ("passaporto francese", "FR"),
        ("Stati Uniti", "US"),
        ("UK", "GB"),
        ("Côte d'Ivoire", "CI"),
        ("Austrian", "AT"),
        ("Australian", "AU"),
    ],
)
def test_countries_are_known_in_three_languages(said, code):
    assert country(said) == code


def test_every_country_in_the_lists_has_a_name():
    for listed in DATA.lists.values():
        assert {country(code) for code in listed.countries} == listed.countries


def test_data_that_names_a_missing_text_does_not_load(tmp_path):
    data = VISAS.model_dump(mode="json")
    data["visas"][0]["documents"] = ["passport_of_the_moon"]
    file = tmp_path / "visas.yaml"
    file.write_text(yaml.safe_dump(data))
    with pytest.raises(ValueError, match=r"visas\.yaml(.|\n)*A1 names texts .* \['passport_of_the_moon'\]"):
        load(file, Visas)


@pytest.mark.parametrize("example", getattr(overstay_fine, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_of_the_fine_runs(english, example):
    assert overstay_fine(english, **example.args).days == example.args["days"]


@pytest.mark.parametrize("example", getattr(visa_requirements, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_of_the_requirements_runs(english, example):
    found = visa_requirements(english, **example.args)
    assert found.documents
    assert (found.passport is not None) == ("nationality" in example.args)
