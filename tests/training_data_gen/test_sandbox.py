"""The world in which plans are run: the serving engine on seeded twins, the same again for each example."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from schemas.trajectory import Trajectory, TrajectoryResult
from tests.training_data_gen.sandboxes import ran, seeded, wish
from training_data_gen.sandbox import Sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    async with seeded(tmp_path_factory.mktemp("world")) as world:
        yield world


def results(record: Trajectory) -> list[TrajectoryResult]:
    return [result for turn in record.turns for step in turn.steps for result in step.results]


async def test_a_plan_is_run_and_answered_from_its_result(sandbox: Sandbox) -> None:
    record = await ran(sandbox, wish("calculator.evaluate", expression="6 * 7"))

    [result] = results(record)
    assert (result.status, result.result) == ("done", {"expression": "6 * 7", "value": 42})
    assert "42" in record.turns[0].answer


async def test_a_later_call_gets_what_an_earlier_one_brought(sandbox: Sandbox) -> None:
    found = wish("client.find", query="Maria Rossi")
    told = wish("whatsapp.send", after=(0,), to={"$from": "w1", "path": "/phone"}, text="see you")

    record = await ran(sandbox, found, told)

    assert record.turns[0].steps[0].calls[1].args["to"] == {"$from": "c1", "path": "/phone"}
    assert [result.status for result in results(record)] == ["done", "done"]


async def test_what_an_example_changes_is_gone_for_the_next(sandbox: Sandbox) -> None:
    for handler, args in (
        ("client.create", {"name": "Ada Example"}),
        ("memory.store", {"content": "Ada likes tea"}),
        ("rag.ingest", {"text": "Opening hours are nine to five, Monday to Friday.", "title": "Hours"}),
    ):
        first = await ran(sandbox, wish(handler, **args))
        second = await ran(sandbox, wish(handler, **args))

        assert results(first)[0].status == "done"
        assert results(second) == results(first), handler


async def test_what_was_removed_is_there_again(sandbox: Sandbox) -> None:
    for _ in range(2):
        record = await ran(sandbox, wish("memory.forget", memory_id="mem-3"))
        assert results(record)[0].status == "done"


async def test_what_is_destroyed_waits_for_a_yes_and_a_no_is_kept(sandbox: Sandbox) -> None:
    approved = await ran(sandbox, wish("reminder.cancel", reminder="REM-1"))
    denied = await ran(sandbox, wish("reminder.cancel", reminder="REM-1"), decision="deny")

    assert (approved.kind, results(approved)[0].status) == ("approval", "done")
    assert (denied.kind, results(denied)[0].status) == ("approval", "denied")


@pytest.mark.parametrize(
    ("handler", "args"),
    [
        ("translate.text", {"text": "buongiorno", "target": "English"}),
        ("image.describe", {"file": "office_sign.png"}),
        ("web.search", {"query": "visa extension"}),
        ("web.fetch", {"url": "https://www.imigrasi.go.id/en"}),
        ("rag.ingest_url", {"url": "https://oss.go.id/faq"}),
    ],
)
async def test_what_needs_a_vendor_is_simulated_and_says_so(
    sandbox: Sandbox, handler: str, args: dict[str, str]
) -> None:
    [result] = results(await ran(sandbox, wish(handler, **args)))

    assert (result.status, result.simulated) == ("done", True)


async def test_a_missing_parameter_is_asked_for(sandbox: Sandbox) -> None:
    record = await ran(sandbox, wish("whatsapp.send", missing=("to",), text="hello"))

    [step] = record.turns[0].steps
    assert (step.calls, step.missing[0].params) == ((), ("to",))
    assert record.turns[0].answer


async def test_figures_of_the_journal_do_not_depend_on_the_clock(sandbox: Sandbox) -> None:
    """Durations are part of what analytics tell: measured ones would make each run another."""
    asked = (wish("calculator.evaluate", expression="1+1"), wish("analytics.handlers", after=(0,)))

    first, second = await ran(sandbox, *asked), await ran(sandbox, *asked)

    assert results(first) == results(second)
