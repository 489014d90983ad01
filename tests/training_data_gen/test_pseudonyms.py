"""Personal data of a conversation: gone, and the conversation as coherent as before."""

import pytest
from pydantic import JsonValue

from training_data_gen.personal_data import find_personal_data
from training_data_gen.pseudonyms import ClientNames, Pseudonyms
from training_data_gen.slots.setting import Language

CLIENTS = ("Maria Rossi", "Maria Santos", "Will May", "PT Samudra Biru", "Ni Kadek Sari", "Jean-Luc O'Neill")


def pseudonyms(seed: str = "conv_1", language: Language = "en") -> Pseudonyms:
    return Pseudonyms(ClientNames.of(CLIENTS), seed, language)


def test_names_are_replaced_word_by_word_the_same_throughout() -> None:
    hidden = pseudonyms()

    given, family = hidden.text("Maria Rossi").split()

    assert {given, family}.isdisjoint({"Maria", "Rossi"})
    assert hidden.text("Tell Maria, and Mrs Rossi too") == f"Tell {given}, and Mrs {family} too"
    assert hidden.text("Maria Santos").startswith(f"{given} ")
    assert hidden.text("Maria's visa") == f"{given}'s visa"


def test_capitals_stay_as_people_typed_them() -> None:
    hidden = pseudonyms()
    given = hidden.text("Maria")

    assert hidden.text("maria and MARIA") == f"{given.lower()} and {given.upper()}"


def test_a_name_that_is_a_word_is_no_name_in_small_letters() -> None:
    hidden = pseudonyms()

    assert hidden.text("it will be ready in may") == "it will be ready in may"
    assert "Will" not in hidden.text("Write to Will May")


def test_short_words_of_names_and_streets_stay() -> None:
    assert pseudonyms().text("Ni and Biru are at Jalan Raya") == "Ni and Biru are at Jalan Raya"


def test_a_company_is_replaced_as_a_whole() -> None:
    hidden = pseudonyms()

    company = hidden.text("PT Samudra Biru")

    assert "Samudra" not in company
    assert hidden.text("an invoice for pt samudra biru, please") == f"an invoice for {company}, please"


def test_a_mail_address_bears_the_new_name() -> None:
    hidden = pseudonyms()
    given, family = hidden.text("Maria Rossi").lower().split()

    assert hidden.text("maria.rossi@gmail.com") == f"{given}.{family}@example.com"
    other = hidden.text("write to info@acme.it")
    assert other.endswith("@example.com")
    assert "info" not in other
    assert hidden.text("INFO@acme.it") == other.removeprefix("write to ")


def test_a_phone_number_is_the_same_however_it_is_written() -> None:
    hidden = pseudonyms()

    local, international = hidden.text("0812 3456 7890"), hidden.text("+6281234567890")

    assert local != "0812 3456 7890"
    assert local.startswith("0812 3")
    assert international == "+62" + local.replace(" ", "")[1:]


@pytest.mark.parametrize("said", ["YA1234567", "5171 0112 3456 0001"])
def test_a_number_of_a_document_keeps_its_shape(said: str) -> None:
    hidden = pseudonyms()

    replaced = hidden.text(f"it is {said}.").removeprefix("it is ").removesuffix(".")

    assert replaced != said
    assert [character.isdigit() for character in replaced] == [character.isdigit() for character in said]
    assert hidden.text(said) == replaced


def test_values_keep_their_form_and_references() -> None:
    hidden = pseudonyms()
    given = hidden.text("Maria")
    value: JsonValue = {"to": {"$from": "c1", "path": "/phone"}, "all": ["Maria", 5, None, True], "Maria": "hi Maria"}

    assert hidden.value(value) == {
        "to": {"$from": "c1", "path": "/phone"},
        "all": [given, 5, None, True],
        "Maria": f"hi {given}",
    }


def test_nothing_personal_is_left_of_what_was_there() -> None:
    text = "Jean-Luc O'Neill, jl@oneill.ie, +44 7911 123456, passport C98765432, NIK 5171011234560001"

    replaced = pseudonyms().text(text)

    before = {text[found.start : found.end] for found in find_personal_data(text)}
    assert len(before) == 4
    assert not any(secret in replaced for secret in (*before, "Jean-Luc", "Neill", "oneill"))


def test_conversations_do_not_share_pseudonyms_and_each_is_the_same_again() -> None:
    assert pseudonyms("conv_1").text("Maria Rossi") == pseudonyms("conv_1").text("Maria Rossi")
    assert len({pseudonyms(f"conv_{number}").text("Maria Rossi") for number in range(20)}) > 10


def test_no_pseudonym_is_a_clients_name_or_used_twice() -> None:
    names = [f"Name{chr(97 + number % 26)}{chr(97 + number // 26)} Budi" for number in range(60)]
    hidden = Pseudonyms(ClientNames.of([*names, "Dewi Santoso"]), "conv", "id")

    replaced = [hidden.text(name).split()[0] for name in names]

    assert len(set(replaced)) == len(replaced)
    assert {"Dewi", "Santoso", "Budi"}.isdisjoint(replaced)
