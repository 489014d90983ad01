"""The catalogue as plain functions, for frameworks that make tools of a signature and a docstring."""

import argparse
import json
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

from benchmarks.measure import Amount, measure
from benchmarks.workload import ANSWER, CALLED, HANDLERS, LIMIT, QUERY, TAGS, description, message, subject, wire_name

DOCSTRING = """{description}

Args:
    query: {query}
    limit: {limit}
    tags: {tags}
"""

done = 0


def tool(number: int) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def lookup(query: str, limit: int, tags: list[str] | None = None) -> dict[str, Any]:
        global done
        done += 1
        return {"catalogue": subject(number), "found": limit}

    lookup.__name__ = lookup.__qualname__ = wire_name(number)
    query = QUERY.format(subject=subject(number))
    lookup.__doc__ = DOCSTRING.format(description=description(number), query=query, limit=LIMIT, tags=TAGS)
    return lookup


def tools(definitions: int) -> list[Callable[..., Awaitable[dict[str, Any]]]]:
    """All of them, or only those that are called: what a perfect retrieval would leave."""
    return [tool(number) for number in (CALLED if definitions == len(CALLED) else range(HANDLERS))]


def run(name: str, version: str, start: Callable[[str, int], Callable[[str], Awaitable[str]]]) -> None:
    """Measure a peer and print its figures as JSON. `start(base_url, definitions)` gives message -> answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--definitions", type=int, default=HANDLERS)
    parser.add_argument("--sequential", type=int, default=200)
    parser.add_argument("--concurrent", type=int, default=640)
    asked = parser.parse_args()

    async def main() -> dict[str, Any]:
        answer = start(asked.server, asked.definitions)

        async def turn(calls: int) -> None:
            said = await answer(message(calls))
            if ANSWER not in said:
                raise RuntimeError(f"{name} answered {said!r}")

        before = done
        await turn(8)
        if done - before != 8:
            raise RuntimeError(f"{name} ran {done - before} of 8 calls")
        return await measure(turn, amount=Amount(asked.sequential, asked.concurrent))

    figures = uvloop.run(main())
    print(json.dumps({"subject": name, "version": version, "definitions": asked.definitions, "calls": figures}))
