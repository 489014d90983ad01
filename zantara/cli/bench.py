"""`zantara bench turn`: what a turn costs, beside LangGraph and pydantic-ai on the same calls in the same run."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from zantara.cli.output import console, errors, print_json
from zantara.cli.session import AsJson

app = typer.Typer(help="What the engine costs, measured on this machine.", no_args_is_help=True)

DEFINITIONS = (104, 8)
OURS = ("benchmarks.engine", "benchmarks.service")
PEERS = ("benchmarks.peers.langgraph", "benchmarks.peers.pydantic_ai")
PEERS_PYTHON = Path(".venv-bench/bin/python")

COLUMNS = (
    ("median ms", "median_ms"),
    ("p95 ms", "p95_ms"),
    ("CPU ms", "cpu_ms"),
    ("turns/s @64", "turns_per_s"),
    ("CPU ms @64", "cpu_ms_at_64"),
)

Figures = dict[str, Any]


class BenchError(Exception):
    """The benchmark cannot run; the message says what is missing."""


@app.callback()
def group() -> None:
    """Keeps `turn` a command of its own while it is the only one."""


@app.command()
def turn(
    as_json: AsJson = False,
    python: Annotated[Path, typer.Option(help="Python of an environment with the extra `bench`.")] = PEERS_PYTHON,
    sequential: Annotated[int, typer.Option(min=20, help="Turns measured one after another.")] = 200,
    concurrent: Annotated[int, typer.Option(min=64, help="Turns measured 64 at once.")] = 640,
) -> None:
    """Measure a turn with 1 and 8 calls, 104 handlers registered, on a scripted model server at 0 ms."""
    try:
        subjects = run(python, sequential, concurrent, lambda said: errors.print(said, style="dim"))
    except BenchError as error:
        errors.print(str(error), style="red")
        raise typer.Exit(1) from error
    if as_json:
        print_json(subjects)
        return
    for definitions in DEFINITIONS:
        console.print(table([s for s in subjects if s["definitions"] == definitions], definitions))


def run(python: Path, sequential: int, concurrent: int, progress: Callable[[str], None]) -> list[Figures]:
    """Figures of each subject for each number of definitions. Raises BenchError.

    Every subject has a process of its own, one at a time, all with the same Python and packages. Without the peers'
    environment only ours are measured, with the Python that runs this.
    """
    if not Path("benchmarks/engine.py").is_file():
        raise BenchError("the benchmark is part of the repository, not of the package: run it in a checkout")
    modules = (*OURS, *PEERS)
    if not python.exists():
        progress(f"{python} does not exist, so the peers are left out; `make bench` creates it")
        python, modules = Path(sys.executable), OURS
    amount = ["--sequential", str(sequential), "--concurrent", str(concurrent)]
    subjects: list[Figures] = []
    with model_server() as url:
        for definitions in DEFINITIONS:
            for module in modules:
                progress(f"{module}, {definitions} definitions ...")
                asked = ["-m", module, "--server", url, "--definitions", str(definitions), *amount]
                subjects.append(measured([str(python), *asked]))
    return subjects


@contextmanager
def model_server() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.model_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (our own)
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            if not port:
                raise BenchError("the scripted model server did not start; try `python -m benchmarks.model_server`")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()


def measured(command: list[str]) -> Figures:
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)  # noqa: S603 (ours)
    if done.returncode:
        raise BenchError(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def table(subjects: list[Figures], definitions: int) -> Table:
    """A row per subject and number of calls; the last columns are relative to our engine."""
    drawn = Table(title=f"A turn with {definitions} definitions sent, 104 handlers registered, model at 0 ms")
    drawn.add_column("subject")
    for title in ("calls", *(title for title, _ in COLUMNS), "CPU x", "turns/s x"):
        drawn.add_column(title, justify="right")
    for calls in ("1", "8"):
        ours = subjects[0]["calls"][calls]
        for subject in subjects:
            figures = subject["calls"][calls]
            cpu, rate = figures["cpu_ms"] / ours["cpu_ms"], figures["turns_per_s"] / ours["turns_per_s"]
            name = f"{subject['subject']} {subject.get('version', '')}".strip()
            drawn.add_row(name, calls, *(f"{figures[key]:.2f}" for _, key in COLUMNS), f"{cpu:.1f}", f"{rate:.2f}")
        drawn.add_section()
    return drawn
