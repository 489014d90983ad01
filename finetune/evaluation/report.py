"""An evaluation on disk: JSON, every message with its plan, and a page of HTML that needs nothing beside it."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from finetune.evaluation.figures import Figures
from finetune.evaluation.judging import Judged
from finetune.evaluation.plots import reliability, risk_coverage
from finetune.evaluation.tables import compact, percent
from schemas.base import Record


class Run(Record):
    """How the figures came about. model: None where the service's routes decided. seconds: for all messages."""

    endpoint: str
    model: str | None
    files: tuple[str, ...]
    now: str
    concurrency: int
    seconds: float
    at: dt.datetime


class Evaluation(Record):
    run: Run
    figures: Figures


def save(evaluation: Evaluation, rows: Sequence[Judged], folder: Path) -> tuple[Path, ...]:
    """Write `report.html`, `report.json` and `messages.jsonl` (every message with its plan) into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        "report.html": page(evaluation, rows),
        "report.json": evaluation.model_dump_json(indent=2) + "\n",
        "messages.jsonl": "".join(f"{row.model_dump_json()}\n" for row in rows),
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in written)


def page(evaluation: Evaluation, rows: Sequence[Judged]) -> str:
    """The HTML page; each message that went wrong stands in it."""
    loader = PackageLoader("finetune.evaluation", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found = evaluation.figures
    return environment.get_template("page.html.jinja").render(
        run=evaluation.run,
        figures=found,
        percent=percent,
        compact=compact,
        wrong=[row for row in rows if not row.exact],
        # The plots are our own markup, escaped where they are made.
        reliability=Markup(reliability(found.calibration.reliability)) if found.calibration else None,  # noqa: S704
        risk_coverage=Markup(risk_coverage(found.selective)) if found.selective.curve else None,  # noqa: S704
    )
