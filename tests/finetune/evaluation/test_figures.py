"""The figures of hand-made rows."""

import pytest

from finetune.evaluation.figures import figures, selective
from finetune.evaluation.judging import Judged
from tests.support.plans import judged, plan, query, wanted

EFFECTS = {"sms.send": "send", "tax.income": "read", "task.delete": "destroy"}
SMS, TAX = wanted("sms.send", to="Maria"), wanted("tax.income", year=2026)
RIGHT_SMS, WRONG_SMS = ("sms.send", {"to": "Maria"}), ("sms.send", {"to": "Marco"})
RIGHT_TAX = ("tax.income", {"year": 2026})


def rows() -> list[Judged]:
    ask = {"handler": "sms.send", "missing": ["to"]}
    return [
        judged(query("single", SMS, id="en-1"), plan(RIGHT_SMS, confidence=0.95), 10),
        judged(query("single", SMS, id="en-2"), plan(WRONG_SMS, confidence=0.85), 20),
        judged(query("single", TAX, id="it-1", lang="it"), plan(RIGHT_SMS, confidence=0.6), 30),
        judged(query("parallel", SMS, TAX, id="it-2", lang="it"), plan(RIGHT_SMS, RIGHT_TAX, confidence=0.9), 40),
        judged(query("none", id="id-1", lang="id"), plan(confidence=0.99), 50),
        judged(query("none", id="id-2", lang="id"), plan(("task.delete", {}), confidence=0.81), 60),
        judged(query("missing", ask, id="id-3", lang="id"), plan(missing=[("sms.send", {"to": 1}, ["to"])]), 70),
        judged(query("single", TAX, id="en-3"), None, 9000),
    ]


def test_shares_overall_by_language_by_kind_and_by_both() -> None:
    found = figures(rows(), EFFECTS)

    assert (found.overall.messages, found.overall.routed, found.overall.exact) == (8, 5 / 8, 3 / 8)
    assert found.by_language["en"].routed == pytest.approx(2 / 3)
    assert found.by_language["en"].exact == pytest.approx(1 / 3)
    assert found.by_kind["single"].exact == 1 / 4
    assert found.by_language_and_kind["it"]["parallel"].exact == 1
    assert "none" not in found.by_language_and_kind["it"]
    assert dict(found.groups())["id"].messages == 3


def test_a_failed_request_is_wrong_counted_with_its_reason_and_no_part_of_the_latency() -> None:
    found = figures(rows(), EFFECTS)

    assert found.failures == {"500 down": 1}
    assert found.latency_ms is not None
    assert found.latency_ms.p50 == 40
    assert found.latency_ms.p95 == pytest.approx(67)


def test_no_call_left_alone_and_missing_asked_for() -> None:
    found = figures(rows(), EFFECTS)

    assert found.left_alone == 0.5
    # It asks for the right parameter of the right handler, though an argument beside it is wrong.
    assert found.asked_for == 1
    assert found.by_kind["missing"].exact == 0
    assert figures(rows()[:4], EFFECTS).left_alone is None


def test_precision_recall_and_exact_of_a_handler() -> None:
    found = figures(rows(), EFFECTS).handlers

    sms = found["sms.send"]
    assert (sms.wanted, sms.planned, sms.recall, sms.exact) == (4, 5, 1, 2 / 4)
    assert sms.precision == 4 / 5
    assert found["tax.income"].recall == pytest.approx(1 / 3)
    assert (found["task.delete"].wanted, found["task.delete"].precision, found["task.delete"].recall) == (0, 0, None)


def test_seen_and_unseen_handlers_apart_and_no_call_in_neither() -> None:
    found = figures(rows(), EFFECTS, frozenset({"tax.income"}))

    assert found.unseen is not None
    assert found.seen is not None
    assert (found.unseen.messages, found.unseen.exact) == (3, 1 / 3)
    assert (found.seen.messages, found.seen.exact) == (3, 1 / 3)
    assert found.handlers["tax.income"].unseen
    assert figures(rows(), EFFECTS).seen is None


def test_what_is_kept_at_the_threshold_and_how_much_of_it_is_right() -> None:
    kept = selective(rows(), 0.80)

    assert (kept.kept, kept.coverage) == (6, 6 / 8)
    assert kept.right == 3 / 6
    assert kept.curve[0].model_dump() == {"confidence": 0.99, "coverage": 1 / 8, "right": 1}
    assert kept.curve[-1].coverage == 7 / 8


def test_a_planner_without_confidences_keeps_nothing_and_has_no_calibration() -> None:
    found = figures([judged(query("single", SMS), plan(RIGHT_SMS, confidence=None))], EFFECTS)

    assert found.calibration is None
    assert (found.selective.kept, found.selective.right) == (0, None)


def test_confusions_are_counted_with_an_example() -> None:
    twice = [*rows(), judged(query("single", TAX, id="en-9"), plan(RIGHT_SMS))]
    found = figures(twice, EFFECTS).confusions

    assert [(one.wanted, one.got, one.count, one.example) for one in found] == [
        ("tax.income", "sms.send", 2, "it-1"),
        ("nothing", "task.delete", 1, "id-2"),
    ]


def test_wrong_arguments_are_counted_by_parameter() -> None:
    found = figures(rows(), EFFECTS).argument_confusions

    assert [(one.handler, one.param, one.fault, one.example) for one in found] == [
        ("sms.send", "to", "not said", "id-3"),
        ("sms.send", "to", "wrong", "en-2"),
    ]


def test_sure_and_wrong_calls_that_change_something_are_listed_and_no_others() -> None:
    ask = judged(query("single", SMS, id="asks"), plan(WRONG_SMS, missing=[("tax.income", {}, ["year"])]))
    read = judged(query("single", SMS, id="reads"), plan(RIGHT_TAX, confidence=0.99))
    beside = judged(query("single", SMS, id="beside"), plan(RIGHT_SMS, RIGHT_TAX, confidence=0.99))

    found = figures([*rows(), ask, read, beside], EFFECTS).wrong_effects

    assert [(one.id, one.effect, one.call.handler) for one in found] == [
        ("en-2", "send", "sms.send"),
        ("id-2", "destroy", "task.delete"),
    ]


def test_no_rows_have_no_figures() -> None:
    with pytest.raises(ValueError, match="no messages to judge"):
        figures([], EFFECTS)
