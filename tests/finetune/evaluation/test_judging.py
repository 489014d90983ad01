"""What differs between a plan and what was wanted."""

from tests.support.plans import judged, plan, query, wanted


def test_a_right_plan_differs_in_nothing() -> None:
    row = judged(query("single", wanted("sms.send", to="Maria")), plan(("sms.send", {"to": "maria"})))

    assert row.exact
    assert not any(row.differences.model_dump().values())


def test_each_fault_of_an_argument_is_named_with_what_was_wanted() -> None:
    asked = query("single", wanted("sms.send", to="Maria", text="come at ten"))
    row = judged(asked, plan(("sms.send", {"to": "Marco", "urgent": True})))

    faults = {(one.param, one.fault): one for one in row.differences.arguments}
    assert row.routed
    assert set(faults) == {("to", "wrong"), ("text", "left out"), ("urgent", "not said")}
    assert faults["to", "wrong"].wanted == ("Maria",)
    assert faults["to", "wrong"].got == "Marco"
    assert row.differences.wrong_calls == ("c1",)


def test_of_several_calls_of_a_handler_the_faulty_one_is_told() -> None:
    asked = query("parallel", wanted("sms.send", to="Maria"), wanted("sms.send", to="Giulia"))
    row = judged(asked, plan(("sms.send", {"to": "Giulia"}), ("sms.send", {"to": "Marco"})))

    assert row.differences.wrong_calls == ("c2",)
    assert [one.param for one in row.differences.arguments] == ["to"]


def test_a_reference_to_another_call_is_a_wrong_argument() -> None:
    asked = query("sequential", wanted("client.find", query="Maria"), wanted("sms.send", to={"from": 0}))
    row = judged(asked, plan(("client.find", {"query": "Maria"}), ("sms.send", {"to": {"$from": "c2"}})))

    assert [(one.handler, one.fault) for one in row.differences.arguments] == [("sms.send", "wrong")]


def test_calling_where_asking_was_wanted_is_told_apart_from_another_handler() -> None:
    asked = query("missing", {"handler": "sms.send", "missing": ["to"]})
    row = judged(asked, plan(("sms.send", {"to": "you"})))

    assert row.differences.absent == ("sms.send?",)
    assert row.differences.extra == ("sms.send",)
    assert row.differences.wrong_calls == ("c1",)


def test_asking_for_the_wrong_thing_is_a_fault_of_that_parameter() -> None:
    asked = query("missing", {"handler": "sms.send", "missing": ["to"]})
    row = judged(asked, plan(missing=[("sms.send", {}, ["text"])]))

    assert {(one.param, one.fault) for one in row.differences.arguments} == {
        ("to", "not asked for"),
        ("text", "asked for needlessly"),
    }


def test_a_failed_request_is_wrong_even_where_nothing_was_wanted() -> None:
    row = judged(query("none"), None)

    assert not row.routed
    assert not row.exact
    assert row.confidence is None
