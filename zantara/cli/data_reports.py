"""How the reports on training data look."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from zantara.cli.output import console, errors, table

if TYPE_CHECKING:
    from training_data_gen.merge import MergeReport, SourceReport
    from training_data_gen.stats import Stats
    from training_data_gen.validate import ValidationReport

FAULTS_SHOWN = 20
"""`--json` has all of them."""
NAMES_SHOWN = 8


def show_validation(report: "ValidationReport") -> None:
    """Print the faults, the figures, and the judgement."""
    for fault in report.faults[:FAULTS_SHOWN]:
        errors.print(f"{fault.file}:{fault.line}: {fault.problem}", style="red", markup=False, soft_wrap=True)
    if len(report.faults) > FAULTS_SHOWN:
        errors.print(f"... and {len(report.faults) - FAULTS_SHOWN} more; --json has them all", style="dim")
    table(
        ("what", "is", "has to be"),
        [
            ("records", f"{report.records:,}", "1 or more"),
            ("faults", f"{len(report.faults):,}", "0"),
            ("handlers covered", str(report.covered), f"{report.coverage} or more"),
            ("mean tokens", f"{report.mean_tokens:,.0f}", f"below {report.mean_limit:,}"),
            ("longest", f"{report.longest_tokens:,}", ""),
        ],
    )
    if report.uncovered:
        console.print(f"not covered: {_some(report.uncovered)}", markup=False, soft_wrap=True)
    console.print(f"tokens by {report.tokenizer}", style="dim", markup=False, soft_wrap=True)
    for failure in report.failures:
        errors.print(f"✗ {failure}", style="red", markup=False)
    if not report.failures:
        console.print("✓ it may be trained on", style="green")


def show_merge(report: "MergeReport", out: Path) -> None:
    """Print a row per source."""
    rows = [_source(name, source) for name, source in report.sources.items()]
    columns = ("source", "read", "malformed", "filtered", "same", "alike", "over cap", "kept", "")
    table(columns, [*rows, ("together", f"{report.read:,}", *[""] * 5, f"{report.kept:,}", "")])
    for fault in [fault for source in report.sources.values() for fault in source.faults][:FAULTS_SHOWN]:
        errors.print(fault, style="yellow", markup=False, soft_wrap=True)
    console.print(f"{report.kept:,} of {report.read:,} records in {out}", markup=False, soft_wrap=True)


def _source(name: str, source: "SourceReport") -> tuple[str, ...]:
    counts = (source.malformed, sum(source.rejected.values()), source.duplicates, source.near_duplicates)
    why = ", ".join(f"{reason} {count:,}" for reason, count in source.rejected.items())
    shown = (f"{count:,}" for count in (source.read, *counts, source.over_cap, source.kept))
    return (name, *shown, why)


def show_stats(stats: "Stats") -> None:
    """Print what there is of what."""
    lengths = stats.lengths
    figures = {
        "records": f"{stats.records:,}",
        "with faults": f"{stats.faulty:,}",
        "said before": f"{stats.duplicates:,} word for word, {stats.near_duplicates:,} nearly",
        "texts": f"{lengths.texts:,}",
        "tokens": f"mean {lengths.mean:,.0f}, median {lengths.p50:,.0f}, p95 {lengths.p95:,.0f}, "
        f"longest {lengths.longest:,}",
    }
    table(("", ""), figures.items())
    for title, counts in (("kind", stats.kinds), ("language", stats.languages), ("handler", stats.handlers)):
        console.print()
        table((title, "records", ""), _bars(counts))
    if stats.unused:
        console.print(f"\nhandlers without a record: {_some(stats.unused)}", markup=False, soft_wrap=True)
    console.print(f"tokens by {lengths.tokenizer}", style="dim", markup=False, soft_wrap=True)


def show_verdicts(counts: Mapping[str, int], out: Path) -> None:
    """Print how many turns were judged how."""
    table(("verdict", "turns", ""), _bars(counts))
    console.print(f"{sum(counts.values()):,} candidates in {out}", markup=False, soft_wrap=True)


def _bars(counts: Mapping[str, int]) -> Iterable[tuple[str | Text, ...]]:
    most = max(counts.values(), default=1) or 1
    return [(name, f"{count:,}", Text("█" * round(24 * count / most), "cyan")) for name, count in counts.items()]


def _some(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - NAMES_SHOWN} more" if len(every) > NAMES_SHOWN else ""
    return ", ".join(every[:NAMES_SHOWN]) + more
