"""The Parquet files of a tenant's folder, read by DuckDB that is locked in with them."""

import datetime as dt
import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from math import isfinite
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from handlers.analytics.parquet import Cell, Column, Datasets, Table
from handlers.backend import backend
from handlers.backends.local.select_only import checked
from handlers.errors import Denied, InvalidRequest
from handlers.ports import DataDir

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "datasets"
SECONDS = 5.0
MEMORY = "256MB"
THREADS = 2
CELL_CHARACTERS = 2_000

NAME = re.compile(r"\w{1,64}")


@backend(Datasets)
class LocalDatasets:
    """A fresh DuckDB in memory for each question: nothing of one reaches the next. Thread-safe."""

    def __init__(self, data_dir: DataDir, seconds: float = SECONDS) -> None:
        self._folder = data_dir / FOLDER
        self._seconds = seconds

    def names(self, tenant: str) -> Sequence[str]:
        return list(self._files(tenant))

    def columns(self, tenant: str, name: str) -> Sequence[Column]:
        with self._opened(tenant) as connection:
            relation = connection.table(name)
            return [Column(column, str(kind)) for column, kind in zip(relation.columns, relation.types, strict=True)]

    def count(self, tenant: str, name: str) -> int:
        with self._opened(tenant) as connection:
            row: Any = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 (a name is a word)
            return row[0]

    def query(self, tenant: str, sql: str, limit: int) -> Table:
        with self._opened(tenant) as connection:
            understood = checked(connection, sql, self.names(tenant))
            bounded = f"SELECT * FROM ({understood}) LIMIT {limit + 1}"  # noqa: S608 (it is one SELECT by now)
            columns, rows = self._run(connection, bounded)
        return Table(columns, [[_cell(value) for value in row] for row in rows[:limit]], cut=len(rows) > limit)

    def _run(self, connection: "DuckDBPyConnection", sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        import duckdb  # noqa: PLC0415 (half a second, kept off start-up)

        alarm = Timer(self._seconds, connection.interrupt)
        alarm.start()
        try:
            found = connection.execute(sql)
            return [column[0] for column in found.description or ()], found.fetchall()
        except duckdb.InterruptException as error:
            raise InvalidRequest(f"The query took longer than {self._seconds:g} s; ask for less.") from error
        except duckdb.OutOfMemoryException as error:
            raise InvalidRequest(f"The query needs more than {MEMORY} of memory; ask for less.") from error
        except duckdb.PermissionException as error:
            raise Denied(f"The query reaches beyond the datasets: {error}") from error
        except duckdb.Error as error:
            raise InvalidRequest(f"The query fails: {error}") from error
        finally:
            alarm.cancel()

    def _files(self, tenant: str) -> Mapping[str, Path]:
        """The tenant's files by the name of their dataset; a file whose name is no word is none."""
        if not NAME.fullmatch(tenant):
            return {}
        found = sorted((self._folder / tenant).glob("*.parquet"))
        return {path.stem: path.resolve() for path in found if NAME.fullmatch(path.stem) and not path.is_symlink()}

    @contextmanager
    def _opened(self, tenant: str) -> Generator["DuckDBPyConnection"]:
        """A database with a view for each dataset; from then on it reaches nothing but their files."""
        import duckdb  # noqa: PLC0415 (half a second, kept off start-up)

        files = self._files(tenant)
        with duckdb.connect(":memory:") as connection:
            for setting in _settings(files.values()):
                connection.execute(setting)
            for name, path in files.items():
                connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({_quoted(path)})')  # noqa: S608
            connection.execute("SET lock_configuration = true")
            yield connection


def _settings(files: Any) -> Sequence[str]:
    allowed = ", ".join(_quoted(path) for path in files)
    return (
        f"SET memory_limit = '{MEMORY}'",
        f"SET threads = {THREADS}",
        "SET temp_directory = ''",
        "SET python_enable_replacements = false",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        f"SET allowed_paths = [{allowed}]",
        "SET enable_external_access = false",
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _cell(value: Any) -> Cell:
    """A value as JSON can hold it: what is no number, text or time is written out."""
    if value is None or isinstance(value, bool | int | dt.datetime | dt.date):
        return value
    if isinstance(value, float | Decimal):
        return float(value) if isfinite(value) else None
    text = str(value)
    return text if len(text) <= CELL_CHARACTERS else f"{text[: CELL_CHARACTERS - 1]}…"
