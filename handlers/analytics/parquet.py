"""Questions to the Parquet datasets of the house, in SQL."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.choice import none_of
from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

LIMIT = 50
"""Rows where the person names no number."""

MOST = 1_000

Cell = str | int | float | bool | dt.datetime | dt.date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its type as DuckDB names it, such as BIGINT."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a query. `cut`: there were more rows than were asked for."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    cut: bool


class Rows(Value):
    """The rows that a query gave, each cell under its column."""

    model_config = ConfigDict(json_schema_extra=titled("Query result", "Hasil kueri", "Risultato della query"))

    count: Annotated[int, Label("rows", id="baris", it="righe")]
    cut: Annotated[bool, Label("there are more", id="masih ada lagi", it="ce ne sono altre", role="flag")]
    rows: Annotated[list[dict[str, Cell]], Label("result", id="hasil", it="risultato")]


class ColumnView(Value):
    """A column of a dataset."""

    name: Annotated[str, Label("column", id="kolom", it="colonna", role="title")]
    type: Annotated[str, Label("type", id="tipe", it="tipo")]


class Dataset(Value):
    """A dataset: how many rows it has, and its columns."""

    name: Annotated[str, Label("dataset", id="dataset", it="dataset", role="title")]
    rows: Annotated[int, Label("rows", id="baris", it="righe")]
    columns: Annotated[list[ColumnView], Label("columns", id="kolom", it="colonne")]


class Schema(Value):
    """One dataset, or all that there are."""

    model_config = ConfigDict(json_schema_extra=titled("Datasets", "Dataset", "Dataset"))

    datasets: Annotated[list[Dataset], Label("datasets", id="dataset", it="dataset")]


class Datasets(Protocol):
    """Tables that can be read and never changed; each tenant has its own."""

    def names(self, tenant: str) -> Sequence[str]:
        """The datasets that there are, by name."""
        ...

    def columns(self, tenant: str, name: str) -> Sequence[Column]:
        """The columns of a dataset, in order."""
        ...

    def count(self, tenant: str, name: str) -> int:
        """How many rows a dataset has."""
        ...

    def query(self, tenant: str, sql: str, limit: int) -> Table:
        """Run one SELECT over the datasets, whose names are the tables.

        Raises InvalidRequest for SQL that is wrong, takes too long or too much memory; Denied for what would reach
        beyond the datasets. Both say what.
        """
        ...


@handler(
    "parquet.query",
    effect="read",
    timeout=20,
    retries=0,
    concurrency=2,
    examples=[
        (
            "run this on the datasets: select name, goals from players order by goals desc limit 5",
            {"sql": "select name, goals from players order by goals desc limit 5"},
        ),
        (
            "top 10 of SELECT opponent, sum(goals_for) AS scored FROM games GROUP BY opponent ORDER BY scored DESC",
            {
                "sql": "SELECT opponent, sum(goals_for) AS scored FROM games GROUP BY opponent ORDER BY scored DESC",
                "limit": 10,
            },
        ),
        (
            "jalanin dong: select halaman, sum(kunjungan) as total from kunjungan_web group by halaman",
            {"sql": "select halaman, sum(kunjungan) as total from kunjungan_web group by halaman"},
        ),
        ("tolong kueri: select count(*) as total from penjualan", {"sql": "select count(*) as total from penjualan"}),
        (
            "esegui select position, avg(points) as media from players group by position order by media desc",
            {"sql": "select position, avg(points) as media from players group by position order by media desc"},
        ),
        (
            "per favore lancia questa interrogazione sui nostri dati e dimmi che cosa viene fuori: SELECT * FROM games",
            {"sql": "SELECT * FROM games"},
        ),
    ],
)
def query(
    ctx: Context[Datasets],
    sql: Annotated[
        str,
        Field(min_length=1, max_length=20_000),
        Label("one SELECT statement", id="satu perintah SELECT", it="un'istruzione SELECT"),
    ],
    limit: Annotated[int, Field(ge=1, le=MOST), Label("most rows", id="jumlah baris", it="numero di righe")] = LIMIT,
) -> Rows:
    """Run a read-only SQL query over the Parquet datasets."""
    table = ctx.port.query(ctx.tenant, sql, limit)
    return Rows(
        count=len(table.rows),
        cut=table.cut,
        rows=[dict(zip(table.columns, row, strict=True)) for row in table.rows],
    )


@handler(
    "parquet.schema",
    effect="read",
    timeout=20,
    retries=0,
    concurrency=2,
    examples=[
        ("what columns does the players dataset have?", {"dataset": "players"}),
        ("which parquet datasets are there", {}),
        ("dataset kunjungan_web isinya kolom apa aja?", {"dataset": "kunjungan_web"}),
        ("ada dataset apa aja sih", {}),
        ("che colonne ha il dataset games?", {"dataset": "games"}),
        ("mostrami lo schema di penjualan", {"dataset": "penjualan"}),
    ],
)
def schema(
    ctx: Context[Datasets],
    dataset: Annotated[str | None, Label("dataset name", id="nama dataset", it="nome del dataset")] = None,
) -> Schema:
    """Show the columns of a Parquet dataset."""
    names = ctx.port.names(ctx.tenant)
    wanted = names if dataset is None else [_known(names, dataset)]
    if not wanted:
        raise NotFound("There are no datasets; put Parquet files into the tenant's datasets folder.")
    return Schema(datasets=[_dataset(ctx, name) for name in wanted])


def _dataset(ctx: Context[Datasets], name: str) -> Dataset:
    columns = [ColumnView(name=column.name, type=column.type) for column in ctx.port.columns(ctx.tenant, name)]
    return Dataset(name=name, rows=ctx.port.count(ctx.tenant, name), columns=columns)


def _known(names: Sequence[str], said: str) -> str:
    """The dataset of this name, in any case, with or without its ending."""
    wanted = said.strip().casefold().removesuffix(".parquet").replace(" ", "_")
    for name in names:
        if name.casefold() == wanted:
            return name
    raise none_of(names, said, "dataset")
