"""company.setup_plan and company.compare: the legal forms, how to set them up and how they differ."""

import pytest
import yaml

from handlers.business.companies import COMPANIES, Companies
from handlers.business.company import compare_companies, setup_plan
from handlers.business.services import SERVICES
from handlers.errors import InvalidRequest, NotFound
from handlers.handler import DECLARATION
from handlers.reference import load


def test_a_pt_pma_needs_capital_and_is_priced_by_the_price_list(english):
    plan = setup_plan(english, "pt_pma")
    assert (plan.paid_up.amount, plan.investment.amount) == (2_500_000_000, 10_000_000_000)
    assert plan.price == SERVICES.find("company-pma", "en").money
    assert plan.price_caveat is None


def test_the_days_are_those_of_the_steps(english):
    plan = setup_plan(english, "rep_office")
    assert plan.least_days == sum(step.least_days for step in plan.steps)
    assert plan.most_days == sum(step.most_days for step in plan.steps)
    assert plan.days_caveat == "a sample figure, not an offer"


def test_the_activity_leads_to_kbli_codes(english):
    assert [code.code for code in setup_plan(english, "pt_pma", "restaurant").codes] == ["56101"]


def test_a_pt_pma_is_offered_only_codes_that_are_open_to_foreigners(english):
    local = [code.code for code in setup_plan(english, "pt_local", "villa").codes]
    foreign = [code.code for code in setup_plan(english, "pt_pma", "villa").codes]
    assert "55203" in local
    assert "55203" not in foreign


def test_an_activity_without_a_code_is_said(english):
    plan = setup_plan(english, "cv", "xylomancy")
    assert plan.codes == ()
    assert any("'xylomancy'" in note for note in plan.notes)


def test_the_city_is_named_in_the_note_on_its_zone(speaking):
    assert any("Semarang" in note for note in setup_plan(speaking("id"), "cv", city="Semarang").notes)


@pytest.mark.parametrize(
    ("form", "note"), [("cv", "only Indonesians"), ("pt_local", "only Indonesians"), ("rep_office", "may not sell")]
)
def test_what_a_form_cannot_do_is_said(english, form, note):
    assert any(note in said for said in setup_plan(english, form).notes)


@pytest.mark.parametrize("language", ["en", "id", "it"])
def test_steps_come_in_the_language_of_the_person(speaking, language):
    assert setup_plan(speaking(language), "cv").steps[0].what == COMPANIES.steps["activities"].what.to(language)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("PT PMA", "pt_pma"),
        ("pt_pma", "pt_pma"),
        ("foreign company", "pt_pma"),
        ("PT", "pt_local"),
        ("local PT", "pt_local"),
        ("pt lokal", "pt_local"),
        ("CV", "cv"),
        ("rep office", "rep_office"),
        ("ufficio di rappresentanza", "rep_office"),
    ],
)
def test_forms_are_found_by_what_people_call_them(said, code):
    assert COMPANIES.find(said, "en").code == code


def test_forms_are_compared_in_the_order_in_which_they_were_named(english):
    forms = compare_companies(english, ["CV", "PT PMA"]).forms
    assert [form.code for form in forms] == ["cv", "pt_pma"]
    assert (forms[0].paid_up, forms[1].paid_up.amount) == (None, 2_500_000_000)


@pytest.mark.parametrize("said", [[], ["PT PMA"], ["PT PMA", "pma"]])
def test_one_form_cannot_be_compared(english, said):
    with pytest.raises(InvalidRequest, match="at least 2"):
        compare_companies(english, said)


def test_an_unknown_form_names_those_there_are(english):
    with pytest.raises(NotFound, match="GmbH"):
        compare_companies(english, ["PT PMA", "GmbH"])


def test_data_that_names_a_missing_step_does_not_load(tmp_path):
    data = COMPANIES.model_dump(mode="json")
    data["companies"][0]["steps"] = ["dance"]
    file = tmp_path / "companies.yaml"
    file.write_text(yaml.safe_dump(data))
    with pytest.raises(ValueError, match=r"pt_pma names steps that are not there: \['dance'\]"):
        load(file, Companies)


@pytest.mark.parametrize("example", getattr(setup_plan, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_of_a_plan_has_steps(english, example):
    assert len(setup_plan(english, **example.args).steps) >= 5


@pytest.mark.parametrize("example", getattr(compare_companies, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_of_a_comparison_runs(english, example):
    assert len(compare_companies(english, **example.args).forms) == len(example.args["company_types"])
