"""Our engine in process, as the peers are driven, journal durable: `python -m benchmarks.engine --server URL`."""

import argparse
import datetime as dt
import json
import tempfile
from pathlib import Path
from types import ModuleType

import uvloop

from benchmarks.catalogue import handlers
from benchmarks.measure import Amount, Turn, measure
from benchmarks.workload import ANSWER, CALLED, HANDLERS, SYSTEM, message
from handlers.backends.local.database import Database
from handlers.discovery import Discovered
from handlers.registry import Registry, build
from schemas.persona import Persona
from schemas.turn import Principal, TurnStatus
from service.engine.dispatch import Dispatcher
from service.engine.in_process import InProcessBus, InProcessCache, InProcessLimits
from service.engine.journal import Journal
from service.engine.journal_store import JournalStore, metadata
from service.engine.turn import Plugins
from service.engine.turns import Opening, Turns, new_id
from service.models.openai import OpenAIModel


def registry() -> Registry:
    module = ModuleType("catalogue")
    vars(module).update(handlers(module.__name__, range(HANDLERS)))
    built, faults = build([Discovered(module, foreign=False)])
    if faults:
        raise RuntimeError("\n".join(map(str, faults)))
    return built


def persona(definitions: int) -> Persona:
    """One that may use all handlers, or only those that are called."""
    called = tuple(f"catalogue.lookup_{number:03d}" for number in CALLED)
    patterns = called if definitions == len(CALLED) else ("*",)
    return Persona(name="bench", title="Bench", prompt=SYSTEM, handlers=patterns, phrases={})


def turn_on(turns: Turns) -> Turn:
    async def turn(calls: int) -> None:
        now = dt.datetime.now(dt.UTC)
        turn_id = new_id("turn")
        opening = Opening(
            message=message(calls),
            conversation_id=None,
            persona="bench",
            model=None,
            now=now,
            timezone="Asia/Makassar",
            language="en",
            principal=Principal(id="bench"),
            tenant="bench",
        )
        turns.begin(opening, turn_id)
        ended = await turns.outcome("bench", turn_id)
        done = sum(call.status == "done" for call in ended.calls)
        if ended.status is not TurnStatus.COMPLETED or ended.answer != ANSWER or done != calls:
            raise RuntimeError(f"a turn with {calls} calls ended as {ended}")

    return turn


async def run(server: str, definitions: int, amount: Amount, folder: Path) -> dict:
    database = Database(f"sqlite:///{folder / 'journal.db'}")
    metadata.create_all(database.engine)
    journal = Journal(JournalStore(database), InProcessBus(), lambda: dt.datetime.now(dt.UTC))
    dispatcher = Dispatcher(ports={}, cache=InProcessCache(), limits=InProcessLimits())
    model = OpenAIModel("scripted", server, "scripted", assumed_confidence=1.0)
    turns = Turns(journal, Plugins(registry(), dispatcher), {"bench": persona(definitions)}, lambda _: model)
    try:
        return await measure(turn_on(turns), amount=amount)
    finally:
        await journal.close()
        await model.aclose()
        dispatcher.workers.close()
        database.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--definitions", type=int, default=HANDLERS)
    parser.add_argument("--sequential", type=int, default=200)
    parser.add_argument("--concurrent", type=int, default=640)
    parser.add_argument("--folder", help="where the journal is written (default: a temporary folder)")
    asked = parser.parse_args()
    amount = Amount(asked.sequential, asked.concurrent)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        figures = uvloop.run(run(asked.server, asked.definitions, amount, Path(folder)))
    print(json.dumps({"subject": "zantara engine", "definitions": asked.definitions, "calls": figures}))


if __name__ == "__main__":
    main()
