"""What people write after a first message."""

import random

import pytest

from schemas.trajectory import Wish
from tests.training_data_gen.sandboxes import NOW, wish
from training_data_gen.follow_ups import FollowUps
from training_data_gen.slots.setting import Filled, Known, Scene
from training_data_gen.sources import read_all
from training_data_gen.workers import equipment
from training_data_gen.written import Written

PEOPLE = {name: Known([Filled.as_written("Ada Example")], 1.0) for name in ("person", "contact")}
SCENE = Scene(NOW, PEOPLE)


@pytest.fixture(scope="module")
def follow_ups() -> FollowUps:
    definitions = {name: handler.definition for name, handler in equipment().workshop.registry.items()}
    return FollowUps(read_all(), definitions)


def first(asked: Wish) -> Written:
    return Written("do it", (asked,))


def test_an_answer_completes_what_was_asked(follow_ups: FollowUps) -> None:
    asked = first(wish("whatsapp.send", missing=("to",), text="hello"))

    turn = follow_ups.answered(asked, "en", SCENE, random.Random(1))

    assert turn is not None
    [said] = turn.message.mentions
    assert turn.wishes[0].args["text"] == "hello"
    assert turn.message.text[said.start : said.end] == turn.wishes[0].args["to"]
    assert turn.wishes[0].missing == ()


def test_no_answer_where_several_things_are_missing(follow_ups: FollowUps) -> None:
    asked = first(wish("whatsapp.send", missing=("to", "text")))

    assert follow_ups.answered(asked, "en", SCENE, random.Random(1)) is None


def test_a_correction_changes_one_argument(follow_ups: FollowUps) -> None:
    before = wish("currency.convert", amount=100.0, from_currency="EUR", to_currency="USD")

    turn = follow_ups.corrected(first(before), "it", SCENE, random.Random(2))

    assert turn is not None
    changed = [name for name, value in turn.wishes[0].args.items() if value != before.args[name]]
    assert changed == [turn.message.mentions[0].parameter]
    assert turn.wishes[0].args.keys() == before.args.keys()


def test_the_same_again_keeps_the_rest_and_says_that_it_repeats(follow_ups: FollowUps) -> None:
    before = wish("whatsapp.send", to="Maria", text="see you at 5")

    turn = follow_ups.repeated(first(before), "en", SCENE, random.Random(3))

    assert turn is not None
    assert turn.wishes[0].args == {"to": "Ada Example", "text": "see you at 5"}
    assert turn.message.repeats


def test_nothing_is_repeated_where_no_line_names_such_a_thing(follow_ups: FollowUps) -> None:
    assert follow_ups.repeated(first(wish("rag.collections")), "en", SCENE, random.Random(4)) is None
