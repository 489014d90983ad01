"""What the tests of pure handlers share."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.backends.local.database import Database
from handlers.context import Context
from schemas.turn import Principal
from tests.support.office import Office, open_office


@pytest.fixture
def speaking() -> Callable[[str], Context]:
    """A context without a port, on the morning of 21 November 2026 in Bali, of a person who speaks a language."""

    def context(language: str) -> Context:
        now = dt.datetime(2026, 11, 21, 9, tzinfo=ZoneInfo("Asia/Makassar"))
        return Context(port=None, now=now, tenant="bali", principal=Principal(id="wayan"), language=language)

    return context


@pytest.fixture
def english(speaking: Callable[[str], Context]) -> Context:
    return speaking("en")


@pytest.fixture
def office(sqlite: Database, tmp_path: Path) -> Office:
    return open_office(sqlite, tmp_path)
