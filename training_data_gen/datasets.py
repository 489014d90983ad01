"""Datasets for the statements that people ask to run: as Parquet files, with the columns that statements name."""

import random
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from handlers.backends.local.datasets import FOLDER
from training_data_gen.sandbox import TENANT
from training_data_gen.slots.vocabulary import table

ROWS = 60
YEARS = (2024, 2025, 2026)


def add_datasets(data_dir: Path) -> None:
    """Those of the vocabulary that the demo tenant does not have."""
    folder = data_dir / FOLDER / TENANT
    folder.mkdir(parents=True, exist_ok=True)
    for path in Path(_written().name).iterdir():
        if not (folder / path.name).exists():
            shutil.copy(path, folder)


@cache
def _written() -> TemporaryDirectory[str]:
    """A folder with all of them, there as long as this process is: writing them takes a quarter of a second."""
    folder = TemporaryDirectory(prefix="zantara-datasets-")
    for name, columns in table("datasets")["any"].items():
        rows = _rows(random.Random(name), columns["groups"], columns["figures"], columns["values"])  # noqa: S311
        _write(Path(folder.name) / f"{name}.parquet", rows)
    return folder


def _rows(
    rng: random.Random, groups: list[str], figures: list[str], values: list[str]
) -> dict[str, list[str] | list[int]]:
    """Columns by name. A column of groups holds the values that conditions ask for, and some that they do not."""
    said: dict[str, list[str] | list[int]] = {
        name: [str(rng.choice([*values, f"{name} {number % 5 + 1}"])) for number in range(ROWS)] for name in groups
    }
    counted: dict[str, list[str] | list[int]] = {name: [rng.randint(0, 500) for _ in range(ROWS)] for name in figures}
    return {**said, **counted, "year": [rng.choice(YEARS) for _ in range(ROWS)]}


def _write(path: Path, columns: dict[str, list[str] | list[int]]) -> None:
    kinds = {str: "VARCHAR", int: "BIGINT"}
    selected = ", ".join(f'unnest(?::{kinds[type(rows[0])]}[]) AS "{name}"' for name, rows in columns.items())
    quoted = str(path).replace("'", "''")
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY (SELECT {selected}) TO '{quoted}' (FORMAT parquet)", list(columns.values()))
