"""The benchmark runs on the engine as it is today, and its figures make a table."""

import sys

import pytest

from zantara.cli.bench import COLUMNS, BenchError, measured, model_server, table

AMOUNT = ("--sequential", "20", "--concurrent", "64")


@pytest.mark.parametrize("definitions", [104, 8])
def test_the_engine_is_measured_with_one_call_and_with_eight(definitions: int) -> None:
    with model_server() as url:
        asked = [sys.executable, "-m", "benchmarks.engine", "--server", url, "--definitions", str(definitions), *AMOUNT]
        figures = measured(asked)

    assert figures["definitions"] == definitions
    for calls in ("1", "8"):
        assert all(figures["calls"][calls][key] > 0 for _, key in COLUMNS)


def test_a_subject_that_fails_is_told_with_its_reason() -> None:
    nobody = "http://127.0.0.1:1/v1"

    with pytest.raises(BenchError, match="cannot be reached; is it running"):
        measured([sys.executable, "-m", "benchmarks.engine", "--server", nobody, *AMOUNT])


def test_a_row_says_how_a_subject_compares_with_ours() -> None:
    ours = {"median_ms": 2, "p95_ms": 3, "cpu_ms": 2, "turns_per_s": 400, "cpu_ms_at_64": 2}
    peer = {"median_ms": 20, "p95_ms": 30, "cpu_ms": 20, "turns_per_s": 40, "cpu_ms_at_64": 25}
    subjects = [
        {"subject": "zantara engine", "definitions": 104, "calls": {"1": ours, "8": ours}},
        {"subject": "langgraph", "version": "1.0", "definitions": 104, "calls": {"1": peer, "8": peer}},
    ]

    drawn = table(subjects, 104)

    cells = [list(column.cells) for column in drawn.columns]
    assert cells[0] == ["zantara engine", "langgraph 1.0"] * 2
    assert cells[-2] == ["1.0", "10.0"] * 2
    assert cells[-1] == ["1.00", "0.10"] * 2
