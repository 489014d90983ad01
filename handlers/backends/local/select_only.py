"""What a SELECT over the datasets may hold, told by DuckDB's own parser: the datasets, and nothing beyond them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import orjson

from handlers.errors import Denied, InvalidRequest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})
"""Functions in the place of a table that read nothing; the others read files, settings or catalogues."""

TELLTALE = frozenset({"current_setting", "getenv", "getvariable", "write_log"})
"""Functions that would tell how this service is set up, or leave something behind."""

BOUNDLESS = frozenset({"repeat", "lpad", "rpad", "list_resize", "array_resize", "printf", "format"})
"""Functions that make a value of any size in one step, which neither the memory limit nor the time limit stops."""

QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})


def checked(connection: "DuckDBPyConnection", sql: str, datasets: Sequence[str]) -> str:
    """The query as it was understood, written anew without comments: what was checked is what runs.

    Raises InvalidRequest for what is no single SELECT, Denied for one that names anything but the datasets.
    """
    _check_statement(connection, sql)
    serialized = _told(connection, "json_serialize_sql", sql)
    parsed = orjson.loads(serialized)
    if parsed["error"]:
        raise InvalidRequest(f"The query cannot be read: {parsed['error_message']}; write one plain SELECT.")
    nodes = list(_nodes(parsed["statements"]))
    known = {name.casefold() for name in datasets} | {name.casefold() for name in _named_parts(nodes)}
    for node in nodes:
        _check_node(node, known, datasets)
    return _told(connection, "json_deserialize_sql", serialized)


def _check_statement(connection: "DuckDBPyConnection", sql: str) -> None:
    import duckdb  # noqa: PLC0415 (half a second, kept off start-up)

    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise InvalidRequest(f"The query cannot be read: {error}") from error
    if len(statements) != 1:
        raise InvalidRequest(f"There are {len(statements)} statements in the query; give exactly one SELECT.")
    kind = statements[0].type
    if kind != duckdb.StatementType.SELECT:
        raise Denied(f"The query is {_named(kind.name)} statement; datasets are only read: write one SELECT.")


def _told(connection: "DuckDBPyConnection", function: str, text: str) -> str:
    row: Any = connection.execute(f"SELECT {function}(?)", [text]).fetchone()
    return row[0]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in the parsed query."""
    if isinstance(tree, dict):
        node = cast(dict[str, Any], tree)
        yield node
        tree = list(node.values())
    if isinstance(tree, list):
        for part in cast(list[Any], tree):
            yield from _nodes(part)


def _named_parts(nodes: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The names that the query gives to parts of itself: WITH name AS (...)."""
    for node in nodes:
        entries = node["cte_map"]["map"] if "cte_map" in node else ()
        yield from (entry["key"] for entry in entries)
        if node.get("type") in ("RECURSIVE_CTE_NODE", "CTE_NODE"):
            yield node["cte_name"]


def _check_node(node: dict[str, Any], known: set[str], datasets: Sequence[str]) -> None:
    kind = str(node.get("type", ""))
    if kind.endswith("_NODE") and kind not in QUERIES:
        raise Denied(
            f"A part of the query is {_named(kind.removesuffix('_NODE'))}; datasets are only read: write one SELECT."
        )
    if kind == "SHOW_REF":
        raise Denied("SHOW, DESCRIBE and SUMMARIZE are not run here; ask for the dataset's schema, or write a SELECT.")
    if kind == "TABLE_FUNCTION":
        _check_table_function(node["function"], datasets)
    if kind == "BASE_TABLE":
        _check_table(node, known, datasets)
    if node.get("class") == "FUNCTION":
        _check_function(node["function_name"])


def _check_table_function(function: dict[str, Any], datasets: Sequence[str]) -> None:
    name = function["function_name"]
    if name.casefold() not in TABLE_FUNCTIONS:
        raise Denied(f"The function {name} reads more than datasets; the tables are: {', '.join(datasets)}.")


def _check_function(name: str) -> None:
    if name.casefold() in TELLTALE:
        raise Denied(f"The function {name} reads more than datasets; leave it out.")
    if name.casefold() in BOUNDLESS:
        raise Denied(f"The function {name} makes values of any size; leave it out.")


def _check_table(node: dict[str, Any], known: set[str], datasets: Sequence[str]) -> None:
    name = ".".join(filter(None, (node["catalog_name"], node["schema_name"], node["table_name"])))
    if name.casefold() not in known:
        raise Denied(f"{name!r} is no dataset; the tables are: {', '.join(datasets)}.")


def _named(kind: str) -> str:
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"
