"""What a message names and the world lacks is put there, by the very words of the message."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pydantic import JsonValue

from schemas.plan import PlannedCall
from schemas.tools import CallError
from schemas.trajectory import Trajectory, Wish
from tests.training_data_gen.sandboxes import NOW, draft, ran, seeded, wish
from training_data_gen.grounding import GROUNDS, ground
from training_data_gen.running import run
from training_data_gen.sandbox import Sandbox
from training_data_gen.workers import equipment

Missed = tuple[PlannedCall, CallError]

START = NOW.replace(day=27).isoformat()
NAMED: list[tuple[str, dict[str, JsonValue]]] = [
    ("case.open", {"client": "Zephyrine Quill", "service": "E33G"}),
    ("case.status", {"case": "Zephyrine Quill"}),
    ("case.status", {"case": "CASE-1777"}),
    ("invoice.status", {"invoice_id": "INV-1888"}),
    ("quote.get", {"quote_id": "QUO-77"}),
    ("email.read", {"message_id": "msg-1999"}),
    ("email.search", {"query": "kite surfing licence", "sender": "Zephyrine"}),
    ("instagram.reply_comment", {"comment_id": "18009999", "text": "thanks!"}),
    ("slack.post", {"channel": "#surf-club", "text": "waves are good"}),
    ("telegram.send", {"to": "Surf Club Canggu", "text": "waves are good"}),
    ("whatsapp.send", {"to": "zephyrine quill", "text": "hello"}),
    ("whatsapp.history", {"contact": "Zephyrine Quill"}),
    ("team.assign", {"member": "Zephyrine", "case": "Quentin Umbra"}),
    ("task.complete", {"task": "polish the surfboards"}),
    ("reminder.cancel", {"reminder": "polish the surfboards"}),
    ("calendar.reschedule", {"event": "surfboard tasting", "start": START}),
    ("docs.append", {"document": "Surfboard handbook", "text": "wax daily"}),
    ("sheets.read", {"spreadsheet": "Surfboard stock"}),
    ("drive.download", {"file": "surfboards_2026.txt"}),
    ("drive.search", {"query": "surfboard waxing", "folder": "Surf/Boards"}),
    ("docs.create", {"title": "Waxing", "folder": "Surf/Boards"}),
    ("document.extract", {"file": "surf_waiver.pdf"}),
    ("image.describe", {"file": "surfboard.png"}),
    ("memory.profile", {"person": "Zephyrine Quill"}),
    ("memory.retrieve", {"query": "surfboard wax", "subject": "Zephyrine Quill"}),
    ("rag.search", {"query": "surfboard waxing", "collection": "surfing"}),
]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    async with seeded(tmp_path_factory.mktemp("world")) as world:
        yield world


def failures(record: Trajectory) -> list[Missed]:
    [step] = record.turns[0].steps
    return [(call, one.error) for call, one in zip(step.calls, step.results, strict=True) if one.error is not None]


async def test_what_is_named_is_made(sandbox: Sandbox) -> None:
    for handler, args in NAMED:
        asked = wish(handler, **args)
        missed = failures(await ran(sandbox, asked))
        assert missed, f"{handler} {args} fails in no world: nothing is shown by it"
        for _ in range(3):
            record = await mended(sandbox, asked, missed)
            missed += failures(record)
            if not failures(record):
                break
        assert failures(record) == [], handler


async def mended(sandbox: Sandbox, asked: Wish, missed: list[Missed]) -> Trajectory:
    """The same again, with what it missed put into the world."""
    sandbox.restore()
    for call, error in missed:
        await ground(call, error, sandbox)
    return await run(draft(asked), sandbox)


async def test_what_cannot_be_made_stays_an_honest_failure(sandbox: Sandbox) -> None:
    [(call, error)] = failures(await ran(sandbox, wish("memory.forget", memory_id="mem-9999")))

    assert error.code == "not_found"
    assert not await ground(call, error, sandbox)


async def test_every_ground_names_a_handler_and_a_parameter_of_it() -> None:
    registry = equipment().workshop.registry
    unknown = [
        (handler, parameter)
        for handler, parameter in GROUNDS
        if handler not in registry or parameter not in registry[handler].definition.parameters["properties"]
    ]

    assert unknown == []
