"""One evaluation, from the files of messages to the figures."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from finetune.evaluation.endpoint import NOW, EndpointError, ask_all, connect
from finetune.evaluation.figures import figures
from finetune.evaluation.judging import Judged, judge
from finetune.evaluation.queries import Query, read_queries
from finetune.evaluation.report import Evaluation, Run


@dataclass(frozen=True)
class Asked:
    """What is evaluated. unseen: handlers that the model did not know in training. concurrency: requests at once."""

    url: str
    queries: tuple[Query, ...]
    files: tuple[str, ...]
    key: str | None = None
    model: str | None = None
    unseen: frozenset[str] = frozenset()
    concurrency: int = 1


def read(paths: tuple[Path, ...]) -> tuple[Query, ...]:
    """The messages of all files. Raises ValueError naming the file, and the line or the id."""
    queries: dict[str, Query] = {}
    for path in paths:
        for query in read_queries(path):
            if query.id in queries:
                raise ValueError(f"{path}: a second message has the id {query.id!r}; give each its own")
            queries[query.id] = query
    if not queries:
        raise ValueError(f"there is no message in {', '.join(map(str, paths))}")
    return tuple(queries.values())


async def evaluate(asked: Asked, progress: Callable[[], None]) -> tuple[Evaluation, list[Judged]]:
    """The figures, and each message with its verdict; `progress` is told of every answer.

    Raises EndpointError, also where the service has no such handler as is said to be unseen.
    """
    async with connect(asked.url, asked.key, asked.model) as endpoint:
        effects = await endpoint.effects()
        if unknown := asked.unseen - effects.keys():
            raise EndpointError(
                f"{asked.url} has no handler {', '.join(sorted(unknown))}; `zantara handlers list` names all"
            )
        began, at = time.perf_counter(), dt.datetime.now(dt.UTC)
        answers = await ask_all(endpoint, asked.queries, asked.concurrency, progress)
        seconds = time.perf_counter() - began
    rows = [judge(query, answer) for query, answer in zip(asked.queries, answers, strict=True)]
    run = Run(
        endpoint=asked.url,
        model=asked.model,
        files=asked.files,
        now=NOW,
        concurrency=asked.concurrency,
        seconds=seconds,
        at=at,
    )
    return Evaluation(run=run, figures=figures(rows, effects, asked.unseen)), rows
