"""The check of a plan: a faulty call is told what to mend, and alone."""

from typing import Annotated

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import JsonValue

from handlers.context import Context
from handlers.handler import handler
from handlers.values import Money, Value
from schemas.plan import INVALID, PlannedCall
from service.engine.checks import check
from service.engine.references import is_reference
from tests.support.engine import call, plan, registry_of


class Found(Value):
    name: str
    price: Money


@handler("client.find", effect="read")
def find(ctx: Context, name: Annotated[str, "who"]) -> Found:
    """Find a client."""
    return Found(name=name, price=Money(amount=1, currency="EUR"))


@handler("mail.send", effect="send")
def send(ctx: Context, to: Annotated[str, "to whom"], copies: Annotated[int, "how many"] = 1) -> Found:
    """Send a mail."""
    return Found(name=to, price=Money(amount=copies, currency="EUR"))


@handler("day.name", effect="read")
def day_name(ctx: Context) -> Found:
    """Name the day."""
    return Found(name="Monday", price=Money(amount=0, currency="EUR"))


REGISTRY = registry_of(find, send, day_name)
FIND = call("c1", "client.find", name="Maria")


def faults(*calls: PlannedCall, known: dict[str, str] | None = None) -> dict[str, str]:
    found = check(plan(*calls), REGISTRY, known or {})
    assert {error.code for error in found.values()} <= {"invalid_request"}
    return {call_id: error.message for call_id, error in found.items()}


def test_a_good_plan_has_no_fault() -> None:
    assert faults(FIND, call("c2", "mail.send", to={"$from": "c1", "path": "/name"}, copies=2)) == {}


@pytest.mark.parametrize(
    ("faulty", "problem"),
    [
        (call("c2", "mail.fax", to="x"), "no handler 'mail.fax'"),
        (call("c2", "mail.send"), "`to` is required"),
        (call("c2", "mail.send", to=7), "`to` is 7: Input should be a valid string"),
        (call("c2", "mail.send", to="x", copies="2"), "`copies` is '2': Input should be a valid integer"),
        (call("c2", "mail.send", to="x", cc="y"), "no parameter `cc`; there are to, copies"),
        (call("c2", "day.name", of="today"), "no parameter `of`; there are none"),
        (call("c2", "mail.send", to={"$from": "c9"}), "`to` refers to 'c9', which is no call of this plan"),
        (call("c2", "mail.send", to="x", after=["c9"]), "`after` names 'c9', which is no call of this plan"),
        (call("c2", "mail.send", to={"$from": "c1", "path": "/nome"}), "no 'nome' (/nome); it has name, price"),
        (call("c2", "mail.send", to={"$from": "c1", "path": "/a~2"}), "'/a~2' is no JSON pointer"),
        (call("c2", "mail.send", to={"$text": "Dear {c1/nome}"}), "no 'nome' (/nome); it has name, price"),
        (call("c2", "mail.send", to={"$from": "c1"}), "add a path: /name, /price"),
        (call("c2", "mail.send", to={"$from": "c1", "pfad": "/name"}), 'a reference is written {"$from"'),
        (call("c2", "mail.send", to={"$from": "c2", "path": "/name"}), "waits for itself"),
        (call("c2", "mail.send", to="x", after=["c2"]), "waits for itself"),
        (call("c2", "mail.send", to="x" * 500, copies=["y" * 500]), "`copies` is ['yyy"),
        (PlannedCall(id="c2", handler="mail.send", args={INVALID: '{"to": Maria'}), '{"to": Maria'),
    ],
)
def test_each_fault_names_the_value_and_what_would_be_right(faulty: PlannedCall, problem: str) -> None:
    found = faults(FIND, faulty)

    assert list(found) == ["c2"], "the other call is not to blame"
    assert problem in found["c2"]
    assert len(found["c2"]) < 300


def test_an_integer_may_be_of_any_length() -> None:
    assert faults(call("c1", "mail.send", to="x", copies=10**40)) == {}


def test_everything_wrong_with_a_call_is_told_at_once() -> None:
    assert faults(call("c2", "mail.send", copies="2", cc="x"))["c2"].count(";") >= 2


def test_a_cycle_is_told_to_every_call_in_it_and_to_no_other() -> None:
    found = faults(
        FIND,
        call("a", "mail.send", to={"$from": "b", "path": "/name"}),
        call("b", "mail.send", to={"$text": "{c/name}"}),
        call("c", "mail.send", to="x", after=["a", "c1"]),
    )

    assert set(found) == {"a", "b", "c"}
    assert "break the cycle" in found["a"]


def test_a_value_with_a_reference_is_left_for_when_it_is_known() -> None:
    price = {"$from": "c1", "path": "/price/amount"}

    assert faults(FIND, call("c2", "mail.send", to={"$text": "for {c1/name}"}, copies=price)) == {}


def test_a_call_of_an_earlier_step_may_be_referred_to() -> None:
    referring = call("c2", "mail.send", to={"$from": "c1", "path": "/name"})

    assert faults(referring, known={"c1": "client.find"}) == {}
    assert "'c1'" in faults(referring)["c2"]


single = st.sampled_from([None, True, 7, 2**70, 1.5, "Maria", "{c1/name}", "/name", "/a~2", "c1", "c2"])
keys = st.sampled_from(["$from", "$text", "path", "to", ""])
values = st.recursive(
    single, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=2), max_leaves=3
)
names = st.sampled_from(["c1", "c2", "c3", "", "c 9", "{c1}"])
calls = st.builds(
    PlannedCall,
    id=names,
    handler=st.sampled_from(["client.find", "mail.send", "day.name", "no.such", ""]),
    args=st.dictionaries(st.sampled_from(["name", "to", "copies", INVALID, "x"]), values, max_size=3),
    after=st.lists(names, max_size=2).map(tuple),
)


@given(st.lists(calls, max_size=4, unique_by=lambda planned: planned.id))
def test_whatever_a_model_writes_is_judged_and_never_raises(planned: list[PlannedCall]) -> None:
    found = check(plan(*planned), REGISTRY, {})

    assert set(found) <= {made.id for made in planned}
    assert all(error.message for error in found.values())


@given(st.dictionaries(st.sampled_from(["name", "x"]), values, max_size=2))
def test_an_accepted_call_without_references_fits_its_handler(args: dict[str, JsonValue]) -> None:
    assume(not any(is_reference(value) for value in args.values()))
    planned = PlannedCall(id="c1", handler="client.find", args=args)

    if not check(plan(planned), REGISTRY, {}):
        assert isinstance(args["name"], str)
        assert REGISTRY["client.find"].parse(args) == {"name": args["name"]}
