"""What keeps a data set from being trained on."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.tools import CallError
from schemas.trajectory import Annotation, Mention, Segment, Trajectory, Wish
from tests.training_data_gen.records import (
    asking,
    call,
    conversation,
    dependent,
    done,
    failed,
    one_per_handler,
    personas,
    registry,
    single,
    small_talk,
    step,
    trajectory,
    turn,
    write,
)
from training_data_gen.tokens import TokenCounter
from training_data_gen.validate import ValidationReport, Validator


def validated(file: Path, **how: Any) -> ValidationReport:
    return Validator(registry(), personas(), **how).validate([file])


def problems(folder: Path, *records: Trajectory) -> list[str]:
    report = validated(write(folder / "data.jsonl", records), coverage=0)
    return [fault.problem for fault in report.faults]


def test_a_record_of_every_handler_passes(tmp_path: Path) -> None:
    report = validated(write(tmp_path / "data.jsonl", one_per_handler()))

    assert report.failures == []
    assert (report.covered, report.coverage) == (len(registry()), len(registry())) == (104, 104)
    assert 0 < report.mean_tokens < 4096


def test_one_handler_less_fails(tmp_path: Path) -> None:
    report = validated(write(tmp_path / "data.jsonl", one_per_handler()[1:]))

    assert report.uncovered == {next(iter(registry())): 0}
    assert report.failures == ["103 handlers are covered, and 104 have to be"]


def test_how_many_handlers_and_records_are_needed_can_be_said(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [single("a"), single("b"), dependent()])

    assert validated(file, coverage=3).failures == []
    assert validated(file, coverage=1, per_handler=2).failures == []
    assert validated(file, coverage=2, per_handler=2).failures == ["1 handlers are covered, and 2 have to be"]


def test_the_mean_length_must_stay_below_the_limit(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [single()])
    by_words = TokenCounter("words", lambda text: len(text.split()))
    length = validated(file, coverage=0, tokens=by_words).mean_tokens

    too_long = validated(file, coverage=0, tokens=by_words, mean_limit=int(length))

    assert too_long.failures == [f"the mean length is {length:.0f} tokens, and has to be below {length:.0f}"]
    assert validated(file, coverage=0, tokens=by_words, mean_limit=int(length) + 1).failures == []


def test_an_empty_file_fails(tmp_path: Path) -> None:
    assert validated(write(tmp_path / "data.jsonl", []), coverage=0).failures == ["there are no records"]


@pytest.mark.parametrize("record", [single(), dependent(), small_talk(), asking(), conversation()])
def test_what_is_right_has_no_faults(tmp_path: Path, record: Trajectory) -> None:
    assert problems(tmp_path, record) == []


def test_faults_of_form_name_file_line_and_place(tmp_path: Path) -> None:
    file = tmp_path / "data.jsonl"
    broken = json.loads(single().model_dump_json())
    del broken["turns"][0]["steps"][0]["calls"][0]["handler"]
    file.write_text(f'{single().model_dump_json()}\n\n{json.dumps(broken)}\n{{"id": \n["a"]\n')

    report = validated(file, coverage=0)

    assert [(fault.line, fault.problem.partition(": ")[0]) for fault in report.faults] == [
        (3, "turns.0.steps.0.calls.0.handler"),
        (4, "no JSON"),
        (5, 'no JSON object; write {"messages"'),
    ]
    assert report.failures == ["3 fault(s) in 3 line(s)"]


def of(kind: str, *calls: Any, answer: str = "Done.", message: str = "do it") -> Trajectory:
    return trajectory(kind, turn(message, answer, step(*((one, done(one)) for one in calls))))  # type: ignore[arg-type]


FINE = call("c1", "visa.overstay_fine", days=5)
FIND = call("c1", "client.find", query="Maria")


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (of("single", call("c1", "visa.overstay_fine", days="five")), "turns.0: steps.0: c1: `days`"),
        (of("single", call("c1", "visa.overstay_fine")), "turns.0: steps.0: c1: `days`"),
        (
            of("parallel", FIND, call("c2", "whatsapp.send", to={"$from": "c9"}, text="x")),
            "turns.0: steps.0: c2: `to` refers to 'c9', which is no call of this plan",
        ),
        (
            of("parallel", FIND, call("c2", "whatsapp.send", to={"$from": "c1", "path": "/phone"}, text="x")),
            "turns.0: steps.0: c2: to: c1/phone is not in the result",
        ),
        (of("parallel", FINE, FINE), "turns.0: steps.0: two calls are called 'c1'"),
        (of("none", FINE), "kind: 'none' does not fit 1 turn(s) with 1 call(s)"),
        (of("single", FINE, answer=" "), "turns.0: there is no answer"),
        (of("single", FINE, message=""), "turns.0: the message is empty"),
        (single(persona="nobody"), "there is no persona 'nobody'"),
        (single(timezone="Bali"), "there is no time zone 'Bali'"),
        (single(masked_names={"no.such": "a.b"}), "masked_names: there is no handler 'no.such'"),
        (single(masked_names={"client.find": "a.b", "task.list": "a.b"}), "masked_names: two handlers have one name"),
    ],
)
def test_faults_beyond_the_form(tmp_path: Path, record: Trajectory, problem: str) -> None:
    (found,) = problems(tmp_path, record)

    assert found.startswith(problem)


def test_an_unknown_handler_is_told(tmp_path: Path) -> None:
    odd = call("c1", "no.such")
    result = done(FINE).model_copy(update={"handler": "no.such"})

    (found,) = problems(tmp_path, trajectory("single", turn("do", "Done.", step((odd, result)))))

    assert found == "turns.0: steps.0: c1: there is no handler 'no.such'"


def test_every_call_has_its_result(tmp_path: Path) -> None:
    lost = step((FINE, done(FINE))).model_copy(update={"results": ()})

    assert problems(tmp_path, trajectory("single", turn("do", "Done.", lost))) == [
        "turns.0: steps.0: its calls are c1, and its results those of none"
    ]


def test_a_result_has_what_the_handler_promises(tmp_path: Path) -> None:
    bare = done(FINE).model_copy(update={"result": {}})

    (found,) = problems(tmp_path, trajectory("single", turn("do", "Done.", step((FINE, bare)))))

    assert found.startswith("turns.0: steps.0: c1: its result lacks ")


def test_a_plan_that_the_engine_refused_is_a_lesson_if_the_record_shows_it(tmp_path: Path) -> None:
    wrong = call("c1", "visa.overstay_fine", days="five")
    error = CallError(code="invalid_request", message="`days` is no whole number")
    right = call("c2", "visa.overstay_fine", days=5)
    recovered = trajectory(
        "error_recovery", turn("fine?", "So much.", step((wrong, failed(wrong, error))), step((right, done(right))))
    )

    assert problems(tmp_path, recovered) == []


def test_an_annotation_stays_within_its_message(tmp_path: Path) -> None:
    annotation = Annotation(
        wishes=(Wish(handler="visa.overstay_fine", args={"days": 5}),),
        mentions=(
            Mention(wish=0, parameter="days", start=9, end=10),
            Mention(wish=1, parameter="days", start=0, end=1),
        ),
        segments=(Segment(start=0, end=400, wishes=(0,)),),
    )
    first = single().turns[0].model_copy(update={"annotation": annotation})

    assert problems(tmp_path, trajectory("single", first)) == [
        f"turns.0: annotation: characters 0:400 are not within the message of {len(first.message)}",
        "turns.0: annotation: there is no wish 1",
    ]


def test_merged_examples_are_validated_too(tmp_path: Path) -> None:
    said = {"role": "user", "content": "Send WhatsApp to Maria"}
    text = (
        '[THINK] Need to use whatsapp.send\n[CALL] whatsapp.send(to="Maria", text="hi")\n[RESULT] {}\n[RESPONSE] Sent.'
    )
    typed = {"id": "c1", "type": "function", "function": {"name": "client_find", "arguments": '{"query": "Maria"}'}}
    lines: list[dict[str, Any]] = [
        {"messages": [said, {"role": "assistant", "content": text}]},
        {
            "messages": [
                said,
                {"role": "assistant", "content": None, "tool_calls": [typed]},
                {"role": "tool", "tool_call_id": "c1", "content": "{}"},
                {"role": "assistant", "content": "Found."},
            ]
        },
        {"messages": [said]},
    ]
    file = tmp_path / "merged.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))

    report = validated(file, coverage=2)

    assert {"whatsapp.send", "client.find"}.isdisjoint(report.uncovered)
    assert [(fault.line, fault.problem[:40]) for fault in report.faults] == [
        (3, "messages: there must be one of the user,")
    ]
