"""Runs the stages on files, with the handlers and personas of the service, a progress bar, and errors in a line."""

import datetime as dt
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import orjson
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from handlers.backends.local.database import Database
from handlers.registry import Registry, RegistryError, load
from schemas.persona import Persona
from scout.personas import PersonaError, load_personas
from service.settings import Settings
from training_data_gen.errors import DataError
from training_data_gen.export import Exporter, Manifest
from training_data_gen.filters import Rules
from training_data_gen.harvest import BEGINNING, Harvester
from training_data_gen.jsonl import replacing
from training_data_gen.merge import Merger, MergeReport
from training_data_gen.stats import Statistician, Stats
from training_data_gen.tokens import token_counter
from training_data_gen.validate import ValidationReport, Validator
from zantara.cli.output import errors
from zantara.cli.session import Failed, fail


def validated(
    files: Sequence[Path], coverage: int | None, per_handler: int, mean_limit: int, tokenizer: Path | None
) -> ValidationReport:
    with _refusals(), _progress("checking", _size(files)) as progress:
        counter = token_counter(tokenizer)
        return Validator(*_house(), coverage, per_handler, mean_limit, counter, progress).validate(files)


def merged(
    files: Sequence[Path], out: Path, rules: Rules, caps: Mapping[str, int], threshold: float, processes: int | None
) -> MergeReport:
    """Merge, and write the report beside `out`."""
    with _refusals(), _progress("merging", _size(files)) as progress:
        report = Merger(rules, caps, threshold, processes, progress).merge(files, out)
        written = orjson.dumps(report.model_dump(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        out.with_name(f"{out.name}.report.json").write_bytes(written)
        return report


def harvested(url: str, tenant: str, since: dt.datetime | None, out: Path, verdicts: Sequence[str]) -> dict[str, int]:
    """Write the candidates with these verdicts; returns how many there are of each."""
    counts = dict.fromkeys(verdicts, 0)
    beginning = since.replace(tzinfo=dt.UTC) if since else BEGINNING
    with _refusals(), closing(Database(url)) as database:
        harvester = Harvester(database, tenant, beginning)
        conversations = harvester.conversations()
        with _progress("harvesting", len(conversations)) as progress, replacing(out) as file:
            for candidate in harvester.candidates(conversations, lambda: progress(1)):
                if candidate.verdict in counts:
                    counts[candidate.verdict] += 1
                    file.write(candidate.model_dump_json().encode() + b"\n")
    return counts


def counted(files: Sequence[Path], tokenizer: Path | None) -> Stats:
    with _refusals(), _progress("counting", _size(files)) as progress:
        return Statistician(*_house(), token_counter(tokenizer), progress).stats(files)


def exported(file: Path, out: Path, form: str, shown: int) -> Manifest:
    with _refusals(), _progress("exporting", _size([file])) as progress:
        return Exporter(*_house(), shown, progress).export(file, out, form)


def database_url(data_dir: Path | None, database: str | None) -> str:
    """That of a data folder, of a database by its URL, or of the settings. Exits with 1 where there is none."""
    if database is not None:
        return database
    settings = Settings(data_dir=data_dir, database_url=None) if data_dir else Settings()
    file = settings.data_dir / "zantara.db"
    if settings.database_url is None and not file.exists():
        fail(Failed(f"{file} does not exist", ("name the data folder of the service: --data-dir FOLDER",)))
    return settings.sql_url


def _house() -> tuple[Registry, Mapping[str, Persona]]:
    """The handlers and personas that the service would have. Raises RegistryError and PersonaError."""
    settings = Settings()
    return load(str(settings.plugins) if settings.plugins else None), load_personas(settings.personas)


@contextmanager
def _refusals() -> Generator[None]:
    """Has what cannot be done said in a line."""
    try:
        yield
    except (DataError, RegistryError, PersonaError, OSError) as error:
        fail(Failed(str(error)))
    except SQLAlchemyError as error:
        fail(Failed(f"the database cannot be read: {str(error).splitlines()[0]}"))


@contextmanager
def _progress(what: str, total: int) -> Generator[Callable[[int], None]]:
    """A bar for a person; nothing where nobody looks."""
    columns = (TextColumn("[dim]{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)
