"""Trajectories -> what a trainer reads: our chat template, OpenAI, LLaMA-Factory's ShareGPT, or the documents' text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from handlers.registry import Registry
from schemas.persona import Persona
from schemas.trajectory import Trajectory
from scout.render import template_hash
from training_data_gen.chat_format import chat_records
from training_data_gen.document_format import document_records
from training_data_gen.errors import DataError
from training_data_gen.jsonl import lines, replacing
from training_data_gen.offer import SHOWN, Offer
from training_data_gen.openai_format import openai_records
from training_data_gen.sharegpt_format import DATASET_INFO, sharegpt_records
from training_data_gen.shown import Shown

FORMATS: Mapping[str, Callable[[Shown], Iterator[dict[str, Any]]]] = {
    "chat": chat_records,
    "openai": openai_records,
    "sharegpt": sharegpt_records,
    "document": document_records,
}


class Manifest(BaseModel):
    """What was exported, written beside it: `registry` and `template` are hashes."""

    format: str
    source: str
    trajectories: int
    records: int
    registry: str
    template: str


@dataclass(frozen=True)
class Exporter:
    """`shown`: how many definitions each record shows. `progress` is told of the bytes that were read."""

    registry: Registry
    personas: Mapping[str, Persona]
    shown: int = SHOWN
    progress: Callable[[int], None] = lambda _: None

    def export(self, source: Path, out: Path, form: str) -> Manifest:
        """Write `out`, its manifest `out`.manifest.json, and for ShareGPT a `dataset_info.json`. Raises DataError."""
        definitions = {name: handler.definition for name, handler in self.registry.items()}
        offer = Offer(definitions, self.shown)
        trajectories = records = 0
        with replacing(out) as file:
            for trajectory in self._read(source):
                trajectories += 1
                persona = self.personas[trajectory.persona]
                for record in FORMATS[form](Shown(trajectory, persona, offer.to(persona, trajectory))):
                    file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
                    records += 1
        manifest = Manifest(
            format=form,
            source=source.name,
            trajectories=trajectories,
            records=records,
            registry=self.registry.digest,
            template=template_hash(),
        )
        out.with_name(f"{out.name}.manifest.json").write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
        if form == "sharegpt":
            _describe(out)
        return manifest

    def _read(self, source: Path) -> Iterator[Trajectory]:
        for line in lines(source):
            self.progress(len(line.data))
            try:
                trajectory = Trajectory.model_validate_json(line.data)
            except ValidationError as error:
                raise _refused(source, line.number, error.errors()[0]["msg"]) from error
            if trajectory.persona not in self.personas:
                raise _refused(source, line.number, f"there is no persona {trajectory.persona!r}")
            results = {result.call_id for turn in trajectory.turns for step in turn.steps for result in step.results}
            calls = {call.id for turn in trajectory.turns for step in turn.steps for call in step.calls}
            if not results <= calls:
                raise _refused(source, line.number, f"results of no call: {', '.join(sorted(results - calls))}")
            yield trajectory


def _refused(source: Path, number: int, problem: str) -> DataError:
    return DataError(f"{source}:{number}: {problem}; `zantara data validate {source}` tells all that is wrong")


def _describe(out: Path) -> None:
    """Add the file to the `dataset_info.json` of its folder, where LLaMA-Factory looks for data sets."""
    path = out.with_name("dataset_info.json")
    known: dict[str, Any] = orjson.loads(path.read_bytes()) if path.exists() else {}
    known[out.stem] = {"file_name": out.name, **DATASET_INFO}
    path.write_bytes(orjson.dumps(known, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
