"""Each stage refuses what it is there for."""

from dataclasses import replace

from schemas.plan import PlannedCall
from schemas.tools import CallError, CallStatus
from schemas.trajectory import (
    Annotation,
    Mention,
    Segment,
    Trajectory,
    TrajectoryResult,
    TrajectoryStep,
    TrajectoryTurn,
)
from tests.training_data_gen.sandboxes import NOW, draft, wish
from training_data_gen.drafts import Draft
from training_data_gen.verify import Checks
from training_data_gen.workers import equipment
from training_data_gen.written import Written

ASKED = wish("calculator.evaluate", expression="6 * 7")
DONE = TrajectoryResult(
    call_id="c1", handler="calculator.evaluate", status=CallStatus.DONE, result={"expression": "6 * 7", "value": 42}
)
CALL = PlannedCall(id="c1", handler="calculator.evaluate", args={"expression": "6 * 7"})
MESSAGE = "please do work this out for me at once: 6 * 7"
AT = MESSAGE.index("6 * 7")
ANNOTATION = Annotation(
    wishes=(ASKED,),
    mentions=(Mention(wish=0, parameter="expression", start=AT, end=AT + 5),),
    segments=(Segment(start=0, end=len(MESSAGE), wishes=(0,)),),
)


def checks() -> Checks:
    return equipment().checks


def record(message: str = MESSAGE, call: PlannedCall = CALL, result: TrajectoryResult = DONE) -> Trajectory:
    annotation = ANNOTATION if message == MESSAGE else None
    step = TrajectoryStep(calls=(call,), results=(result,))
    turn = TrajectoryTurn(message=message, annotation=annotation, steps=(step,), answer="42")
    return Trajectory(id="r1", language="en", kind="single", now=NOW, turns=(turn,))


def stage(refused: Trajectory, asked: Draft | None = None) -> str | None:
    fault = checks().fault(asked or draft(ASKED), refused)
    return fault and fault[0]


def failed(code: str) -> TrajectoryResult:
    error = CallError(code=code, message="no")  # type: ignore[arg-type]
    return DONE.model_copy(update={"status": CallStatus.FAILED, "result": None, "error": error})


def test_a_right_record_passes_every_stage() -> None:
    assert checks().fault(draft(ASKED), record()) is None


def test_a_message_of_nothing_or_of_pages_has_no_form() -> None:
    assert stage(record("  ")) == "format"
    assert stage(record("word " * 1_000)) == "format"


def test_arguments_validate_strictly() -> None:
    assert stage(record(call=CALL.model_copy(update={"args": {"expression": 42}}))) == "schema"
    assert stage(record(call=CALL.model_copy(update={"args": {"sum": "6 * 7"}}))) == "schema"


def test_what_was_to_be_done_is_done() -> None:
    assert stage(record(result=failed("not_found"))) == "execution"
    assert stage(record(result=DONE.model_copy(update={"status": CallStatus.DENIED, "result": None}))) == "execution"


def test_what_was_to_fail_has_failed_honestly() -> None:
    asked = draft(ASKED)
    failing = replace(asked, turns=(replace(asked.turns[0], fails=True),))

    assert stage(record(), failing) == "execution"
    assert stage(record(result=failed("internal")), failing) == "execution"
    assert checks().fault(failing, record(result=failed("not_found"))) is None


def test_a_question_asks_for_all_that_is_missing() -> None:
    asked = draft(wish("calculator.evaluate", missing=("expression",)))

    assert stage(record(), asked) == "execution"


def test_a_result_is_whole() -> None:
    assert stage(record(result=DONE.model_copy(update={"result": {}}))) == "references"


def spoken(text: str, value: str) -> Draft:
    """A draft in English whose message says `text`, of which `value` is the argument."""
    at = text.index(value)
    mention = Mention(wish=0, parameter="expression", start=at, end=at + len(value))
    asked = draft(ASKED)
    return replace(asked, turns=(replace(asked.turns[0], message=Written(text, (ASKED,), (mention,))),))


def test_the_person_speaks_the_language_of_the_record() -> None:
    assert (
        stage(record(), spoken("mi calcoli per favore quanto fa questa moltiplicazione: 6 * 7", "6 * 7")) == "language"
    )


def test_values_in_another_language_are_no_fault() -> None:
    """What is to be sent, translated or filed may be in any language."""
    said = "terima kasih banyak, dokumennya sudah kami terima kemarin siang"

    assert stage(record(), spoken(f"please send this to Maria at once: {said}", said)) is None
