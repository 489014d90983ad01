"""Which examples of others are left out, and why."""

import json
from typing import Any

import pytest

from training_data_gen.filters import Rules, rejected
from training_data_gen.personal_data import find_personal_data
from training_data_gen.quality import quality
from training_data_gen.source_formats import Example, read_example

ENGLISH = "You need a passport that is valid for six months, two photos, and a letter from your sponsor."


def example(answer: str = ENGLISH, asked: str = "What do I need for a visa?", **more: Any) -> Example:
    return read_example(json.dumps({"instruction": asked, "response": answer, **more}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        ENGLISH,
        "Bawa paspor yang masih berlaku enam bulan, dua lembar foto, dan surat dari sponsor ya kak.",
        "Serve un passaporto valido per sei mesi, due foto e una lettera dello sponsor.",
        "ok sip kak",
        "def double(x):\n    return 2 * x",
        "42",
    ],
)
def test_what_is_good_stays(answer: str) -> None:
    assert rejected(example(answer), Rules()) is None


@pytest.mark.parametrize(
    "answer",
    [
        "La casa es muy bonita y el perro está en el jardín con los niños que juegan todo el día.",
        "Le chat est sur la table et les enfants sont dans la maison avec leur mère.",
        "Das Haus ist sehr schön und der Hund schläft im Garten mit den Kindern.",
        "Дом очень красивый, и собака спит в саду вместе с детьми.",
    ],
)
def test_other_languages_go(answer: str) -> None:
    assert rejected(example(answer), Rules()) == "language"
    assert rejected(example(answer), Rules(languages=())) is None


def test_a_language_of_the_house_goes_where_it_is_not_wanted() -> None:
    indonesian = "Bawa paspor yang masih berlaku enam bulan, dua lembar foto, dan surat dari sponsor ya kak."

    assert rejected(example(indonesian), Rules(languages=("en",))) == "language"
    assert rejected(example(), Rules(languages=("en",))) is None


def test_lengths_are_in_tokens_of_question_and_answer() -> None:
    text = example().text
    tokens = -(-len(text) // 3)

    assert rejected(example(), Rules(min_tokens=tokens + 1)) == "length"
    assert rejected(example(), Rules(max_tokens=tokens - 1)) == "length"
    assert rejected(example(), Rules(min_tokens=tokens, max_tokens=tokens)) is None


def test_a_score_of_the_source_stands_above_the_rules() -> None:
    assert rejected(example(metadata={"quality_score": 6.9}), Rules(min_quality=7)) == "quality"
    assert rejected(example("As an AI, no.", metadata={"quality_score": 9}), Rules(min_quality=7)) is None


@pytest.mark.parametrize(
    "answer",
    [
        "As an AI language model, I cannot tell you that, and I would ask you to look for it elsewhere.",
        "What do I need for a visa?",
        "Bring your passport. " * 20,
        "\n".join(["Bring your passport, please."] * 6),
        "{}[]<>==##" * 20,
        "Bring your passport \ufffd\ufffd and photos.",
    ],
)
def test_what_is_badly_written_falls_below_seven(answer: str) -> None:
    assert quality("What do I need for a visa?", answer) < 7
    assert rejected(example(answer), Rules(min_quality=7)) == "quality"


def test_an_answer_that_breaks_off_costs_less_than_one_that_says_nothing() -> None:
    whole = " ".join([ENGLISH, "Then you wait for some days.", "After that the office sends the approval by mail."] * 2)

    assert quality("What?", whole) == 10
    assert quality("What?", whole[:-12]) == 8
    assert quality("What?", "  ") == 0


@pytest.mark.parametrize(
    "said",
    [
        "write to maria.rossi@example.com",
        "call +62 812-3456-7890 please",
        "hp saya 0812 3456 7890",
        "numero +39 333 111 2204",
        "passport YA1234567",
        "paspor C9876543",
        "NIK 5171 0112 3456 0001",
        "card 4111-1111-1111-1111",
    ],
)
def test_personal_data_is_found(said: str) -> None:
    (found,) = find_personal_data(said)

    assert said[found.start : found.end] in said.removesuffix(" please")
    assert rejected(example(f"{ENGLISH} {said}"), Rules()) == "personal data"
    assert rejected(example(f"{ENGLISH} {said}"), Rules(personal_data=True)) is None


@pytest.mark.parametrize(
    "said",
    [
        "IDR 15.000.000 for the KITAS",
        "2026-05-04T09:30:00+08:00",
        "from 01.01.2026 until 31.12.2026",
        "invoice INV-20260504-001 of CL-0001",
        "the E23 costs EUR 800, KBLI 56101",
        "mention @maria and see https://example.com/a/12345678",
        "capital of 10000000000 rupiah",
    ],
)
def test_figures_of_the_trade_are_no_personal_data(said: str) -> None:
    assert find_personal_data(said) == []


def test_examples_with_calls_were_verified_when_they_were_made() -> None:
    said = '[THINK] Need to use email.send\n[CALL] email.send(to="a@b.co")\n[RESULT] {}\n[RESPONSE] Sent.'

    assert rejected(example(said), Rules(min_quality=10)) is None
