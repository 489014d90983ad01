"""`zantara data`: what is done with files of training data once there are some."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from zantara.cli.data_reports import show_merge, show_stats, show_validation, show_verdicts
from zantara.cli.output import console, print_json
from zantara.cli.session import AsJson

# The stages import the registry, numpy and the language detector: two seconds that `--help` does not wait for.
# ruff: noqa: PLC0415

LANGUAGES = ("en", "id", "it")
FORMATS = ("chat", "openai", "sharegpt", "document")
VERDICTS = ("approved", "corrected", "failed", "unjudged")

Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="JSONL files, taken as one data set.")]
Out = Annotated[Path, typer.Option("--out", "-o", dir_okay=False, help="The file to write.")]
TokenizerFile = Annotated[
    Path | None, typer.Option("--tokenizer", exists=True, help="A tokenizer.json to count by; an estimate without.")
]


def commands(group: typer.Typer) -> None:
    """Add the commands to the group `data`."""
    for command in (validate, merge, harvest, stats, export):
        group.command()(command)


def validate(
    files: Files,
    coverage: Annotated[
        int | None, typer.Option(min=0, help="Handlers that must be covered; all that are registered without.")
    ] = None,
    per_handler: Annotated[int, typer.Option(min=1, help="Records that cover a handler.")] = 1,
    mean_tokens: Annotated[int, typer.Option(min=1, help="The mean length must be below this.")] = 4096,
    tokenizer: TokenizerFile = None,
    as_json: AsJson = False,
) -> None:
    """Check a data set: form, handlers, arguments, references, coverage, length. Exits with 1 where it fails."""
    from zantara.cli.data_stages import validated

    report = validated(files, coverage, per_handler, mean_tokens, tokenizer)
    if as_json:
        print_json(report.model_dump())
    else:
        show_validation(report)
    if report.failures:
        raise typer.Exit(1)


def merge(
    files: Files,
    out: Out,
    cap: Annotated[
        list[str] | None, typer.Option(help="Most records of a source, `visa_oracle=1000`; may be given again.")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0.1, max=1, help="Similarity of near duplicates.")] = 0.8,
    min_tokens: Annotated[int, typer.Option(min=0, help="Shortest example that is kept.")] = 1,
    max_tokens: Annotated[int, typer.Option(min=1, help="Longest example that is kept.")] = 8192,
    min_quality: Annotated[float, typer.Option(min=0, max=10, help="Least quality, 0 to 10.")] = 5.0,
    language: Annotated[
        list[str] | None, typer.Option(help="A language to keep, `en`; may be given again. `all` keeps all.")
    ] = None,
    personal_data: Annotated[
        bool, typer.Option("--personal-data", help="Keep examples with mail addresses, phone numbers, passports.")
    ] = False,
    processes: Annotated[int | None, typer.Option(min=1, help="As many as there are processors without.")] = None,
    as_json: AsJson = False,
) -> None:
    """Join data sets: one form, filtered, without duplicates. A source is called as its file; the first one wins."""
    from training_data_gen.filters import Rules
    from zantara.cli.data_stages import merged

    languages = tuple(language or LANGUAGES)
    rules = Rules(
        min_tokens=min_tokens,
        max_tokens=max_tokens,
        min_quality=min_quality,
        languages=() if "all" in languages else languages,
        personal_data=personal_data,
    )
    report = merged(files, out, rules, _caps(cap or ()), threshold, processes)
    if as_json:
        print_json(report.model_dump())
    else:
        show_merge(report, out)


def harvest(
    out: Out,
    data_dir: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="The data folder of an embedded service.")
    ] = None,
    database: Annotated[str | None, typer.Option(help="URL of a database, instead of a data folder.")] = None,
    tenant: Annotated[str, typer.Option(help="Whose turns.")] = "default",
    since: Annotated[datetime | None, typer.Option(help="Turns from then on, in UTC.")] = None,
    verdict: Annotated[
        list[str] | None, typer.Option(help="approved, corrected, failed or unjudged; may be given again; all without.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turn the journal of real turns into candidates for training, with personal data replaced."""
    from zantara.cli.data_stages import database_url, harvested

    wanted = tuple(verdict or VERDICTS)
    for one in wanted:
        _check(one, VERDICTS, "verdict")
    if data_dir is not None and database is not None:
        raise typer.BadParameter("a data folder and a database are named; one of them is enough")
    counts = harvested(database_url(data_dir, database), tenant, since, out, wanted)
    if as_json:
        print_json({"out": str(out), "candidates": counts})
    else:
        show_verdicts(counts, out)


def stats(files: Files, tokenizer: TokenizerFile = None, as_json: AsJson = False) -> None:
    """Count what is in a data set: kinds, languages, handlers, lengths, duplicates."""
    from zantara.cli.data_stages import counted

    found = counted(files, tokenizer)
    if as_json:
        print_json(found.model_dump())
    else:
        show_stats(found)


def export(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Trajectories, JSONL.")],
    out: Out,
    form: Annotated[
        str, typer.Option("--format", "-f", help="chat (our template), openai, sharegpt (LLaMA-Factory) or document.")
    ] = "chat",
    shown: Annotated[int, typer.Option("--definitions", min=1, help="Definitions that each record shows.")] = 16,
    as_json: AsJson = False,
) -> None:
    """Write trajectories in the form that a trainer reads, with a manifest beside it."""
    from zantara.cli.data_stages import exported

    _check(form, FORMATS, "format")
    manifest = exported(file, out, form, shown)
    if as_json:
        print_json(manifest.model_dump())
    else:
        console.print(f"{manifest.records} records of {manifest.trajectories} trajectories in {out}", soft_wrap=True)


def _check(word: str, known: Sequence[str], what: str) -> None:
    if word not in known:
        raise typer.BadParameter(f"{word!r} is no {what}; there are {', '.join(known)}")


def _caps(words: Sequence[str]) -> dict[str, int]:
    caps: dict[str, int] = {}
    for word in words:
        source, _, number = word.rpartition("=")
        if not source or not number.isdigit():
            raise typer.BadParameter(f"{word!r} is no cap; write it as visa_oracle=1000")
        caps[source] = int(number)
    return caps
