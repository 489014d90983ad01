"""What the engine logs while a test breaks it stays out of the test's output."""

from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[Any]]:
    """What was logged so far."""
    with capture_logs() as captured:
        yield captured
