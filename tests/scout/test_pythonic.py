"""Plans as Python calls: every value reads back as it was."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from schemas.plan import MissingCall, PlannedCall
from scout.pythonic import calls_text, literal, renumbered

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def call(**args: JsonValue) -> PlannedCall:
    return PlannedCall(id="c2", handler="mail.send", args=args)


@given(VALUES)
def test_a_value_reads_back_as_it_was(value: JsonValue) -> None:
    assert ast.literal_eval(literal(value)) == value


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_a_call_is_python_whatever_its_parameters_are_called(args: dict[str, JsonValue]) -> None:
    tree = ast.parse(calls_text([call(**args)]), mode="eval").body
    assert isinstance(tree, ast.List)
    (written,) = tree.elts
    assert isinstance(written, ast.Call)

    read = {}
    for keyword in written.keywords:
        value = ast.literal_eval(keyword.value)
        read |= value if keyword.arg is None else {keyword.arg: value}
    assert read == args


def test_calls_stand_in_one_list() -> None:
    assert calls_text([call(to="Mia"), call(to="Budi")]) == '[mail_send(to="Mia"), mail_send(to="Budi")]'
    assert calls_text([]) == "[]"


def test_what_waits_says_for_what_it_waits() -> None:
    waiting = call(to="Mia").model_copy(update={"after": ("c1",)})

    assert calls_text([waiting]) == '[mail_send(to="Mia", _after=["c1"])]'


def test_what_was_not_said_is_three_dots() -> None:
    missing = MissingCall(handler="mail.send", args={"to": "Mia"}, params=("subject", "text"))

    assert calls_text([], [missing]) == '[mail_send(to="Mia", subject=..., text=...)]'


def test_a_handler_may_have_another_name_on_the_wire() -> None:
    assert calls_text([call(to="Mia")], names={"mail.send": "tool_4"}) == '[tool_4(to="Mia")]'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"$from": "a", "path": "/phone"}, {"$from": "c1", "path": "/phone"}),
        ({"$text": "{a/x} and {other/y} and {z}"}, {"$text": "{c1/x} and {other/y} and {z}"}),
        ([{"deep": {"$from": "a"}}], [{"deep": {"$from": "c1"}}]),
        ("a", "a"),
    ],
)
def test_references_follow_the_calls_that_are_renumbered(value: JsonValue, expected: JsonValue) -> None:
    renamed = renumbered(
        PlannedCall(id="b", handler="mail.send", args={"to": value}, after=("a",)), {"a": "c1", "b": "c2"}
    )

    assert renamed == PlannedCall(id="c2", handler="mail.send", args={"to": expected}, after=("c1",))
