"""When a plan is right: each rule, and properties that hold for whatever value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.evaluation.scoring import exact, routed, same
from tests.support.plans import plan, query, wanted

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
LISTS = st.lists(st.integers(0, 5) | st.sampled_from(["red", "green", "blue"]), max_size=5)


@given(value=st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | TEXTS | LISTS)
def test_every_value_is_the_same_as_itself(value: Any) -> None:
    assert same(value, value)


@given(items=LISTS, data=st.data())
def test_lists_are_the_same_in_any_order(items: list[Any], data: st.DataObject) -> None:
    assert same(data.draw(st.permutations(items)), items)


@given(items=LISTS, extra=st.integers(6, 9))
def test_a_list_with_one_more_item_is_another(items: list[Any], extra: int) -> None:
    assert not same([*items, extra], items)


@given(number=st.integers(-(10**9), 10**9), gap=st.integers(1, 1000))
def test_other_numbers_are_not_the_same(number: int, gap: int) -> None:
    assert not same(number + gap * max(1, abs(number) / 1000), number)


@given(value=PLAIN, text=TEXTS)
def test_a_text_is_never_a_number_or_nothing(value: Any, text: str) -> None:
    assert not same(value, text)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ("MARIA rossi!", "Maria Rossi"),
        ("sign the lease tomorrow please", "please sign the lease tomorrow"),
        ("2026-12-01T06:00:00Z", "2026-12-01T14:00:00+08:00"),
        ("2026-12-01T14:00:00", "2026-12-01T14:00:00+08:00"),
        ("PT60M", "PT1H"),
        ("2026-12-01T00:00:00+08:00", "2026-12-01"),
        (3.0, 3),
        (0.1 + 0.2, 0.3),
        ("ma.rossi @ example.com", "ma.rossi@example.com"),
    ],
)
def test_what_says_the_same_is_the_same(got: Any, want: Any) -> None:
    assert same(got, want)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ("Maria", "Maria Rossi"),
        ("call the bank at 9 tomorrow", "call the bank at 10 tomorrow"),
        ("the visa is not ready yet", "the visa is ready yet"),
        ("2026-12-01T14:00:00+07:00", "2026-12-01T14:00:00+08:00"),
        ("PT61M", "PT1H"),
        ("an hour", "PT1H"),
        (True, 1),
        (1, True),
        ("select a from clients", "select b from clients"),
    ],
)
def test_what_says_something_else_is_not(got: Any, want: Any) -> None:
    assert not same(got, want)


def test_a_perfect_plan_is_exact_and_routed() -> None:
    asked = query("parallel", wanted("sms.send", to="Maria", text="come at ten"), wanted("tax.income", year=2026))
    made = plan(("tax.income", {"year": 2026}), ("sms.send", {"to": "maria", "text": "Come at ten."}))

    assert routed(made, asked)
    assert exact(made, asked)


def test_a_handler_too_many_or_too_few_is_not_routed() -> None:
    asked = query("single", wanted("sms.send", to="Maria"))

    assert not routed(plan(), asked)
    assert not routed(plan(*[("sms.send", {"to": "Maria"})] * 2), asked)
    assert not exact(plan(*[("sms.send", {"to": "Maria"})] * 2), asked)


@pytest.mark.parametrize("args", [{}, {"to": "Marco"}, {"to": "Maria", "urgent": True}])
def test_an_argument_left_out_wrong_or_never_said_is_not_exact(args: dict[str, Any]) -> None:
    asked = query("single", wanted("sms.send", to="Maria"))

    assert routed(plan(("sms.send", args)), asked)
    assert not exact(plan(("sms.send", args)), asked)


def test_an_optional_argument_may_be_there_if_it_is_right() -> None:
    asked = query("single", {"handler": "sms.send", "optional": {"urgent": [True], "note": []}})

    assert exact(plan(("sms.send", {})), asked)
    assert exact(plan(("sms.send", {"urgent": True, "note": "anything at all"})), asked)
    assert exact(plan(("sms.send", {"urgent": None})), asked)
    assert not exact(plan(("sms.send", {"urgent": False})), asked)


def test_a_reference_must_point_at_the_right_call_wherever_it_stands() -> None:
    asked = query("sequential", wanted("client.find", query="Maria"), wanted("sms.send", to={"from": 0}))
    other = ("client.find", {"query": "Marco"})
    find, send = ("client.find", {"query": "Maria"}), ("sms.send", {"to": {"$from": "c1", "path": "/phone"}})

    assert exact(plan(find, send), asked)
    assert not exact(plan(find, ("sms.send", {"to": {"$from": "c2"}})), asked)
    assert not exact(plan(other, send), asked)
    assert exact(plan(("sms.send", {"to": {"$from": "c2"}}), find), asked)


def test_no_call_is_right_where_none_is_wanted_and_asking_is_not() -> None:
    assert exact(plan(), query("none"))
    assert not exact(plan(("sms.send", {})), query("none"))
    assert not exact(plan(missing=[("sms.send", {}, ["to"])]), query("none"))


def test_what_is_missing_must_be_asked_for_and_nothing_run() -> None:
    asked = query("missing", {**wanted("sms.send", text="come at ten"), "missing": ["to"]})
    said = {"text": "come at ten"}

    assert exact(plan(missing=[("sms.send", said, ["to"])]), asked)
    assert routed(plan(missing=[("sms.send", {}, ["to", "text"])]), asked)
    assert not exact(plan(missing=[("sms.send", said, ["to", "text"])]), asked)
    assert not routed(plan(("sms.send", said), missing=[("sms.send", said, ["to"])]), asked)
    assert not exact(plan(("sms.send", said)), asked)
