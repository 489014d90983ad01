"""parquet.*: datasets are read, and nothing else is: not a file, not a setting, not the network."""

import datetime as dt
from pathlib import Path

import pytest

from handlers.analytics.parquet import query, schema
from handlers.backends.local import demo_datasets
from handlers.backends.local.datasets import LocalDatasets
from handlers.errors import Denied, InvalidRequest, NotFound
from handlers.ports import DataDir
from tests.support.contexts import NOW, context


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    folder = DataDir(tmp_path_factory.mktemp("data"))
    demo_datasets.seed(folder, "bali", NOW)
    return folder


@pytest.fixture
def datasets(folder: DataDir) -> LocalDatasets:
    return LocalDatasets(folder, seconds=0.5)


def test_a_select_gives_rows_under_their_columns(datasets: LocalDatasets) -> None:
    found = query(context(datasets), "SELECT count(*) AS games, min(date) AS first FROM games;  -- the season")

    assert found.rows == [{"games": 82, "first": dt.date(2025, 10, 8)}]
    assert (found.count, found.cut) == (1, False)


def test_no_more_rows_than_asked_for_and_that_is_told(datasets: LocalDatasets) -> None:
    found = query(context(datasets), "SELECT name FROM players ORDER BY goals DESC", 3)

    assert (found.count, found.cut) == (3, True)


@pytest.mark.parametrize(
    "sql",
    [
        "WITH best AS (SELECT * FROM players WHERE goals > 10) SELECT count(*) AS n FROM best",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT max(n) AS n FROM r",
        "FROM players SELECT count(*) AS n",
        "SELECT count(*) AS n FROM range(3)",
        "SELECT count(*) AS n FROM Players p JOIN games g ON g.goals_for > p.goals",
        "/* players */ SELECT 1 AS n /* ; */ -- ;",
    ],
)
def test_what_a_select_can_do_it_does(datasets: LocalDatasets, sql: str) -> None:
    assert query(context(datasets), sql).rows[0]["n"] >= 1


def test_values_that_json_cannot_hold_are_written_out(datasets: LocalDatasets) -> None:
    sql = "SELECT [1, 2] AS list, 1.5::DECIMAL(5, 2) AS exact, 'nan'::DOUBLE AS nothing, TIME '10:00' AS clock"
    assert query(context(datasets), sql).rows == [
        {"list": "[1, 2]", "exact": 1.5, "nothing": None, "clock": "10:00:00"}
    ]


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("COPY players TO '/tmp/stolen.csv'", "COPY"),
        ("ATTACH '/tmp/other.db'", "ATTACH"),
        ("INSTALL httpfs", "LOAD"),
        ("LOAD httpfs", "LOAD"),
        ("PRAGMA version", "PRAGMA"),
        ("PRAGMA table_info('players')", "PRAGMA"),
        ("SET enable_external_access = true", "SET"),
        ("RESET lock_configuration", "SET|RESET"),
        ("CREATE TABLE x AS SELECT 1", "CREATE"),
        ("DROP VIEW players", "DROP"),
        ("DELETE FROM players", "DELETE"),
        ("EXPORT DATABASE '/tmp/stolen'", "EXPORT"),
        ("CALL pragma_version()", "CALL"),
        ("EXPLAIN SELECT 1", "EXPLAIN"),
        ("CHECKPOINT", "datasets are only read"),
        ("WITH x AS (INSERT INTO players VALUES (1) RETURNING *) SELECT * FROM x", "INSERT"),
        ("SHOW TABLES", "SHOW"),
        ("SELECT * FROM read_csv('/etc/passwd')", "read_csv"),
        ("SELECT * FROM READ_TEXT('/etc/passwd')", "read_text"),
        ("SELECT (SELECT count(*) FROM read_blob('/etc/passwd'))", "read_blob"),
        ("SELECT name FROM players WHERE name IN (SELECT content FROM read_text('/etc/passwd'))", "read_text"),
        ("SELECT * FROM players UNION ALL SELECT * FROM read_parquet('/tmp/*.parquet')", "read_parquet"),
        ("SELECT * FROM glob('/etc/*')", "glob"),
        ("SELECT * FROM '/etc/passwd'", "/etc/passwd"),
        ("SELECT * FROM '../*/players.parquet'", "players.parquet"),
        ("SELECT * FROM 'https://example.com/x.parquet'", "example.com"),
        ("SELECT * FROM 's3://bucket/x.parquet'", "s3://bucket"),
        ("SELECT * FROM duckdb_settings()", "duckdb_settings"),
        ("SELECT * FROM duckdb_views()", "duckdb_views"),
        ("SELECT * FROM information_schema.tables", "information_schema"),
        ("SELECT * FROM query('SELECT 1')", "query"),
        ("SELECT * FROM query_table('players')", "query_table"),
        ("SELECT current_setting('allowed_paths')", "current_setting"),
        ("SELECT repeat('x', 1000000000)", "repeat"),
        ("SELECT * FROM datasets", "'datasets' is no dataset"),
    ],
)
def test_what_reaches_beyond_the_datasets_is_refused_by_name(datasets: LocalDatasets, sql: str, named: str) -> None:
    with pytest.raises(Denied, match=f"(?i){named}"):
        query(context(datasets), sql)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT 1; SELECT 2", "2 statements"),
        ("SELECT 1; DROP VIEW players", "2 statements"),
        ("", "0 statements"),
        ("-- SELECT 1", "0 statements"),
        ("SELECT 1) UNION (SELECT 2", "syntax error"),
        ("SELEC 1", "syntax error"),
        ("SELECT nope FROM players", 'column "nope" not found'),
    ],
)
def test_what_is_no_single_select_is_told_with_its_fault(datasets: LocalDatasets, sql: str, why: str) -> None:
    with pytest.raises(InvalidRequest, match=why):
        datasets.query("bali", sql, 10)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000000) c",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
    ],
)
def test_a_query_without_an_end_is_stopped(datasets: LocalDatasets, sql: str) -> None:
    with pytest.raises(InvalidRequest, match=r"longer than 0.5 s"):
        query(context(datasets), sql)


def test_a_query_that_needs_too_much_memory_is_stopped(folder: DataDir) -> None:
    with pytest.raises(InvalidRequest, match="more than 256MB of memory"):
        query(context(LocalDatasets(folder)), "SELECT list(a) FROM range(100000000) t(a)")


def test_the_files_are_read_only_to_the_end(datasets: LocalDatasets, folder: DataDir) -> None:
    before = {path: path.read_bytes() for path in sorted((folder / "datasets/bali").iterdir())}
    for sql in ("SELECT * FROM players", "SELECT avg(goals_for) FROM games"):
        query(context(datasets), sql)
    assert {path: path.read_bytes() for path in sorted((folder / "datasets/bali").iterdir())} == before


@pytest.mark.parametrize("tenant", ["java", "../datasets/bali", "bali/../bali", ""])
def test_another_tenant_has_none_of_it(datasets: LocalDatasets, tenant: str) -> None:
    assert datasets.names(tenant) == []
    with pytest.raises(Denied, match="'players' is no dataset"):
        datasets.query(tenant, "SELECT * FROM players", 1)


def test_a_link_out_of_the_folder_is_no_dataset(tmp_path: Path, folder: DataDir) -> None:
    own = tmp_path / "datasets/bali"
    own.mkdir(parents=True)
    (own / "stolen.parquet").symlink_to(folder / "datasets/bali/players.parquet")

    assert LocalDatasets(DataDir(tmp_path)).names("bali") == []


@pytest.mark.parametrize("said", ["players", "Players.parquet", " PLAYERS "])
def test_a_dataset_is_met_however_its_name_is_written(datasets: LocalDatasets, said: str) -> None:
    [dataset] = schema(context(datasets), said).datasets

    assert (dataset.name, dataset.rows) == ("players", 24)
    assert [(column.name, column.type) for column in dataset.columns][:2] == [("number", "BIGINT"), ("name", "VARCHAR")]


def test_without_a_name_all_datasets_are_told(datasets: LocalDatasets) -> None:
    names = [dataset.name for dataset in schema(context(datasets)).datasets]
    assert names == ["games", "kunjungan_web", "penjualan", "players"]


def test_an_unknown_dataset_is_told_with_those_there_are(datasets: LocalDatasets) -> None:
    with pytest.raises(NotFound, match="there are: games, kunjungan_web, penjualan, players"):
        schema(context(datasets), "salaries")


def test_the_season_is_the_same_every_time_and_adds_up(folder: DataDir, tmp_path: Path) -> None:
    demo_datasets.seed(DataDir(tmp_path), "bali", NOW)
    first, second = LocalDatasets(folder), LocalDatasets(DataDir(tmp_path))
    for name in first.names("bali"):
        everything = f"SELECT * FROM {name} ORDER BY ALL"
        assert first.query("bali", everything, 1_000).rows == second.query("bali", everything, 1_000).rows
    sql = "SELECT (SELECT sum(goals_for) FROM games) = (SELECT sum(goals) FROM players) AS same"
    assert first.query("bali", sql, 1).rows == [[True]]


def test_datasets_that_are_there_are_left_alone(folder: DataDir) -> None:
    assert not demo_datasets.seed(folder, "bali", NOW)
