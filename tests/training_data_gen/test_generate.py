"""From utterances to a verified data set, whole: the records, their checks, the manifest."""

import json
from pathlib import Path

import pytest

from schemas.trajectory import Trajectory
from training_data_gen.errors import DataError
from training_data_gen.generate import MANIFEST, RECORDS, Manifest, Order, generate
from training_data_gen.trajectory_checks import TrajectoryChecks
from training_data_gen.workers import equipment

ABOUT = ("calculator.evaluate", "task.complete", "whatsapp.send")
PER_HANDLER = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, Path]:
    out = tmp_path_factory.mktemp("data")
    return generate(Order(PER_HANDLER, seed=3, handlers=ABOUT), out), out


def read(folder: Path) -> list[Trajectory]:
    return [Trajectory.model_validate_json(line) for line in (folder / RECORDS).read_text("utf-8").splitlines()]


def test_every_handler_is_called_in_as_many_records_as_wanted(made: tuple[Manifest, Path]) -> None:
    manifest, out = made

    assert manifest.handlers == dict.fromkeys(ABOUT, PER_HANDLER)
    assert manifest.lacking == {}
    assert manifest.records == len(read(out))


def test_every_record_is_right_and_answers(made: tuple[Manifest, Path]) -> None:
    using = equipment()
    checks = TrajectoryChecks(using.workshop.registry, using.workshop.personas)

    for record in read(made[1]):
        assert list(checks.faults(record)) == []
        assert all(turn.answer for turn in record.turns)
        assert record.sources


def test_the_manifest_says_what_the_data_was_made_of(made: tuple[Manifest, Path]) -> None:
    manifest, out = made
    written = json.loads((out / MANIFEST).read_text("utf-8"))

    assert written == manifest.model_dump()
    assert manifest.registry == equipment().workshop.registry.digest
    assert sum(manifest.kinds.values()) == sum(manifest.languages.values()) == manifest.records
    assert list(manifest.stages) == [
        *("draft", "format", "schema", "execution", "references", "language", "near_duplicate", "leakage")
    ]


def test_the_number_of_processes_changes_nothing(made: tuple[Manifest, Path], tmp_path: Path) -> None:
    generate(Order(PER_HANDLER, seed=3, handlers=ABOUT, workers=2), tmp_path)

    for name in (RECORDS, MANIFEST):
        assert (tmp_path / name).read_bytes() == (made[1] / name).read_bytes()


def test_nothing_that_an_evaluation_file_says_is_in_the_data(made: tuple[Manifest, Path], tmp_path: Path) -> None:
    held_out = {turn.message for record in read(made[1]) for turn in record.turns}
    queries = tmp_path / "held_out.jsonl"
    queries.write_text("".join(json.dumps({"query": message.upper()}) + "\n" for message in held_out), "utf-8")

    manifest = generate(Order(PER_HANDLER, seed=3, handlers=ABOUT, against=[queries]), tmp_path)

    assert manifest.stages["leakage"].dropped >= len(read(made[1]))
    assert held_out.isdisjoint(turn.message for record in read(tmp_path) for turn in record.turns)


def test_progress_ends_with_all_that_is_wanted(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    generate(Order(1, handlers=ABOUT[:1]), tmp_path, lambda done, total: told.append((done, total)))

    assert told[-1][0] == told[-1][1]


def test_an_unknown_handler_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"task\.compleet"):
        generate(Order(1, handlers=["task.compleet"]), tmp_path)
