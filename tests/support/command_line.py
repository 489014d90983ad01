"""`zantara` as a person types it, in this process."""

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from zantara.cli.main import app


@dataclass
class Ended:
    """How a command ended. `out` and `err` are what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Zantara:
    """A client of the service at `url`: `zantara("plan", "a message", "--json")`."""

    def __init__(self, url: str) -> None:
        self._environment = {"ZANTARA_URL": url, "ZANTARA_API_KEY": "", "COLUMNS": "100"}

    def __call__(self, *words: str, typed: str = "") -> Ended:
        result = CliRunner().invoke(app, words, input=typed, env=self._environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)
