"""The figures as tables, for a person at a terminal."""

import json
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel
from rich.console import Group
from rich.table import Table
from rich.text import Text

from finetune.evaluation.calibration import Calibration
from finetune.evaluation.figures import Figures, HandlerFigures

ROWS = 15
"""Rows of a list; the page and the JSON have all."""


def tables(found: Figures) -> Group:
    """All of them, one below the other; lists that would be empty are left out."""
    at_least = f"≥ {found.selective.threshold:.2f}"
    drawn = (
        _table(
            "handlers right (routed), whole plan right (exact)", ("", "messages", "routed", "exact"), _shares(found)
        ),
        _table("routed / exact by kind and language", ("", *found.by_language), _by_kind_and_language(found)),
        _table("", ("", ""), _summary(found)),
        _table("failed requests, counted as wrong", ("times", "why"), _failures(found)),
        _table("the weakest handlers", ("handler", "wanted", "precision", "recall", "exact"), _weakest(found)),
        _table("wanted, but planned", ("times", "wanted", "planned", "for instance"), _confusions(found)),
        _table("wrong arguments of right handlers", ("times", "argument", "what", "for instance"), _arguments(found)),
        _table(f"wrong, sure ({at_least}), and no read", ("message", "sure", "effect", "call"), _wrong_effects(found)),
    )
    return Group(*(table for table in drawn if table.row_count))


def percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def compact(value: object) -> str:
    """JSON on one line."""
    plain = value.model_dump(mode="json", exclude_defaults=True) if isinstance(value, BaseModel) else value
    return json.dumps(plain, ensure_ascii=False)


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    drawn = Table(title=title or None, title_justify="left", title_style="bold", box=None, header_style="dim")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*map(Text, row))
    if drawn.row_count:
        drawn.add_row("")
    return drawn


def _shares(found: Figures) -> Iterator[Sequence[str]]:
    for name, share in found.groups():
        yield name, str(share.messages), percent(share.routed), percent(share.exact)


def _by_kind_and_language(found: Figures) -> Iterator[Sequence[str]]:
    for kind in found.by_kind:
        shares = [of.get(kind) for of in found.by_language_and_kind.values()]
        yield kind, *(f"{percent(one.routed)} / {percent(one.exact)}" if one else "-" for one in shares)


def _summary(found: Figures) -> Iterator[Sequence[str]]:
    kept = found.selective
    yield "no-call messages left alone", percent(found.left_alone)
    yield "missing parameter asked for", percent(found.asked_for)
    yield f"plans kept at confidence ≥ {kept.threshold:.2f}", percent(kept.coverage)
    yield "right among those", percent(kept.right)
    if found.calibration:
        yield from _calibration(found.calibration)
    if found.latency_ms:
        yield "latency p50 / p95", f"{found.latency_ms.p50:.1f} / {found.latency_ms.p95:.1f} ms"


def _calibration(found: Calibration) -> Iterator[Sequence[str]]:
    here, perfect = found.errors, found.perfect
    for name, error, chance in (
        ("adaptive ECE", here.adaptive_ece, perfect.adaptive_ece),
        ("ECE, 10 equal bins", here.ece, perfect.ece),
        ("Brier score", here.brier, perfect.brier),
    ):
        yield name, f"{error:.3f} (calibrated perfectly: {chance.mean:.3f}, {chance.low:.3f} to {chance.high:.3f})"


def _failures(found: Figures) -> Iterator[Sequence[str]]:
    for reason, count in found.failures.items():
        yield str(count), reason


def _weakest(found: Figures) -> Iterator[Sequence[str]]:
    def exact(item: tuple[str, HandlerFigures]) -> float:
        return item[1].exact or 0.0

    wanted = [item for item in found.handlers.items() if item[1].exact is not None]
    for name, one in sorted(wanted, key=exact)[:ROWS]:
        yield name, str(one.wanted), percent(one.precision), percent(one.recall), percent(one.exact)


def _confusions(found: Figures) -> Iterator[Sequence[str]]:
    for one in found.confusions[:ROWS]:
        yield str(one.count), one.wanted, one.got, one.example


def _arguments(found: Figures) -> Iterator[Sequence[str]]:
    for one in found.argument_confusions[:ROWS]:
        yield str(one.count), f"{one.handler}.{one.param}", one.fault, one.example


def _wrong_effects(found: Figures) -> Iterator[Sequence[str]]:
    for one in found.wrong_effects:
        yield one.id, percent(one.confidence), one.effect, f"{one.call.handler} {compact(one.call.args)}"
